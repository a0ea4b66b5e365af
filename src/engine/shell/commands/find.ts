// Models findutils@v4.10 find/parser.c, find/pred.c, find/tree.c, busybox@v1.37.0 findutils/find.c
// Differs: -exec waits for each command and changes nothing it has already walked; -regex, -perm with +, -user
// lists, -printf and -xdev are left out.
import { type Errno, errorText, isErrno } from '../../linux/errno.ts';
import type { Stat } from '../../linux/fs/types.ts';
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';
import { type Expression, FindError, parseFind } from './findParse.ts';
import { matchesGlob } from './glob.ts';
import { basename, below } from './paths.ts';
import { Call } from './program.ts';

interface Found {
  readonly path: string;
  readonly depth: number;
  /** Its directory was already walked: with -depth and -delete it comes after what is in it. */
  readonly walked: boolean;
}

interface FindMemory {
  /** What is still to be looked at, the next one last. */
  readonly todo: readonly Found[];
  /** What the actions have answered that were already taken for the path being looked at. */
  readonly done: readonly boolean[];
  readonly pid: number | null;
  /** Paths gathered for each `-exec … +`, by its place among the expressions. */
  readonly gathered: Readonly<Record<number, readonly string[]>>;
  readonly code: number;
}

export const find: Program = {
  run(sys) {
    const call = new Call(sys);
    const parsed = parseArguments(call);
    if (typeof parsed === 'string') {
      call.err(parsed);
      sys.exit(1);
      return;
    }
    let memory = sys.memory as FindMemory | null;
    if (memory === null) {
      const paths = parsed.paths.length === 0 ? ['.'] : parsed.paths;
      const todo = paths.map((path) => ({ path, depth: 0, walked: false })).reverse();
      memory = { todo, done: [], pid: null, gathered: {}, code: 0 };
    }
    call.code = memory.code;
    const search = new Search(call, parsed.expression, parsed, memory);
    const outcome = search.go();
    if (!call.flush()) sys.exit(call.code);
    else if (outcome === 'done') sys.exit(call.code);
    else {
      sys.remember({ ...search.memory, code: call.code });
      if (outcome === 'wait') sys.block({ child: true });
    }
  },
};

interface Parsed {
  readonly paths: readonly string[];
  readonly expression: Expression;
  readonly follow: boolean;
  readonly maxDepth: number;
  readonly minDepth: number;
  /** Directories after what is in them. */
  readonly depthFirst: boolean;
}

function parseArguments(call: Call): Parsed | string {
  let args = call.args;
  let follow = false;
  while (args[0] === '-L' || args[0] === '-H' || args[0] === '-P') {
    follow = args[0] === '-L';
    args = args.slice(1);
  }
  const at = args.findIndex((word) => /^[-(!]/.test(word));
  const paths = at === -1 ? args : args.slice(0, at);
  try {
    const { expression, options } = parseFind(at === -1 ? [] : args.slice(at), call.busybox);
    return { paths, expression, follow, ...options };
  } catch (thrown) {
    if (thrown instanceof FindError) return thrown.message;
    throw thrown;
  }
}

type Answer = boolean | 'wait';

class Search {
  memory: FindMemory;
  readonly #call: Call;
  readonly #sys: Sys;
  readonly #expression: Expression;
  readonly #options: Parsed;
  /** Actions taken so far for the path that is looked at. */
  #actions = 0;
  #prune = false;
  #quit = false;

  constructor(call: Call, expression: Expression, options: Parsed, memory: FindMemory) {
    this.#call = call;
    this.#sys = call.sys;
    this.#expression = expression;
    this.#options = options;
    this.memory = memory;
  }

  go(): 'done' | 'wait' | 'later' {
    if (this.memory.pid !== null && !this.#reap()) return 'wait';
    for (;;) {
      const next = this.memory.todo.at(-1);
      if (next === undefined) return this.#runGathered();
      if (this.#visit(next) === 'wait') return 'wait';
      if (this.#quit) return 'done';
      if (!this.#sys.withinBudget()) return 'later';
    }
  }

  /** Whether the command that was started has ended; its answer is then known. */
  #reap(): boolean {
    const ended = this.#sys.waitpid(this.memory.pid as number);
    if (ended === null) return false;
    const success = !isErrno(ended) && ended.status.code === 0;
    this.memory = { ...this.memory, pid: null, done: [...this.memory.done, success] };
    return true;
  }

  #visit(found: Found): Answer {
    const { path, depth } = found;
    const { maxDepth, minDepth, depthFirst, follow } = this.#options;
    const followed = follow ? this.#sys.stat(path) : this.#sys.lstat(path);
    const stat = isErrno(followed) && follow ? this.#sys.lstat(path) : followed;
    if (isErrno(stat)) {
      this.#complain(path, stat);
      this.#leave([]);
      return true;
    }
    const isDirectory = stat.type === 'directory';
    const walksFirst = depthFirst && isDirectory && !found.walked && depth < maxDepth;
    this.#prune = false;
    if (walksFirst) {
      this.#leave([{ ...found, walked: true }, ...this.#children(found)]);
      return true;
    }
    if (depth >= minDepth) {
      this.#actions = 0;
      const answer = this.#evaluate(this.#expression, found, stat);
      if (answer === 'wait') return 'wait';
    }
    const descends = isDirectory && !found.walked && !this.#prune && depth < maxDepth && !depthFirst;
    this.#leave(descends ? this.#children(found) : []);
    return true;
  }

  #leave(more: readonly Found[]): void {
    this.memory = { ...this.memory, todo: [...this.memory.todo.slice(0, -1), ...more], done: [] };
  }

  /** What lies in a directory, the last name first. */
  #children({ path, depth }: Found): Found[] {
    const entries = this.#sys.readdir(path);
    if (isErrno(entries)) {
      this.#complain(path, entries);
      return [];
    }
    return entries
      .map(({ name }) => ({ path: below(path, name), depth: depth + 1, walked: false }))
      .reverse();
  }

  #complain(path: string, why: Errno): void {
    this.#call.err(`${this.#call.busybox ? path : `'${path}'`}: ${errorText(why.errno)}`);
    this.#call.code = 1;
  }

  /** An action with effects is taken once, however often its expression is looked at while it waits. */
  #once(act: () => Answer): Answer {
    const known = this.memory.done[this.#actions++];
    if (known !== undefined) return known;
    const answer = act();
    if (answer !== 'wait') this.memory = { ...this.memory, done: [...this.memory.done, answer] };
    return answer;
  }

  #evaluate(expression: Expression, found: Found, stat: Stat): Answer {
    const { path } = found;
    switch (expression.type) {
      case 'and':
        for (const part of expression.parts) {
          const answer = this.#evaluate(part, found, stat);
          if (answer !== true) return answer;
        }
        return true;
      case 'or':
        for (const part of expression.parts) {
          const answer = this.#evaluate(part, found, stat);
          if (answer !== false) return answer;
        }
        return false;
      case 'not': {
        const answer = this.#evaluate(expression.part, found, stat);
        return answer === 'wait' ? answer : !answer;
      }
      case 'constant':
        return expression.value;
      case 'name':
        return matchesGlob(basename(path), expression.pattern, expression.ignoreCase);
      case 'path':
        return matchesGlob(path, expression.pattern, expression.ignoreCase);
      case 'kind':
        return expression.kinds.includes(stat.type);
      case 'size': {
        const units = Math.ceil(stat.sizeBytes / expression.unit);
        return compare(units, expression.than, expression.value);
      }
      case 'age': {
        const units = Math.floor((this.#sys.nowMs - stat.mtimeMs) / expression.unitMs);
        return compare(units, expression.than, expression.value);
      }
      case 'newer': {
        const other = this.#sys.stat(expression.file);
        return !isErrno(other) && stat.mtimeMs > other.mtimeMs;
      }
      case 'empty': {
        if (stat.type === 'file') return stat.sizeBytes === 0;
        const entries = stat.type === 'directory' ? this.#sys.readdir(path) : [];
        return stat.type === 'directory' && !isErrno(entries) && entries.length === 0;
      }
      case 'mode': {
        const mode = stat.mode & 0o7777;
        if (expression.match === 'all') return (mode & expression.mode) === expression.mode;
        return expression.match === 'any'
          ? (mode & expression.mode) !== 0 || expression.mode === 0
          : mode === expression.mode;
      }
      case 'owner':
        return (expression.of === 'user' ? stat.uid : stat.gid) === expression.id;
      case 'prune':
        this.#prune = true;
        return true;
      case 'quit':
        this.#quit = true;
        return true;
      case 'print':
        return this.#once(() => {
          this.#call.out(path + expression.end);
          return true;
        });
      case 'delete':
        return this.#once(() => this.#delete(path, stat));
      case 'exec':
        return this.#once(() => this.#execute(expression, path));
    }
  }

  #delete(path: string, stat: Stat): boolean {
    if (path === '.') return true;
    const failed = stat.type === 'directory' ? this.#sys.rmdir(path) : this.#sys.unlink(path);
    if (failed === undefined) return true;
    const what = this.#call.busybox ? path : `cannot delete '${path}'`;
    this.#call.code = this.#call.failed(what, failed);
    return false;
  }

  #execute(expression: Extract<Expression, { type: 'exec' }>, path: string): Answer {
    if (expression.many) {
      const so = this.memory.gathered[expression.place] ?? [];
      this.memory = {
        ...this.memory,
        gathered: { ...this.memory.gathered, [expression.place]: [...so, path] },
      };
      return true;
    }
    const argv = expression.argv.map((word) => word.replaceAll('{}', path));
    return this.#spawn(argv) ? 'wait' : false;
  }

  #spawn(argv: readonly string[]): boolean {
    this.#call.flush();
    const pid = this.#sys.spawn({ argv });
    if (isErrno(pid)) {
      const name = argv[0] as string;
      this.#call.err(`${this.#call.busybox ? name : `'${name}'`}: ${errorText(pid.errno)}`);
      return false;
    }
    this.memory = { ...this.memory, pid };
    return true;
  }

  /** At the end the commands of `-exec … +` run with all their paths. */
  #runGathered(): 'done' | 'wait' {
    for (const expression of executions(this.#expression)) {
      const paths = this.memory.gathered[expression.place] ?? [];
      if (paths.length === 0) continue;
      const { [expression.place]: _, ...others } = this.memory.gathered;
      this.memory = { ...this.memory, gathered: others };
      if (this.#spawn(expression.argv.flatMap((word) => (word === '{}' ? paths : [word])))) return 'wait';
    }
    return 'done';
  }
}

function executions(expression: Expression): Extract<Expression, { type: 'exec' }>[] {
  switch (expression.type) {
    case 'and':
    case 'or':
      return expression.parts.flatMap(executions);
    case 'not':
      return executions(expression.part);
    case 'exec':
      return expression.many ? [expression] : [];
    default:
      return [];
  }
}

function compare(value: number, than: '+' | '-' | '', other: number): boolean {
  return than === '+' ? value > other : than === '-' ? value < other : value === other;
}

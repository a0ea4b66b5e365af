import type { SyntaxNode } from 'unbash';
import { type ErrorName, errno, errorText, isErrno } from '../../linux/errno.ts';
import { type Signal, signalNumber } from '../../linux/signal.ts';
import type { ExitStatus } from '../../linux/state.ts';
import type { Sys } from '../../linux/sys.ts';
import { MESSAGES } from './messages.ts';
import { treeOf } from './source.ts';
import type { Ending, Frame, Place, ShellState, Variable } from './state.ts';

type Draft = { -readonly [K in keyof ShellState]: ShellState[K] };

/** Something a script did wrong that ends a shell that is not interactive. */
export class ShellFailure extends Error {
  readonly status: number;
  /** The builtin that complains, for the message. */
  readonly command: string | null;
  constructor(message: string, status: number, command: string | null = null) {
    super(message);
    this.status = status;
    this.command = command;
  }
}

/** What an interactive shell does not mind, unlike the commands it starts. */
export const UNHEEDED: readonly Signal[] = ['TERM', 'QUIT', 'TSTP', 'TTIN', 'TTOU'];

/** As after `unshare --pid` once the first child has ended (ENOMEM), or above pids.max (EAGAIN). */
export function cannotFork(dialect: ShellState['dialect'], why: ErrorName): string {
  if (dialect === 'dash') return 'Cannot fork';
  return `${dialect === 'ash' ? "can't fork" : 'fork'}: ${errorText(why)}`;
}

const endingOf = ({ code, signal }: ExitStatus): Ending => ({ code, killed: signal !== null });

export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * A shell while it runs: its state in a form that can be changed, and what all parts of the interpreter need.
 * It lives for one turn; `snapshot` is what outlives it.
 */
export class Shell {
  readonly sys: Sys;
  readonly state: Draft;
  /** Why the last that was written could not be. */
  unwritten: ErrorName = 'EBADF';
  #stack: Frame[];
  #ownsVariables = false;

  constructor(sys: Sys, state: ShellState) {
    this.sys = sys;
    this.state = { ...state };
    this.#stack = [...state.stack];
  }

  snapshot(): ShellState {
    this.#ownsVariables = false;
    this.state.stack = [...this.#stack];
    return { ...this.state };
  }

  // --- the stack

  get depth(): number {
    return this.#stack.length;
  }

  top(): Frame | undefined {
    return this.#stack[this.#stack.length - 1];
  }

  frames(): readonly Frame[] {
    return this.#stack;
  }

  push(frame: Frame): void {
    this.#stack.push(frame);
  }

  pop(): Frame {
    const frame = this.#stack.pop();
    if (frame === undefined) throw new Error('a shell has nothing to return to');
    return frame;
  }

  replaceAt(index: number, frame: Frame): void {
    this.#stack[index] = frame;
  }

  /** Puts another frame in the place of the top one. */
  become(frame: Frame): void {
    this.#stack[this.#stack.length - 1] = frame;
  }

  enter(source: number, node: SyntaxNode, guarded: boolean): void {
    const number = this.tree(source).numbers.get(node);
    if (number === undefined) throw new Error(`a ${node.type} has no number`);
    this.#stack.push({ kind: 'node', source, node: number, guarded });
  }

  // --- texts

  tree(source: number): ReturnType<typeof treeOf> {
    return treeOf(this.text(source), this.state.dialect);
  }

  text(source: number): string {
    const found = this.state.sources[source];
    if (found === undefined) throw new Error(`a shell has lost its source ${source}`);
    return found.text;
  }

  node(place: Place): SyntaxNode {
    const node = this.tree(place.source).nodes[place.node];
    if (node === undefined) throw new Error(`no node ${place.node} in source ${place.source}`);
    return node;
  }

  /** Keeps a text to be evaluated; those that nothing refers to any more are let go. */
  addSource(text: string, line: number): number {
    const used = new Set<number>();
    for (const frame of this.#stack) used.add(frame.source);
    for (const place of Object.values(this.state.functions)) used.add(place.source);
    const kept = Object.entries(this.state.sources).filter(([number]) => used.has(Number(number)));
    const source = this.state.nextSource;
    this.state.nextSource = source + 1;
    this.state.sources = { ...Object.fromEntries(kept), [source]: { text, line } };
    return source;
  }

  // --- variables

  lookup(name: string): Variable | undefined {
    return Object.hasOwn(this.state.variables, name) ? this.state.variables[name] : undefined;
  }

  setVariable(name: string, variable: Variable | undefined): void {
    if (!this.#ownsVariables) {
      this.state.variables = { ...this.state.variables };
      this.#ownsVariables = true;
    }
    const variables = this.state.variables as Record<string, Variable>;
    if (variable === undefined) delete variables[name];
    else variables[name] = variable;
  }

  /** The variables as they are, to go back to with `restoreVariables`. */
  markVariables(): ShellState['variables'] {
    this.#ownsVariables = false;
    return this.state.variables;
  }

  restoreVariables(variables: ShellState['variables']): void {
    this.#ownsVariables = false;
    this.state.variables = variables;
  }

  value(name: string): string | undefined {
    const variable = this.lookup(name);
    if (variable === undefined) return undefined;
    return variable.items === undefined ? variable.value : variable.items['0'];
  }

  assign(name: string, value: string): void {
    const variable = this.lookup(name);
    if (variable?.readonly === true) throw this.readOnly(name);
    const exported = variable?.exported === true || this.hasFlag('a');
    if (variable?.items !== undefined) {
      this.setVariable(name, { ...variable, items: { ...variable.items, '0': value } });
      return;
    }
    this.setVariable(name, exported ? { ...variable, value, exported } : { ...variable, value });
    if (name === 'OPTIND') this.state.optionAt = 0;
  }

  readOnly(name: string): ShellFailure {
    const messages = MESSAGES[this.state.dialect];
    return new ShellFailure(`${name}: ${messages.readOnly}`, messages.failureStatus);
  }

  /** What a program it starts gets as its environment. */
  environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
    const result: Record<string, string> = {};
    for (const [name, variable] of Object.entries(this.state.variables)) {
      if (variable.exported === true && variable.value !== undefined) result[name] = variable.value;
    }
    return Object.assign(result, extra);
  }

  hasFlag(letter: string): boolean {
    return this.state.flags.includes(letter);
  }

  setFlag(letter: string, on: boolean): void {
    const without = this.state.flags.replace(letter, '');
    this.state.flags = on ? without + letter : without;
  }

  // --- input and output

  /** The kernel's number of a descriptor of the script; undefined when it is closed. */
  fd(number: number): number | undefined {
    return this.state.fds[number];
  }

  /** False when it could not be written. */
  write(number: number, text: string): boolean {
    const fd = this.fd(number);
    const failed = fd === undefined ? errno('EBADF') : text === '' ? undefined : this.sys.write(fd, text);
    if (failed !== undefined) this.unwritten = failed.errno;
    return failed === undefined;
  }

  /** Moves a descriptor out of the way of those that scripts use. */
  high(fd: number): number {
    if (fd >= 10) return fd;
    let to = 10;
    while (to in this.sys.self.fds) to++;
    this.sys.dup(fd, to);
    this.sys.close(fd);
    return to;
  }

  /** What the shell itself says about a command; `command` is the builtin that is at fault. */
  complain(text: string, command: string | null = null): void {
    const { dialect, name, line, interactive, from } = this.state;
    const builtin = command === null ? '' : `${command}: `;
    let prefix: string;
    if (dialect === 'bash') {
      prefix = interactive ? `${basename(name)}: ${builtin}` : `${name}: line ${line}: ${builtin}`;
    } else if (dialect === 'dash') prefix = `${name}: ${line}: ${builtin}`;
    else if (interactive) prefix = `${name}: ${builtin}`;
    else if (from === 'file') prefix = `${name}: ${builtin}line ${line}: `;
    else prefix = command === null ? `${name}: ` : `${name}: ${builtin}line ${Math.max(line - 1, 0)}: `;
    this.write(2, `${prefix}${text}\n`);
  }

  /** What a command says that is an applet in BusyBox and a builtin in the others. */
  complainApplet(text: string, command: string): void {
    if (this.state.dialect === 'ash') this.write(2, `${basename(this.sys.self.argv[0] ?? 'sh')}: ${text}\n`);
    else this.complain(text, command);
  }

  /** Closes the pipes of process substitutions whose command is over. */
  giveBack(): void {
    const { borrowed } = this.state;
    if (borrowed.length === 0) return;
    const over = borrowed.filter(({ depth }) => depth > this.depth);
    for (const { number, fd } of over) {
      const { [number]: mapped, ...rest } = this.state.fds;
      if (mapped === fd) this.state.fds = rest;
      this.sys.close(fd);
    }
    this.state.borrowed = borrowed.filter(({ depth }) => depth <= this.depth);
  }

  // --- commands

  /** The path of an executable in the shell's own PATH; `denied` when there is only one that may not be run. */
  find(name: string): { readonly path: string } | 'denied' | 'missing' {
    if (name.includes('/')) return { path: name };
    let denied = false;
    for (const directory of (
      this.value('PATH') ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
    ).split(':')) {
      const path = `${directory === '' ? '.' : directory.replace(/\/$/, '')}/${name}`;
      const stat = this.sys.stat(path);
      if (isErrno(stat) || stat.type === 'directory') continue;
      if (this.sys.access(path, 'x')) return { path };
      denied = true;
    }
    return denied ? 'denied' : 'missing';
  }

  /**
   * A subshell: a copy of this shell that goes on with `frames`. Its descriptors are those it would have here,
   * changed by `fds`. Returns its pid, or null when it could not be made.
   */
  fork(
    frames: readonly Frame[],
    fds: Readonly<Record<number, number>>,
    options: {
      readonly ignore?: readonly Signal[];
      readonly newGroup?: boolean;
      readonly group?: number | undefined;
    } = {},
  ): number | null {
    const traps: Record<string, string> = {};
    const handled: Signal[] = [];
    for (const [name, action] of Object.entries(this.state.traps)) {
      if (action === '') traps[name] = '';
      else if (name !== 'EXIT' && name !== 'ERR') handled.push(name as Signal);
    }
    if (this.state.interactive) handled.push('INT', ...UNHEEDED);
    const own: Record<number, number> = {};
    for (const number of Object.keys(fds)) own[Number(number)] = Number(number);
    const memory: ShellState = {
      ...this.snapshot(),
      stack: frames,
      interactive: false,
      subshell: true,
      replaceable: true,
      traps,
      arrived: [],
      jobs: [],
      borrowed: [],
      fds: own,
      forked: { atMs: this.sys.nowMs, count: 0 },
      fresh: { handled, ignore: options.ignore ?? [] },
    };
    const { newGroup = false, group } = options;
    const pid = this.sys.fork(memory, group === undefined ? { fds, newGroup } : { fds, group });
    if (isErrno(pid)) {
      const { dialect } = this.state;
      if (dialect !== 'bash') throw new ShellFailure(cannotFork(dialect, pid.errno), 2);
      this.complain(cannotFork(dialect, pid.errno));
      return null;
    }
    this.countChild();
    return pid;
  }

  /** Counts a child that has been made. */
  countChild(): void {
    const { nowMs } = this.sys;
    const { atMs, count } = this.state.forked;
    this.state.forked = { atMs: nowMs, count: atMs === nowMs ? count + 1 : 1 };
  }

  /** How a child has ended, by its pid. Gathers whatever has ended. */
  ended(pid: number): Ending | 'running' {
    this.gather();
    const known = this.state.ended[pid];
    if (known !== undefined) {
      const { [pid]: _, ...rest } = this.state.ended;
      this.state.ended = rest;
      return known;
    }
    const result = this.sys.waitpid(pid);
    if (result === null) return 'running';
    return isErrno(result) ? { code: 127, killed: false } : endingOf(result.status);
  }

  /** Whether one of these children has been stopped (Ctrl-Z, or because it reads in the background). */
  isStopped(pids: readonly number[]): boolean {
    return this.sys.processes().some(({ pid, process }) => process.state === 'T' && pids.includes(pid));
  }

  /** Makes a job of what has been stopped in the foreground; $? of it. */
  stopJob(pids: readonly number[], text: string): number {
    const { jobs } = this.state;
    const number = jobs.reduce((highest, job) => Math.max(highest, job.number), 0) + 1;
    const job = { number, pids, text, stopped: true };
    this.state.jobs = [...jobs, job];
    this.sys.foreground(this.sys.getpid());
    return 128 + signalNumber('TSTP');
  }

  /** Notes how children ended that have; those it does not know, process 1 may have inherited. */
  gather(): void {
    for (;;) {
      const result = this.sys.waitpid(-1);
      if (result === null || isErrno(result)) return;
      if (this.#isOwn(result.pid)) {
        this.state.ended = { ...this.state.ended, [result.pid]: endingOf(result.status) };
      }
    }
  }

  #isOwn(pid: number): boolean {
    if (this.state.jobs.some((job) => job.pids.includes(pid))) return true;
    return this.#stack.some((frame) => {
      if (frame.kind === 'pipeline') return frame.pids.includes(pid);
      if (frame.kind === 'wait' && frame.pids?.includes(pid) === true) return true;
      return (frame.kind === 'wait' || frame.kind === 'substitution') && frame.pid === pid;
    });
  }
}

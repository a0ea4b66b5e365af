// Models sed@v4.9 sed/compile.c, sed/execute.c, busybox@v1.37.0 editors/sed.c
// Differs: e, F, l, R, v, W, z and the M flag are left out; back-references inside a pattern are refused.
import { type Errno, errorText, isErrno } from '../../linux/errno.ts';
import { type Call, type FilterCall, filter } from './program.ts';
import { compileRegex, Regex } from './regex.ts';
import { type Address, type Command, parseSed, SedError } from './sedParse.ts';
import { replaceWith, visible } from './sedReplace.ts';

interface SedState {
  readonly script: string;
  readonly quiet: boolean;
  readonly extended: boolean;
  /** In place: the suffix of the copy that is kept, '' for none; null: to standard output. */
  readonly inPlace: string | null;
  /** Line numbers and $ count for each file. */
  readonly separate: boolean;
  /** Descriptors of the files that w writes. */
  readonly outputs: Readonly<Record<string, number>>;
  readonly space: string;
  readonly hold: string;
  readonly line: number;
  /** The command to go on with once the next line is there; null between cycles. */
  readonly resume: number | null;
  readonly replaced: boolean;
  readonly appended: readonly string[];
  /** For each command with two addresses: the line its range ends after at the latest, null outside one. */
  readonly ranges: Readonly<Record<number, number>>;
  readonly lastPattern: string;
  /** A line that is not known yet to be the last. */
  readonly next: { readonly text: string; readonly complete: boolean } | null;
  /** The line being worked on ends with a newline. */
  readonly complete: boolean;
  /** The last that was written lacks its newline, which comes before anything else that is. */
  readonly lacks: boolean;
  readonly file: string;
  /** What has been written in place of the file. */
  readonly result: string;
  readonly quit: number | null;
}

const SPEC = {
  short: 'ne:f:Eri::sz',
  long: {
    quiet: 'n',
    silent: 'n',
    expression: 'e',
    file: 'f',
    'regexp-extended': 'E',
    'in-place': 'i',
    separate: 's',
  },
  usage: 'sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...',
};

/** Until what line a range lasts that ends at a pattern or at the end. */
const OPEN = Number.MAX_SAFE_INTEGER;

export const sed = filter<SedState>({
  start(call) {
    const options = call.options(SPEC);
    if (typeof options === 'number') return options;
    const rest = [...options.rest];
    const parts: string[] = [];
    for (const [letter, value] of options.given) {
      if (letter === 'e') parts.push(value);
      if (letter !== 'f') continue;
      const text = call.sys.readFile(value);
      if (isErrno(text)) return call.fail(`couldn't open file ${value}: ${errorText(text.errno)}`);
      parts.push(text.replace(/^#!.*\n/, ''));
    }
    if (parts.length === 0) {
      const script = rest.shift();
      if (script === undefined) {
        if (call.busybox) return call.usage(SPEC.usage);
        call.sys.write(2, 'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n');
        return 1;
      }
      parts.push(script);
    }
    const script = parts.join('\n');
    const extended = options.has('E', 'r');
    const outputs: Record<string, number> = {};
    try {
      for (const command of commandsOf(script)) {
        for (const pattern of patternsOf(command)) {
          const regex = compileRegex(withCharacters(pattern), { extended });
          if (typeof regex === 'string') throw new SedError(`char ${script.length}: ${regex}`);
        }
        const name = command.write ?? (command.name === 'w' ? command.text : null);
        if (name === null || name === '/dev/stdout' || outputs[name] !== undefined) continue;
        const fd = call.sys.open(name, { access: 'w', create: true, truncate: true });
        if (isErrno(fd)) return call.fail(`couldn't open file ${name}: ${errorText(fd.errno)}`, 4);
        outputs[name] = fd;
      }
    } catch (thrown) {
      if (!(thrown instanceof SedError)) throw thrown;
      return call.fail(
        call.busybox ? thrown.message.replace(/^char \d+: /, '') : `-e expression #1, ${thrown.message}`,
      );
    }
    const inPlace = options.has('i') ? (options.value('i') ?? '') : null;
    const state: SedState = {
      script,
      quiet: options.has('n'),
      extended,
      inPlace,
      separate: options.has('s') || inPlace !== null,
      outputs,
      space: '',
      hold: '',
      line: 0,
      resume: null,
      replaced: false,
      appended: [],
      ranges: {},
      lastPattern: '',
      next: null,
      complete: true,
      lacks: false,
      file: '-',
      result: '',
      quit: null,
    };
    return { files: rest, state };
  },
  open(_call, state, file) {
    return state.separate ? { ...state, file, line: 0, result: '' } : { ...state, file };
  },
  lines(call, state, lines, complete) {
    let now = state;
    const lookAhead = needsLast(state.script);
    for (const text of lines) {
      if (now.quit !== null) break;
      if (!lookAhead) {
        now = cycle(call, now, text, complete, false);
        continue;
      }
      const { next } = now;
      now = { ...now, next: { text, complete } };
      if (next !== null) now = cycle(call, now, next.text, next.complete, false);
    }
    if (now.quit !== null) call.stop();
    return now;
  },
  close(call, state, file) {
    if (!state.separate) return state;
    const done = finish(call, state);
    return done.inPlace === null || file === '-' ? done : rewrite(call, done, file);
  },
  end(call, state) {
    const done = finish(call, state);
    return done.quit === null || done.quit === 0 ? call.code : done.quit;
  },
  unreadable(call: Call, file: string, why: Errno) {
    if (call.busybox) return call.failed(file, why);
    if (why.errno === 'EISDIR') return call.fail(`couldn't edit ${file}: not a regular file`, 4);
    return call.failed(`can't read ${file}`, why, 2);
  },
});

let parsedScript: string | null = null;
let parsed: readonly Command[] = [];

/** The commands of a script; those of the last one asked for are kept. */
function commandsOf(script: string): readonly Command[] {
  if (script !== parsedScript) {
    parsed = parseSed(script);
    parsedScript = script;
  }
  return parsed;
}

/** Whether what is done to a line depends on whether another one follows: only then does a line have to wait for it. */
function needsLast(script: string): boolean {
  return commandsOf(script).some(
    ({ name, from, to }) =>
      from?.type === 'last' ||
      to?.type === 'last' ||
      name === 'n' ||
      name === 'N' ||
      (name === 'c' && to !== null),
  );
}

/** In brackets too, `\\t` and `\\n` are a tab and a newline for sed. */
const withCharacters = (pattern: string): string =>
  pattern.replace(/\\[\s\S]|\[\^?\]?(?:\[:\w+:\]|[^\]])*\]/g, (part) =>
    part.startsWith('[') ? part.replaceAll('\\t', '\t').replaceAll('\\n', '\n') : part,
  );

function patternsOf(command: Command): string[] {
  const patterns = command.name === 's' ? [command.pattern] : [];
  for (const address of [command.from, command.to])
    if (address?.type === 'regex') patterns.push(address.pattern);
  return patterns.filter((pattern) => pattern !== '');
}

/** Works on the line that was held back: it is the last. */
function finish(call: FilterCall | Call, state: SedState): SedState {
  const { next } = state;
  const ready = { ...state, next: null };
  if (next !== null && state.quit === null) return cycle(call, ready, next.text, next.complete, true);
  if (state.resume === null || state.quit !== null) return ready;
  // n and N found no further line: what there is is printed.
  return endCycle(call, { ...ready, resume: null });
}

function rewrite(call: Call, state: SedState, file: string): SedState {
  const { sys } = call;
  const stat = sys.stat(file);
  const slash = file.lastIndexOf('/');
  const directory = slash === -1 ? '.' : file.slice(0, slash) || '/';
  const suffix = sys.random().toString(36).padStart(6, 'x').slice(-6);
  const temporary = `${directory}/sed${suffix}`;
  const failed = sys.writeFile(temporary, state.result);
  if (failed !== undefined) {
    const text = call.busybox
      ? `can't create temp file '${file}XXXXXX'`
      : `couldn't open temporary file ${temporary}`;
    call.code = call.fail(`${text}: ${errorText(failed.errno)}`, call.busybox ? 1 : 4);
    return state;
  }
  if (!isErrno(stat)) {
    sys.chmod(temporary, stat.mode);
    sys.chown(temporary, stat.uid, stat.gid);
  }
  if (state.inPlace !== '') {
    const suffixed = state.inPlace as string;
    sys.link(file, suffixed.includes('*') ? suffixed.replaceAll('*', file) : file + suffixed);
  }
  const moved = sys.rename(temporary, file);
  if (moved !== undefined) {
    sys.unlink(temporary);
    const text = call.busybox ? `can't move '${temporary}' to '${file}'` : `cannot rename ${temporary}`;
    call.code = call.fail(`${text}: ${errorText(moved.errno)}`, call.busybox ? 1 : 4);
  }
  return state;
}

function write(call: Call, state: SedState, given: string): SedState {
  const text = state.lacks ? `\n${given}` : given;
  if (state.inPlace !== null && state.file !== '-') {
    return { ...state, result: state.result + text, lacks: false };
  }
  call.out(text);
  return state.lacks ? { ...state, lacks: false } : state;
}

/** Writes what is being worked on; the last line of a file ends as it does there. */
function writeLine(call: Call, state: SedState, line: string): SedState {
  if (state.complete) return write(call, state, `${line}\n`);
  return { ...write(call, state, line), lacks: true };
}

/** A line arrives: a new cycle begins, or the command goes on that asked for it. */
function cycle(call: Call, before: SedState, text: string, complete: boolean, last: boolean): SedState {
  const line = before.line + 1;
  const resumed = before.resume !== null;
  const command = resumed ? commandsOf(before.script)[(before.resume as number) - 1] : undefined;
  const space = command?.name === 'N' ? `${before.space}\n${text}` : text;
  const state: SedState = { ...before, line, space, complete, resume: null };
  return execute(call, resumed ? state : { ...state, replaced: false }, before.resume ?? 0, last);
}

function endCycle(call: Call, state: SedState): SedState {
  let now = state;
  if (!state.quiet) now = writeLine(call, now, state.space);
  return flushAppended(call, now);
}

function flushAppended(call: Call, state: SedState): SedState {
  let now = state;
  for (const text of state.appended) now = write(call, now, text);
  return state.appended.length === 0 ? now : { ...now, appended: [] };
}

function regexOf(state: SedState, pattern: string, ignoreCase: boolean): Regex {
  const regex = compileRegex(withCharacters(pattern === '' ? state.lastPattern : pattern), {
    extended: state.extended,
    ignoreCase,
  });
  // Checked when the script was read.
  if (!(regex instanceof Regex)) throw new Error(regex);
  return regex;
}

function matches(state: SedState, address: Address, last: boolean): boolean {
  switch (address.type) {
    case 'line':
      return state.line === address.line;
    case 'last':
      return last;
    case 'step':
      return address.step === 0
        ? state.line === address.first
        : state.line >= address.first && (state.line - address.first) % address.step === 0;
    case 'regex':
      return regexOf(state, address.pattern, address.ignoreCase).test(state.space);
    default:
      return false;
  }
}

/** Whether a command applies to this line, and the ranges as they stand afterwards. */
function applies(state: SedState, command: Command, at: number, last: boolean): readonly [boolean, SedState] {
  const { from, to } = command;
  if (from === null) return [!command.negated, state];
  if (to === null) return [matches(state, from, last) !== command.negated, state];
  const until = state.ranges[at];
  if (until !== undefined) {
    const ends = to.type === 'regex' || to.type === 'last' ? matches(state, to, last) : state.line >= until;
    const past = until !== OPEN && state.line > until;
    const { [at]: _, ...others } = state.ranges;
    return [past ? command.negated : !command.negated, ends || past ? { ...state, ranges: others } : state];
  }
  const fromFirst = from.type === 'line' && from.line === 0 && state.line === 1;
  // `0,/x/`: the range may end with the line it starts on.
  if (fromFirst && to.type === 'regex' && matches(state, to, last)) return [!command.negated, state];
  const starts = matches(state, from, last) || fromFirst;
  if (!starts) return [command.negated, state];
  let end = OPEN;
  if (to.type === 'line') end = to.line;
  if (to.type === 'plus') end = state.line + to.lines;
  if (to.type === 'multiple') end = to.of === 0 ? state.line : Math.ceil(state.line / to.of) * to.of;
  const only = end <= state.line || (to.type === 'last' && last);
  return [!command.negated, only ? state : { ...state, ranges: { ...state.ranges, [at]: end } }];
}

/** So many commands in one cycle are an endless loop. */
const MAX_COMMANDS = 100_000;

function execute(call: Call, start: SedState, from: number, last: boolean): SedState {
  const commands = commandsOf(start.script);
  let state = start;
  let at = from;
  for (let count = 0; at < commands.length; count++) {
    if (count > MAX_COMMANDS) {
      call.err(`gave up after ${MAX_COMMANDS} commands on line ${state.line}`);
      return { ...state, quit: 1 };
    }
    const command = commands[at] as Command;
    const [does, ranged] = applies(state, command, at, last);
    state = ranged;
    for (const address of [command.from, command.to]) {
      if (address?.type === 'regex' && address.pattern !== '')
        state = { ...state, lastPattern: address.pattern };
    }
    if (!does) {
      at = command.name === '{' ? command.target : at + 1;
      continue;
    }
    at++;
    switch (command.name) {
      case 's': {
        const result = substitute(state, command);
        if (command.pattern !== '') state = { ...state, lastPattern: command.pattern };
        if (result === null) break;
        state = { ...state, space: result, replaced: true };
        if (command.print) state = writeLine(call, state, result);
        if (command.write !== null) state = writeFile(call, state, command.write, `${result}\n`);
        break;
      }
      case 'y': {
        const to = [...command.replacement];
        const from = [...command.pattern];
        const mapped = [...state.space].map((char) => (from.includes(char) ? to[from.indexOf(char)] : char));
        state = { ...state, space: mapped.join('') };
        break;
      }
      case 'd':
        return flushAppended(call, state);
      case 'D': {
        const newline = state.space.indexOf('\n');
        if (newline === -1) return flushAppended(call, state);
        state = flushAppended(call, { ...state, space: state.space.slice(newline + 1) });
        at = 0;
        break;
      }
      case 'p':
        state = writeLine(call, state, state.space);
        break;
      case 'l':
        state = write(call, state, visible(state.space));
        break;
      case 'P':
        state = write(call, state, `${state.space.split('\n')[0]}\n`);
        break;
      case '=':
        state = write(call, state, `${state.line}\n`);
        break;
      case 'n':
        if (last && !call.busybox) return endCycle(call, state);
        state = endCycle(call, state);
        return last ? state : { ...state, resume: at };
      case 'N':
        return last ? endCycle(call, state) : flushAppended(call, { ...state, resume: at });
      case 'h':
        state = { ...state, hold: state.space };
        break;
      case 'H':
        state = { ...state, hold: `${state.hold}\n${state.space}` };
        break;
      case 'g':
        state = { ...state, space: state.hold, complete: true };
        break;
      case 'G':
        state = { ...state, space: `${state.space}\n${state.hold}`, complete: true };
        break;
      case 'x':
        state = { ...state, space: state.hold, hold: state.space, complete: true };
        break;
      case 'z':
        state = { ...state, space: '' };
        break;
      case 'a':
        state = { ...state, appended: [...state.appended, command.text] };
        break;
      case 'i':
        state = write(call, state, command.text);
        break;
      case 'c': {
        // Of a range the text stands once, at its end.
        const inside = command.to !== null && !command.negated && state.ranges[at - 1] !== undefined && !last;
        if (!inside) state = write(call, state, command.text);
        return flushAppended(call, state);
      }
      case 'r': {
        const text = call.sys.readFile(command.text);
        if (!isErrno(text) && text !== '') state = { ...state, appended: [...state.appended, text] };
        break;
      }
      case 'w':
        state = writeFile(call, state, command.text, `${state.space}\n`);
        break;
      case 'q':
        return { ...write(call, endCycle(call, state), ''), quit: command.number };
      case 'Q':
        return { ...state, quit: command.number };
      case 'b':
        at = command.target;
        break;
      case 't':
        if (state.replaced) at = command.target;
        state = { ...state, replaced: false };
        break;
      case 'T':
        if (!state.replaced) at = command.target;
        state = { ...state, replaced: false };
        break;
    }
  }
  return endCycle(call, state);
}

function writeFile(call: Call, state: SedState, name: string, text: string): SedState {
  if (name === '/dev/stdout') return write(call, state, text);
  call.sys.write(state.outputs[name] as number, text);
  return state;
}

function substitute(state: SedState, command: Command): string | null {
  const regex = regexOf(state, command.pattern, command.ignoreCase);
  const { space } = state;
  let out = '';
  let from = 0;
  let at = 0;
  let count = 0;
  let done = false;
  let ended = -1;
  while (at <= space.length) {
    const match = regex.exec(space, at);
    if (match === null) break;
    // An empty match right after the last one is none.
    const adjacent =
      match.end === match.start && match.start === from && count > 0 && from === at && from > 0;
    // Nor does one count that begins where the one before has ended.
    const touching = match.end === match.start && match.start === ended;
    if (!adjacent && !touching) {
      count++;
      ended = match.end;
      if (count >= command.nth) {
        out += space.slice(from, match.start) + replaceWith(command.replacement, match.groups);
        from = match.end;
        done = true;
        if (!command.global) break;
      }
    }
    at = match.end > match.start ? match.end : match.end + 1;
  }
  return done ? out + space.slice(from) : null;
}

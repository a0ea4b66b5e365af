// How most commands are made: from what they do with their arguments, and with the text that arrives.
import { type Errno, errorText, isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';
import { type OptionSpec, type Options, parseOptions, usageText } from './options.ts';

/** One run of a command: its arguments and where its words go. */
export class Call {
  readonly sys: Sys;
  /** What it was called as. */
  readonly name: string;
  readonly args: readonly string[];
  /** Whether its messages are worded like BusyBox's rather than GNU's. */
  readonly busybox: boolean;
  /** What it will exit with; filters keep it from turn to turn. */
  code = 0;
  #out = '';

  constructor(sys: Sys) {
    const [command = '', ...args] = sys.self.argv;
    this.sys = sys;
    this.name = command.slice(command.lastIndexOf('/') + 1);
    this.args = args;
    this.busybox = sys.flavour === 'busybox';
  }

  /** To standard output, when the turn ends or something is said on standard error. */
  out(text: string): void {
    this.#out += text;
  }

  /** `NAME: message` on standard error. */
  err(message: string): void {
    this.flush();
    this.sys.write(2, `${this.name}: ${message}\n`);
  }

  /** The same, and the exit code to return. */
  fail(message: string, code = 1): number {
    this.err(message);
    return code;
  }

  /** `NAME: what: why` on standard error, and 1. */
  failed(what: string, why: Errno, code = 1): number {
    return this.fail(`${what}: ${errorText(why.errno)}`, code);
  }

  /** How to call it, as it answers to wrong arguments. */
  usage(usage: string, message?: string, code = 1): number {
    this.flush();
    const first = message === undefined ? '' : `${this.name}: ${message}\n`;
    this.sys.write(2, first + usageText(this.busybox, this.name, usage));
    return code;
  }

  /** What a missing operand gets. */
  missing(usage: string, code = 1): number {
    return this.usage(usage, this.busybox ? undefined : 'missing operand', code);
  }

  /** The options; a number when they are wrong or help was asked for: the exit code, all being said. */
  options(spec: OptionSpec, args = this.args): Options | number {
    const parsed = parseOptions(args, spec, this.name, this.busybox);
    if (!('message' in parsed)) return parsed;
    this.flush();
    this.sys.write(parsed.stream === 'stdout' ? 1 : 2, parsed.message);
    return parsed.code;
  }

  /** Writes what `out` has gathered; false when it cannot be written. */
  flush(): boolean {
    const text = this.#out;
    if (text === '') return true;
    this.#out = '';
    const failed = this.sys.write(1, text);
    if (failed === undefined) return true;
    // Nobody is left to read it: the signal has ended the process unless it is ignored.
    if (failed.errno !== 'EPIPE') this.err(`write error: ${errorText(failed.errno)}`);
    this.code = 1;
    return false;
  }
}

/** A command that is done at once: `run` gives its exit code. */
export function command(run: (call: Call) => number): Program {
  return {
    run(sys) {
      const call = new Call(sys);
      const code = run(call);
      sys.exit(call.flush() ? code : call.code);
    },
  };
}

export interface Filter<S> {
  /** What to read (`-` is standard input) and the state to begin with, or the exit code when there is nothing to do. */
  start(call: Call): { readonly files: readonly string[]; readonly state: S } | number;
  /** A file was opened. */
  open?(call: FilterCall, state: S, file: string): S;
  /** Text of any length has arrived. Either this or `lines`. */
  text?(call: FilterCall, state: S, text: string): S;
  /**
   * Lines have arrived, without their newlines; `complete` is false for a last one that has none. The state is plain
   * data and must be replaced, never changed.
   */
  lines?(call: FilterCall, state: S, lines: readonly string[], complete: boolean): S;
  /** The end of a file. */
  close?(call: FilterCall, state: S, file: string): S;
  /** Everything was read: the exit code. `call.code` is 1 when a file could not be read. */
  end?(call: Call, state: S): number;
  /** How it says that it cannot open a file, and the code it exits with then; `NAME: file: why` and 1 unless given. */
  unreadable?(call: Call, file: string, why: Errno): number;
}

export class FilterCall extends Call {
  #skips: 'no' | 'file' | 'all' = 'no';

  /** Reads no more of this file. */
  skipFile(): void {
    if (this.#skips === 'no') this.#skips = 'file';
  }

  /** Reads no more at all. */
  stop(): void {
    this.#skips = 'all';
  }

  /** For the filter's own loop: what was asked for, once. */
  takeSkip(): 'no' | 'file' | 'all' {
    const skips = this.#skips;
    if (skips === 'file') this.#skips = 'no';
    return skips;
  }
}

interface FilterMemory<S> {
  readonly files: readonly string[];
  /** Which of them is being read, or comes next when `fd` is null. */
  readonly at: number;
  readonly fd: number | null;
  /** The beginning of a line whose end has not arrived. */
  readonly rest: string;
  readonly code: number;
  readonly state: S;
}

/** A command that handles text as it comes: from the files it is given, or from standard input. */
export function filter<S>(make: Filter<S>): Program {
  return {
    run(sys) {
      const call = new FilterCall(sys);
      const kept = sys.memory as FilterMemory<S> | null;
      let memory: FilterMemory<S>;
      if (kept !== null) memory = kept;
      else {
        const begun = make.start(call);
        if (typeof begun === 'number') {
          sys.exit(call.flush() ? begun : call.code);
          return;
        }
        const files = begun.files.length === 0 ? ['-'] : begun.files;
        memory = { files, at: 0, fd: null, rest: '', code: call.code, state: begun.state };
      }
      call.code = memory.code;
      for (;;) {
        const next: FilterMemory<S> | 'done' | 'wait' = readMore(make, call, memory);
        if (!call.flush()) {
          sys.exit(call.code);
          return;
        }
        if (next === 'done') {
          const code = make.end?.(call, memory.state) ?? call.code;
          sys.exit(call.flush() ? code : call.code);
          return;
        }
        if (next === 'wait') {
          sys.remember({ ...memory, code: call.code });
          sys.block({ readable: [memory.fd ?? 0] });
          return;
        }
        memory = next;
        if (!sys.withinBudget()) {
          sys.remember({ ...memory, code: call.code });
          return;
        }
      }
    },
  };
}

function readMore<S>(
  make: Filter<S>,
  call: FilterCall,
  memory: FilterMemory<S>,
): FilterMemory<S> | 'done' | 'wait' {
  const { sys } = call;
  const file = memory.files[memory.at];
  if (file === undefined) return 'done';
  const unreadable = (why: Errno): FilterMemory<S> => {
    call.code = make.unreadable?.(call, file, why) ?? call.failed(file, why);
    if (memory.fd !== null && memory.fd !== 0) sys.close(memory.fd);
    return { ...memory, at: memory.at + 1, fd: null, rest: '' };
  };
  if (memory.fd === null) {
    const fd = file === '-' ? 0 : sys.open(file, { access: 'r' });
    if (isErrno(fd)) return unreadable(fd);
    return { ...memory, fd, state: make.open?.(call, memory.state, file) ?? memory.state };
  }
  const text = sys.read(memory.fd);
  if (text === null) return 'wait';
  if (isErrno(text)) return unreadable(text);
  const ended = text === '';
  const { state, rest } = deliver(make, call, memory, text, ended);
  const skip = call.takeSkip();
  if (!ended && skip === 'no') return { ...memory, state, rest };
  if (memory.fd !== 0) sys.close(memory.fd);
  const closed = make.close?.(call, state, file) ?? state;
  const at = skip === 'all' ? memory.files.length : memory.at + 1;
  return { ...memory, at, fd: null, rest: '', state: closed };
}

function deliver<S>(
  make: Filter<S>,
  call: FilterCall,
  memory: FilterMemory<S>,
  text: string,
  ended: boolean,
): { readonly state: S; readonly rest: string } {
  const { state } = memory;
  if (make.lines === undefined) {
    return { state: ended ? state : (make.text?.(call, state, text) ?? state), rest: '' };
  }
  if (ended) {
    return { state: memory.rest === '' ? state : make.lines(call, state, [memory.rest], false), rest: '' };
  }
  const at = text.lastIndexOf('\n');
  if (at === -1) return { state, rest: memory.rest + text };
  const lines = (memory.rest + text.slice(0, at)).split('\n');
  return { state: make.lines(call, state, lines, true), rest: text.slice(at + 1) };
}

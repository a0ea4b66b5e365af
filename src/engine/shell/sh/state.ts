import type { Signal } from '../../linux/signal.ts';

/** Which shell it is: BusyBox's, Debian's and Ubuntu's /bin/sh, or bash. They differ in what they know and say. */
export type Dialect = 'ash' | 'dash' | 'bash';

export interface Variable {
  /** Undefined: declared, such as by `export X`, and without a value. */
  readonly value?: string | undefined;
  /** An array's elements by index or key. */
  readonly items?: Readonly<Record<string, string>> | undefined;
  readonly associative?: boolean | undefined;
  readonly exported?: boolean | undefined;
  readonly readonly?: boolean | undefined;
  readonly integer?: boolean | undefined;
  /** What is assigned is made upper or lower case. */
  readonly letters?: 'upper' | 'lower' | undefined;
}

export type Variables = Readonly<Record<string, Variable>>;

/** A piece of shell language, and the line it starts on in the script it is part of. */
export interface Source {
  readonly text: string;
  readonly line: number;
}

/** A place in the language: a node by its number in a source. */
export interface Place {
  readonly source: number;
  readonly node: number;
}

/** How a child ended: its exit status, and whether a signal was why. */
export interface Ending {
  readonly code: number;
  readonly killed: boolean;
}

export interface Borrowed {
  /** As the script knows it. */
  readonly number: number;
  /** As the kernel knows it. */
  readonly fd: number;
  readonly depth: number;
}

export interface Job {
  readonly number: number;
  readonly pids: readonly number[];
  readonly text: string;
  readonly stopped: boolean;
}

interface AnyFrame extends Place {
  /** What fails in it does not end a shell that is under `set -e`. */
  readonly guarded: boolean;
  /** Output of the command substitutions done so far for what is being expanded. */
  readonly answers?: readonly string[] | undefined;
}

/** The descriptors of a shell by the number a script uses: the number the kernel knows them by. */
export type Descriptors = Readonly<Record<number, number>>;

/** What is put back when a frame is left. */
interface Saved {
  readonly fds?: Descriptors | undefined;
  /** The kernel's descriptors that were opened for it. */
  readonly opened?: readonly number[] | undefined;
  readonly variables?: Readonly<Record<string, Variable | null>> | undefined;
  readonly parameters?: readonly string[] | undefined;
}

/** One thing that is being evaluated. The stack of them is where a script stands. */
export type Frame = AnyFrame &
  (
    | { readonly kind: 'list'; readonly at: number }
    /** A statement, a pipeline's member, any other node: it has not begun. */
    | { readonly kind: 'node' }
    | { readonly kind: 'and'; readonly at: number }
    | {
        readonly kind: 'pipeline';
        readonly pids: readonly number[];
        readonly statuses: readonly (number | null)[];
        readonly startedMs: number;
      }
    | { readonly kind: 'if'; readonly at: number; readonly chosen: boolean }
    | { readonly kind: 'while'; readonly testing: boolean; readonly status: number }
    | { readonly kind: 'for'; readonly items: readonly string[]; readonly at: number }
    | { readonly kind: 'arithmeticFor'; readonly step: 'initialize' | 'test' | 'update' }
    | { readonly kind: 'case'; readonly at: number; readonly falls: boolean }
    | {
        readonly kind: 'builtin';
        readonly argv: readonly string[];
        readonly data: unknown;
        readonly plain: boolean;
      }
    /** `pids`: all of a job, when it is more than the one whose end counts. */
    | {
        readonly kind: 'wait';
        readonly pid: number;
        readonly text: string;
        readonly pids?: readonly number[];
      }
    | {
        readonly kind: 'substitution';
        readonly pid: number;
        readonly fd: number;
        readonly output: string;
      }
    | ({ readonly kind: 'scope'; readonly call: 'function' | 'source' | 'eval' | 'block' } & Saved)
    | { readonly kind: 'trap'; readonly status: number }
    /** Reads commands from descriptor 0, line by line. */
    | { readonly kind: 'reader'; readonly text: string; readonly line: number; readonly prompted: boolean }
    /** The shell ends when it comes to this. */
    | { readonly kind: 'exit'; readonly code: number }
  );

export type FrameOf<K extends Frame['kind']> = Extract<Frame, { readonly kind: K }>;

/** Everything a shell is, as plain data. */
export interface ShellState {
  readonly dialect: Dialect;
  /** $0 */
  readonly name: string;
  readonly interactive: boolean;
  /** How it got its commands: `-c`, a file, or descriptor 0. */
  readonly from: 'command' | 'file' | 'input';
  /** $$, which a subshell keeps. */
  readonly pid: number;
  readonly subshell: boolean;
  /** Whether the last command may take the place of the shell itself. */
  readonly replaceable: boolean;
  readonly sources: Readonly<Record<number, Source>>;
  readonly nextSource: number;
  readonly stack: readonly Frame[];
  readonly variables: Variables;
  readonly functions: Readonly<Record<string, Place>>;
  readonly aliases: Readonly<Record<string, string>>;
  readonly parameters: readonly string[];
  /** $? */
  readonly status: number;
  /** Of the last command substitution of the command being expanded. */
  readonly substituted: number | null;
  /** Letters as `set` and $- name them. */
  readonly flags: string;
  readonly pipefail: boolean;
  /** $! */
  readonly lastBackground: number | null;
  readonly jobs: readonly Job[];
  /** How children ended that nobody has asked about yet. */
  readonly ended: Readonly<Record<number, Ending>>;
  /** By signal, or EXIT or ERR: '' ignores it. */
  readonly traps: Readonly<Record<string, string>>;
  /** Signals that have arrived and whose traps have not run. */
  readonly arrived: readonly Signal[];
  readonly fds: Descriptors;
  /** Pipes of process substitutions, and how deep the stack was for the command they are for. */
  readonly borrowed: readonly Borrowed[];
  readonly startedMs: number;
  /** Turns in a row that it did not wait for anything. */
  readonly restless: number;
  /** Children it has made at one moment, which has a price once they are many. */
  readonly forked: { readonly atMs: number; readonly count: number };
  /** Of getopts: how far it is within one argument. */
  readonly optionAt: number;
  /** The line of the command being run. */
  readonly line: number;
  /** The last argument of the command before ($_). */
  readonly lastArgument: string;
  /** A subshell that has yet to give up the handlers of its parent, and to ignore what `&` makes it ignore. */
  readonly fresh: { readonly handled: readonly Signal[]; readonly ignore: readonly Signal[] } | null;
}

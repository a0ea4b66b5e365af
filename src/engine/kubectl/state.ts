import type { Explained } from '../../api/index.ts';
import { emptyTable, type Table } from '../kernel/table.ts';
import type { Files } from './files.ts';
import type { Task, TerminalPlace } from './task.ts';

/** What kubectl printed for one command. */
export interface KubectlOutput {
  readonly id: number;
  readonly atMs: number;
  readonly line: string;
  readonly stdout: string;
  /** `explain` has no stdout: its text is made of the schema where it is shown. */
  readonly explained?: Explained | undefined;
  readonly stderr: string;
  /** What it has written on the learner's machine, by path. */
  readonly files?: Files | undefined;
  /** Where it is typed into while it runs, and what it showed there afterwards. */
  readonly terminal?: TerminalPlace | undefined;
  /** Its standard input is read: what is typed goes there, until its end. */
  readonly reads?: boolean | undefined;
  /** Null while it still waits for an answer, or watches. */
  readonly exitCode: number | null;
}

/** The timer of a command. */
export interface Alarm {
  readonly type: 'timer';
  readonly task: number;
  readonly timer: number;
  readonly deadlineMs: number;
  /** How long until the next look at whether the command still waits. */
  readonly stepMs: number;
}

export interface KubectlState {
  readonly nextId: number;
  /** The last commands, oldest first. */
  readonly outputs: readonly KubectlOutput[];
  /** Commands that wait for an answer; each is a process of its own. */
  readonly tasks: Table<Task, number>;
}

export function initialKubectl(): KubectlState {
  return { nextId: 1, outputs: [], tasks: emptyTable() };
}

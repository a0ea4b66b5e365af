import type { Explained, KubeObject } from '../../api/index.ts';
import type { ApiRequest, RequestOptions } from '../apiserver/messages.ts';
import type { ApplyCommand } from './commands/apply.ts';
import type { ClusterInfoCommand } from './commands/clusterinfo.ts';
import type { CreateCommand } from './commands/create.ts';
import type { DeleteCommand } from './commands/delete.ts';
import type { DescribeCommand } from './commands/describe.ts';
import type { DrainCommand } from './commands/drain.ts';
import type { EditCommand } from './commands/edit.ts';
import type { EventsCommand } from './commands/events.ts';
import type { ExposeCommand } from './commands/expose.ts';
import type { GetCommand } from './commands/get.ts';
import type { RolloutCommand } from './commands/rollout.ts';
import type { WaitCommand } from './commands/wait.ts';
import type { Failure } from './errors.ts';

/** What a running command still has to do. Plain data, as all state is. */
export type Command =
  | ApplyCommand
  | ClusterInfoCommand
  | CreateCommand
  | DeleteCommand
  | DescribeCommand
  | DrainCommand
  | EditCommand
  | EventsCommand
  | ExposeCommand
  | GetCommand
  | RolloutCommand
  | WaitCommand;

/** A command that waits for an answer. */
export interface Task {
  readonly id: number;
  /** Requests sent so far; the answer that counts carries this number. */
  readonly sent: number;
  /** Resource of the watch that the last request began. */
  readonly watching: string | null;
  /** Timers set so far; only the last one counts. */
  readonly timers: number;
  readonly command: Command;
  readonly failures: readonly Failure[];
}

export type Request = Omit<ApiRequest, 'type' | 'id'>;

/** What a command may do while it handles an answer. */
export interface Session {
  readonly nowMs: number;
  /** One line on stdout. */
  print(line: string): void;
  /** Text on stdout as it is. */
  write(text: string): void;
  /** What explain is to print; its text is made where it is shown. */
  explain(explained: Explained): void;
  /** One line on stderr. */
  warn(line: string): void;
  /** A failure that is printed when the command ends, which then exits with 1. */
  fail(failure: Failure): void;
  /** Sends the command's next request; the last one's answer is no longer waited for. */
  send(request: Request): void;
  /** Closes the watch that the last request began; a command that ends closes its own. */
  unwatch(): void;
  /** Sets the command's deadline; an earlier one no longer counts. */
  after(delayMs: number): void;
  /** Ends the command. */
  finish(): void;
}

export type { Failure, KubeObject, RequestOptions };

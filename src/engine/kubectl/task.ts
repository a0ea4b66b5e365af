import type { Explained, KubeObject } from '../../api/index.ts';
import type { ApiRequest, ConnectRequest, RequestOptions } from '../apiserver/messages.ts';
import type { Packet } from '../linux/net/types.ts';
import type { ApplyCommand } from './commands/apply.ts';
import type { AttachCommand } from './commands/attach.ts';
import type { ClusterInfoCommand } from './commands/clusterinfo.ts';
import type { CpCommand } from './commands/cp.ts';
import type { CreateCommand } from './commands/create.ts';
import type { CurlCommand } from './commands/curl.ts';
import type { DebugCommand } from './commands/debug.ts';
import type { DeleteCommand } from './commands/delete.ts';
import type { DescribeCommand } from './commands/describe.ts';
import type { DrainCommand } from './commands/drain.ts';
import type { EditCommand } from './commands/edit.ts';
import type { EventsCommand } from './commands/events.ts';
import type { ExecCommand } from './commands/exec.ts';
import type { ExposeCommand } from './commands/expose.ts';
import type { GetCommand } from './commands/get.ts';
import type { LogsCommand } from './commands/logs.ts';
import type { PortForwardCommand } from './commands/portforward.ts';
import type { RolloutCommand } from './commands/rollout.ts';
import type { RunCommand } from './commands/runattached.ts';
import type { TopCommand } from './commands/top.ts';
import type { WaitCommand } from './commands/wait.ts';
import type { Failure } from './errors.ts';

/** What a running command still has to do. Plain data, as all state is. */
export type Command =
  | ApplyCommand
  | AttachCommand
  | ClusterInfoCommand
  | CpCommand
  | CreateCommand
  | CurlCommand
  | DebugCommand
  | DeleteCommand
  | DescribeCommand
  | DrainCommand
  | EditCommand
  | EventsCommand
  | ExecCommand
  | ExposeCommand
  | GetCommand
  | LogsCommand
  | PortForwardCommand
  | RolloutCommand
  | RunCommand
  | TopCommand
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
  /** Streams that have not ended. */
  readonly streams: readonly OpenStream[];
  readonly input: Input;
}

/** The standard input of a command. */
export interface Input {
  /** What was given with its line, as behind a pipe; undefined: it is typed. */
  readonly given: string | undefined;
  /** What has come and not been passed on, and whether that is the end. */
  readonly text: string;
  readonly ended: boolean;
  /** The stream it goes to. */
  readonly stream: number | null;
}

/** A stream of a Pod's output; its pieces carry the number of the request that began it. */
export interface OpenStream {
  readonly number: number;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: Connection['subresource'];
  readonly container: string | undefined;
}

/** A port of the learner's machine that a running port-forward listens on. */
export interface Forward {
  readonly task: number;
  readonly namespace: string;
  readonly pod: string;
  readonly local: number;
  readonly remote: number;
}

/** A terminal that a command is typed into, and its machine. */
export interface TerminalPlace {
  readonly node: string;
  readonly terminal: string;
}

export type Request = Omit<ApiRequest, 'type' | 'id'>;

export type Connection = Omit<ConnectRequest, 'type' | 'id' | 'closes' | 'input'>;

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
  /** Text on stderr as it is. */
  writeError(text: string): void;
  /** A failure that is printed when the command ends, which then exits with 1. */
  fail(failure: Failure): void;
  /** Sends the command's next request; the last one's answer is no longer waited for. */
  send(request: Request): void;
  /** Begins a stream beside those that are open, and says its number; it is closed when the command ends. */
  connect(connection: Connection): number;
  /** What port-forwards that run listen on. */
  forwards(): readonly Forward[];
  /** One line on the stdout of another command that runs. */
  tell(task: number, line: string): void;
  /** Another command that runs ends with this on its stderr. */
  end(task: number, line: string): void;
  /** Sends a packet to a machine; answers come as packets. */
  packet(node: string, packet: Omit<Packet, 'connection'>): void;
  /** The command is typed into there from now on. */
  typeInto(terminal: TerminalPlace): void;
  /** What its standard input was given with its line; undefined: it is typed. */
  readonly given: string | undefined;
  /** A stream gets the standard input from now on. */
  passInput(stream: number): void;
  /** A stream gets this as all of its standard input. */
  feed(stream: number, text: string): void;
  /** Writes a file on the learner's machine, where there is one: it is shown with what the command prints. */
  save(path: string, text: string): void;
  /** Closes the watch that the last request began; a command that ends closes its own. */
  unwatch(): void;
  /** Sets the command's deadline; an earlier one no longer counts. */
  after(delayMs: number): void;
  /** The random end of a name. */
  suffix(): string;
  /** Ends the command. */
  finish(): void;
  /** Ends it with a code of its own, which a failure does not change. */
  exit(exitCode: number): void;
}

export type { Failure, KubeObject, RequestOptions };

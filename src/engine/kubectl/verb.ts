import type { ApiResponse, StreamEvent, WatchEvent } from '../apiserver/messages.ts';
import type { Packet } from '../linux/net/types.ts';
import type { Files } from './files.ts';
import type { FlagSpecs, FlagValue } from './flags.ts';
import type { Command, Session } from './task.ts';
import type { Scope } from './visit.ts';

export type Flags = Readonly<Record<string, FlagValue>>;

/** A command line as its verb gets it. */
export interface Call {
  readonly args: readonly string[];
  /** How many of `args` stood before `--`. */
  readonly argsBeforeDash: number;
  readonly flags: Flags;
  /** Of `--namespace`, or `default`. */
  readonly namespace: string;
  /** `--namespace` was given. */
  readonly isNamespaceGiven: boolean;
  readonly files: Files;
  /** What came with the line as its standard input. */
  readonly stdin: string;
}

/** A command to go on with, the text of the error it ended with, or nothing when it is done at once. */
export type Begun = Command | string | undefined;

/** One command of kubectl's: what it accepts and how it begins. One file of `commands/` each. */
export interface Verb {
  /** As typed: `get`, `set image`. */
  readonly name: string;
  /** The command that this is another name of, such as `create configmap` for `create cm`. */
  readonly aliasOf?: string | undefined;
  /** Its arguments, as `kubectl NAME --help` shows them. */
  readonly usage: string;
  readonly flags: FlagSpecs;
  /** Which of its arguments are paths of files it reads. */
  readonly namesFiles?: (args: readonly string[]) => readonly string[];
  readonly begin: (call: Call, session: Session) => Begun;
}

export interface StreamPiece extends Omit<StreamEvent, 'type' | 'id' | 'client'> {
  /** As `session.connect` said. */
  readonly number: number;
  /** The API server itself refused. */
  readonly refused: boolean;
}

/** How a command that waits goes on: as itself, or as another that does the rest. */
export interface Runner<C extends Command = Command> {
  /** The answer to its last request. */
  readonly onResponse: (command: C, response: ApiResponse, session: Session) => Command;
  /** An event of the watch that its last request began. */
  readonly onWatch?: (command: C, event: WatchEvent, session: Session) => Command;
  /** A piece of a stream, or its end. What the API server refuses to begin comes as its end, too. */
  readonly onStream?: (command: C, piece: StreamPiece, session: Session) => Command;
  /** A packet that answers one it sent. */
  readonly onPacket?: (command: C, packet: Packet, session: Session) => Command;
  /** The timer that it set with `session.after`. */
  readonly onTimer?: (command: C, session: Session) => Command;
}

/** What the selecting flags of a command say. */
export function scopeOf({ flags, namespace }: Pick<Call, 'flags' | 'namespace'>): Scope {
  return {
    namespace: flags['all-namespaces'] === true ? undefined : namespace,
    labelSelector: flags.selector as string | undefined,
    fieldSelector: flags['field-selector'] as string | undefined,
    all: flags.all === true,
  };
}

export function textFlag(flags: Flags, name: string): string | undefined {
  return flags[name] as string | undefined;
}

export function numberFlag(flags: Flags, name: string): number | undefined {
  return flags[name] as number | undefined;
}

export function listFlag(flags: Flags, name: string): readonly string[] {
  return (flags[name] as readonly string[] | undefined) ?? [];
}

/** kubectl's way of saying that the arguments make no sense. */
export function usageError(verb: string, text: string): string {
  return `${text}\nSee 'kubectl ${verb} -h' for help and examples`;
}

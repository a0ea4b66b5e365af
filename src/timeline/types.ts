import type { K8sEvent, KubeObject } from '../api/index.ts';
import type { Command, LoggedCommand } from '../engine/command.ts';
import type { ObjectRef } from '../engine/kernel/message.ts';

/** A place in a run: after the record `seq` of a branch was handled. `seq` 0 is the cluster before any input. */
export interface Moment {
  readonly branch: number;
  readonly seq: number;
  /** Not before the time of that record and before the next one: a moment may lie between messages. */
  readonly timeMs: number;
}

/** A moment of a known branch. */
export interface Position {
  readonly seq: number;
  readonly timeMs: number;
}

export interface ForkPoint extends Position {
  readonly branch: number;
}

export interface BranchInfo {
  readonly id: number;
  /** The branch it forked from and where; null for the first. */
  readonly parent: ForkPoint | null;
  /** The command that began it, in one line, such as `kubectl taint nodes node-1 …`. */
  readonly title: string;
  readonly headSeq: number;
  readonly headMs: number;
}

/** How far the current branch is computed, and how far it has been shown. */
export interface Bounds {
  readonly headSeq: number;
  readonly headMs: number;
  /** What lies beyond was computed ahead; a command at the end of what was shown replaces it without a branch. */
  readonly seenSeq: number;
  readonly seenMs: number;
  /** Nothing but periodic work is left to happen. */
  readonly settled: boolean;
  /** The engine is busy computing ahead. */
  readonly computing: boolean;
  /** Why computing stopped for good before the run settled: the run has too many records, or the engine crashed. */
  readonly stopped?: 'records' | 'crash' | undefined;
}

/** An input as a run keeps it. */
export interface RunInput extends LoggedCommand {
  /**
   * The record after which it was given. Several messages share a millisecond, so the time alone
   * does not say. Absent: after all that is due at `atMs`.
   */
  readonly afterSeq?: number | undefined;
}

/** A run as it is saved, shared and reported: everything else is computed again from it. */
export interface SavedRun {
  readonly formatVersion: 1;
  readonly engineVersion: string;
  readonly seed: number;
  /** Node manifests. */
  readonly cluster: readonly KubeObject[];
  readonly branches: readonly SavedBranch[];
  /** Where the page stood. */
  readonly moment: Moment;
  /** The text in the editor, so that a shared run opens with its words and comments. */
  readonly manifest?: string | undefined;
}

export interface SavedBranch {
  readonly id: number;
  readonly parent: ForkPoint | null;
  /** Only the inputs after the fork. */
  readonly inputs: readonly RunInput[];
}

export interface NewRun {
  readonly seed: number;
  /** Node manifests; absent: the default cluster. */
  readonly cluster?: readonly KubeObject[] | undefined;
  /** Given at their times, in order; kubectl lines or manifests. */
  readonly inputs?: readonly LoggedCommand[] | undefined;
}

/** One bar of a lane: from `fromMs` to `toMs` (null: to the end of what is computed). */
export interface LaneSpan {
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly fromSeq: number;
  /** A phase; a condition's status; or `Waiting`, `Running`, `Terminated` for a container. */
  readonly state: string;
  readonly reason: string;
}

/** The life of one Pod over the whole computed run: three things that are often confused, kept apart. */
export interface PodLanes {
  /** `namespace/name`. */
  readonly pod: string;
  readonly phase: readonly LaneSpan[];
  readonly conditions: readonly { readonly type: string; readonly spans: readonly LaneSpan[] }[];
  readonly containers: readonly { readonly name: string; readonly spans: readonly LaneSpan[] }[];
  readonly events: readonly { readonly timeMs: number; readonly seq: number; readonly event: K8sEvent }[];
}

/** A mark on the scrub bar. */
export interface Mark {
  readonly seq: number;
  readonly timeMs: number;
  readonly kind: 'step' | 'event' | 'phase' | 'command';
  /** Step number, Event reason, phase, or command line. */
  readonly label: string;
  readonly warning: boolean;
}

export interface ObjectAt {
  readonly ref: ObjectRef;
  readonly key: string;
  readonly before: KubeObject | null;
  readonly after: KubeObject | null;
}

/** One write of one object, with what it replaced. */
export interface ObjectChange {
  readonly seq: number;
  readonly timeMs: number;
  readonly key: string;
  readonly before: KubeObject | null;
  readonly after: KubeObject | null;
}

/** A command that was given, and where. */
export interface IssuedCommand extends Position {
  readonly command: Command;
}

/** A change worth a stop: an Event written for the first time, or a Pod's phase that changed. */
export interface Landmark extends Mark {
  readonly kind: 'event' | 'phase';
  /** The Pod it is about, as `namespace/name`. */
  readonly pod: string | null;
  /** The Pod did not exist before. */
  readonly created: boolean;
}

import type { Diagnostic, KubeObject } from '../api/index.ts';
import type { Command, LoggedCommand } from '../engine/command.ts';
import type { TraceRecord } from '../engine/kernel/record.ts';
import type { Frame, Moment, ObjectAt, Pace, Watched } from './view.ts';

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
  readonly parent: { readonly branch: number; readonly seq: number; readonly timeMs: number } | null;
  /** Only the inputs after the fork. */
  readonly inputs: readonly LoggedCommand[];
}

/** What the page asks; each is answered by a reply with the same id. */
export type Request =
  /** Starts a run, or goes on with a saved one. `lookAheadMs` bounds how far it computes ahead. */
  | { readonly type: 'open'; readonly run: SavedRun | NewRun }
  | { readonly type: 'command'; readonly command: Command }
  /** Parses and checks a manifest; applies nothing. */
  | { readonly type: 'check'; readonly text: string }
  /** Checks and, without errors, applies: the answer holds the diagnostics and whether it was applied. */
  | { readonly type: 'apply'; readonly text: string }
  | { readonly type: 'seek'; readonly to: { readonly seq: number } | { readonly timeMs: number } }
  | { readonly type: 'stepBy'; readonly unit: 'message' | 'step' | 'event'; readonly direction: 1 | -1 }
  | { readonly type: 'play'; readonly pace: Pace }
  | { readonly type: 'pause' }
  | { readonly type: 'selectBranch'; readonly branch: number }
  | { readonly type: 'watch'; readonly watched: Watched }
  /** A record with its full detail. */
  | { readonly type: 'record'; readonly seq: number }
  /** An object before and after the record at `seq` (default: the moment shown). */
  | { readonly type: 'object'; readonly key: string; readonly seq?: number | undefined }
  | { readonly type: 'save' };

export interface NewRun {
  readonly seed: number;
  /** Node manifests; absent: the default cluster. */
  readonly cluster?: readonly KubeObject[] | undefined;
  /** Applied at time 0, in order; kubectl lines or manifests. */
  readonly inputs?: readonly LoggedCommand[] | undefined;
}

export interface ApplyResult {
  readonly applied: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** The answer type of each request. */
export interface Replies {
  readonly open: null;
  readonly command: null;
  readonly check: readonly Diagnostic[];
  readonly apply: ApplyResult;
  readonly seek: Moment;
  readonly stepBy: Moment;
  readonly play: null;
  readonly pause: null;
  readonly selectBranch: Moment;
  readonly watch: null;
  readonly record: TraceRecord | null;
  readonly object: ObjectAt | null;
  readonly save: SavedRun;
}

/** Page → worker. `branch` is the branch the page showed when it asked; stale ones are refused. */
export interface ToWorker {
  readonly id: number;
  readonly branch: number;
  readonly request: Request;
}

/** Everything needed to reproduce a crash of the engine. */
export interface CrashReport {
  readonly message: string;
  readonly stack: string;
  readonly engineVersion: string;
  readonly run: SavedRun | null;
  /** The last moment that was reached without fault. */
  readonly lastGood: Moment | null;
}

/** Worker → page. */
export type FromWorker =
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  /** The request could not be carried out: `code` is stable, `message` is for the report. */
  | { readonly type: 'refused'; readonly id: number; readonly code: string; readonly message: string }
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'crash'; readonly report: CrashReport };

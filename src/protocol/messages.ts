import type { Diagnostic } from '../api/index.ts';
import type { Command } from '../engine/command.ts';
import type { TraceRecord } from '../engine/kernel/record.ts';
import type { Moment, NewRun, ObjectAt, SavedRun } from '../timeline/types.ts';
import type { MachineView, TerminalText } from './machine.ts';
import type { Frame, FramePart, Pace, Watched } from './view.ts';

export type { NewRun, RunInput, SavedBranch, SavedRun } from '../timeline/types.ts';

/** What the page asks; each is answered by a reply with the same id. */
export type Request =
  /** Starts a run, or goes on with a saved one; answered once its moment is shown. */
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
  /** What runs on a machine at the moment shown; with `pod`, as `namespace/name`, only what is of that Pod. */
  | { readonly type: 'machine'; readonly node: string; readonly pod?: string | undefined }
  /** What a terminal of a machine has shown from the character `from` on. */
  | {
      readonly type: 'terminal';
      readonly node: string;
      readonly terminal: string;
      readonly from: number;
    }
  /** The names in a folder, as the shell that reads a terminal sees it. */
  | {
      readonly type: 'fileNames';
      readonly node: string;
      readonly terminal: string;
      readonly folder: string;
    }
  | { readonly type: 'save' }
  /** Proves that a moment reached by snapshots and replay is the moment of a straight run. */
  | { readonly type: 'hash'; readonly to: { readonly seq: number } | { readonly timeMs: number } };

export interface ApplyResult {
  readonly applied: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Hashes of one moment's world, by both ways to it; anything but two equal ones is a fault. */
export interface HashCheck {
  readonly moment: Moment;
  readonly seek: string;
  readonly straight: string;
}

/** Why a request was refused. */
export type RefusalCode =
  /** The page knew of another branch when it asked. */
  | 'stale'
  /** No run is open, or it is still being opened. */
  | 'notOpen'
  /** The run cannot be opened: it is damaged or asks for too much. */
  | 'badRun'
  | 'noBranch'
  /** The moment has not been computed and cannot be. */
  | 'notComputed'
  /** The engine failed; a crash report says how. */
  | 'crash'
  /** The client was closed. */
  | 'closed';

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
  /** Null: there is no such machine. */
  readonly machine: MachineView | null;
  readonly terminal: TerminalText;
  /** Those of folders end with a slash. */
  readonly fileNames: readonly string[];
  readonly save: SavedRun;
  readonly hash: HashCheck;
}

/** Page → worker. */
export type ToWorker = Ask | Taken;

/** `branch` is the branch the page knew of when it asked; stale ones are refused. */
export interface Ask {
  readonly id: number;
  readonly branch: number;
  readonly request: Request;
}

/**
 * The page has taken in one frame, or part of one, and has time for the next. Without it none follows but
 * those that belong to an answer: frames that wait before a busy page would keep every answer waiting.
 */
export interface Taken {
  readonly taken: true;
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
  /** `branch`: the one requests are to name from now on; absent: as before. */
  | {
      readonly type: 'reply';
      readonly id: number;
      readonly value: unknown;
      readonly branch?: number | undefined;
    }
  /** The request could not be carried out: `code` is stable, `message` is for the report. */
  | {
      readonly type: 'refused';
      readonly id: number;
      readonly code: RefusalCode;
      readonly message: string;
    }
  | { readonly type: 'part'; readonly part: FramePart }
  /** `branch`: the one requests are to name from now on, which may be newer than that of the frame. */
  | { readonly type: 'frame'; readonly frame: Frame; readonly branch: number }
  | { readonly type: 'crash'; readonly report: CrashReport };

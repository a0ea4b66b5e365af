import type { CrashReport } from '../../protocol/messages.ts';
import type {
  Bounds,
  BranchInfo,
  Diagnostic,
  KubectlOutput,
  Mark,
  Moment,
  Pace,
  PlayState,
  PodFlow,
  PodLanes,
  Reading,
  SchedulerView,
  TraceRecord,
} from '../../protocol/view.ts';
import type { Locale } from '../i18n/locale.ts';
import type { MessageKey } from '../i18n/messages.ts';
import type { Params } from '../i18n/text.ts';
import type { Selection } from './selection.ts';
import { Tables } from './tables.ts';

export type Theme = 'system' | 'light' | 'dark';
export type StepUnit = 'message' | 'step' | 'event';
/** The panes of a narrow window, one at a time; in a wide one `steps` and `inspect` share the right side. */
export type Pane = 'yaml' | 'stage' | 'steps' | 'inspect';
/** The sheets on the left: what is to be applied, the machines, and the command line. */
export type Desk = 'manifest' | 'cluster' | 'kubectl';

/** A sentence for the reader that goes away: what could not be done, or what was done out of sight. */
export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'error';
  readonly key: MessageKey;
  readonly params?: Params | undefined;
}

/** Lines of the editor, 1-based and inclusive. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** A field of an object of the manifest: `spec.tolerations` of a Pod. */
export interface FieldRef {
  /** The object; absent: the first document that has the field. */
  readonly object?: { readonly kind: string; readonly name: string } | undefined;
  /** As the API server writes it: `spec.containers[0].image`. */
  readonly path: string;
}

/** Everything the page shows. Plain data, but for `tables` and `records`, which are changed in place. */
export interface PageState {
  // What the engine told, frame by frame.
  readonly moment: Moment;
  readonly bounds: Bounds;
  readonly play: PlayState;
  readonly branches: readonly BranchInfo[];
  readonly flow: PodFlow | null;
  readonly lanes: PodLanes | null;
  readonly marks: readonly Mark[];
  /** Trace of the branch shown: `records[seq - 1]`. Changed in place: watch `recordsVersion`. */
  readonly records: TraceRecord[];
  readonly recordsVersion: number;
  /** Objects and hosts at the moment shown. Changed in place: watch `viewVersion` or use the hooks. */
  readonly tables: Tables;
  readonly viewVersion: number;
  readonly scheduler: SchedulerView;
  readonly kubectl: readonly KubectlOutput[];
  readonly revision: number;
  /** A first frame has come. */
  readonly ready: boolean;
  readonly crash: CrashReport | null;
  /** How much of what the reader asked for has not been done yet. */
  readonly pending: number;
  /** Where the reader went; null once a frame shows it. */
  readonly heading: Moment | null;

  // What the reader chose.
  readonly watched: { readonly pod: string | null; readonly reading: Reading };
  readonly selection: Selection | null;
  /** What a narrow window shows. */
  readonly pane: Pane;
  /** What the right side of a wide window shows. */
  readonly side: 'steps' | 'inspect';
  /** What the left side shows. */
  readonly desk: Desk;
  readonly dialog: 'keys' | null;
  readonly unit: StepUnit;
  readonly pace: Pace;
  readonly theme: Theme;
  readonly locale: Locale;
  readonly seed: number;
  readonly exampleId: string | null;
  readonly leftOpen: boolean;
  readonly rightOpen: boolean;
  /** Widths of the sides in pixels. */
  readonly leftWidth: number;
  readonly rightWidth: number;

  // The manifest, and the other files that a kubectl line may name.
  readonly manifest: string;
  readonly files: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
  /** The text the diagnostics are about: they are stale while it differs from `manifest`. */
  readonly checkedText: string | null;
  /** The text that was applied last. */
  readonly appliedText: string | null;
  readonly applying: boolean;
  /** A field the editor is asked to show; `id` grows with each request. */
  readonly reveal: { readonly id: number; readonly field: FieldRef } | null;
  readonly notices: readonly Notice[];
  /** The lab is shown instead of the stage: the track its address names, or ''. */
  readonly lab: string | null;
}

export const NO_MOMENT: Moment = { branch: 0, seq: 0, timeMs: 0 };

export const GUIDED: Pace = { kind: 'guided', factor: 1 };

export function initialPage(chosen: Partial<PageState> = {}): PageState {
  return {
    moment: NO_MOMENT,
    bounds: { headSeq: 0, headMs: 0, seenSeq: 0, seenMs: 0, settled: false, computing: false },
    play: { playing: false, pace: GUIDED },
    branches: [],
    flow: null,
    lanes: null,
    marks: [],
    records: [],
    recordsVersion: 0,
    tables: new Tables(),
    viewVersion: 0,
    scheduler: { activeQ: [], backoffQ: [], unschedulablePods: [] },
    kubectl: [],
    revision: 0,
    ready: false,
    crash: null,
    pending: 0,
    heading: null,
    watched: { pod: null, reading: 'classic' },
    selection: null,
    pane: 'stage',
    side: 'steps',
    desk: 'manifest',
    dialog: null,
    unit: 'message',
    pace: GUIDED,
    theme: 'system',
    locale: 'en',
    seed: 1,
    exampleId: null,
    leftOpen: true,
    rightOpen: true,
    leftWidth: 348,
    rightWidth: 344,
    manifest: '',
    files: {},
    diagnostics: [],
    checkedText: null,
    appliedText: null,
    applying: false,
    reveal: null,
    notices: [],
    lab: null,
    ...chosen,
  };
}

import type { Explained, KubeObject } from '../api/index.ts';
import type { TraceRecord } from '../engine/kernel/record.ts';
import type { PodFlow, Reading } from '../engine/trace/flow.ts';
import type { Bounds, BranchInfo, Mark, Moment, PodLanes } from '../timeline/types.ts';

export type { Diagnostic } from '../api/index.ts';
export type { Command, Fault, LoggedCommand } from '../engine/command.ts';
export type { Address, ObjectRef, Role } from '../engine/kernel/message.ts';
export type { Change, TraceRecord } from '../engine/kernel/record.ts';
export type { PluginScores, Rejection, SchedulingDecision } from '../engine/scheduler/decision.ts';
export type { FlowReason, FlowStep, PodFlow, Reading, StepState } from '../engine/trace/flow.ts';
export type {
  Bounds,
  BranchInfo,
  ForkPoint,
  LaneSpan,
  Mark,
  Moment,
  ObjectAt,
  PodLanes,
  Position,
} from '../timeline/types.ts';

export type Pace =
  /** One message at a time with a rest on each, waits skipped: for following. `factor` 1 is the normal tempo. */
  | { readonly kind: 'guided'; readonly factor: number }
  /** Virtual time at `rate` times real time, 0.1 to 1000. */
  | { readonly kind: 'clock'; readonly rate: number }
  | { readonly kind: 'max' };

export interface PlayState {
  readonly playing: boolean;
  readonly pace: Pace;
}

/** What runs on one machine below the API: the part of the world that only the node knows. */
export interface HostView {
  readonly node: string;
  readonly poweredOn: boolean;
  readonly images: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly pulls: readonly ImagePullView[];
  readonly sandboxes: readonly SandboxView[];
  readonly volumes: readonly VolumeView[];
}

export interface ImagePullView {
  readonly image: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Pods whose containers wait for it, as `namespace/name`. */
  readonly pods: readonly string[];
}

export interface SandboxView {
  readonly id: string;
  readonly podNamespace: string;
  readonly podName: string;
  readonly podUid: string;
  readonly state: 'Creating' | 'Ready' | 'NotReady';
  readonly ip: string;
  /** Linux namespaces the pause container holds for the Pod; `host` for those it takes from the node. */
  readonly namespaces: Readonly<Record<'net' | 'ipc' | 'uts' | 'pid', 'pod' | 'host' | 'container'>>;
  readonly containers: readonly ContainerView[];
}

export interface ContainerView {
  readonly id: string;
  readonly name: string;
  readonly type: 'container' | 'init' | 'sidecar';
  readonly image: string;
  readonly state: 'Created' | 'Running' | 'Exited';
  readonly exitCode: number | null;
  readonly restartCount: number;
  /** What had to be assumed about what it runs; null when nothing had to. */
  readonly assumed: string | null;
}

export interface VolumeView {
  readonly podUid: string;
  readonly name: string;
  readonly type: string;
  readonly state: 'Attaching' | 'Mounting' | 'Mounted' | 'Unmounting' | 'Failed';
  readonly message: string;
}

/**
 * What changed on one machine; absent members did not. Of a machine the page has not heard of, it is all
 * there is.
 */
export interface HostDiff {
  readonly poweredOn: boolean;
  readonly images?: HostView['images'] | undefined;
  readonly pulls?: HostView['pulls'] | undefined;
  /** By id. */
  readonly sandboxes?: KeyedDiff<SandboxView> | undefined;
  /** By uid of the Pod. */
  readonly volumes?: KeyedDiff<readonly VolumeView[]> | undefined;
}

/** The scheduler's three queues; Pods as `namespace/name`. */
export interface SchedulerView {
  readonly activeQ: readonly string[];
  readonly backoffQ: readonly { readonly pod: string; readonly untilMs: number }[];
  readonly unschedulablePods: readonly { readonly pod: string; readonly plugins: readonly string[] }[];
}

/** A Pod in one of the scheduler's queues. */
export interface QueueEntry {
  readonly queue: keyof SchedulerView;
  /** Within a queue, Pods stand in the order of this. */
  readonly place: string;
  /** In `backoffQ`: see `SchedulerView`. */
  readonly untilMs: number;
  /** In `unschedulablePods`: who rejected it, or keeps it out. */
  readonly plugins: readonly string[];
}

/** What kubectl printed for one command. */
export interface KubectlOutput {
  readonly id: number;
  readonly atMs: number;
  readonly line: string;
  readonly stdout: string;
  /** What `explain` was asked: its text is made of the schema, which the page holds. */
  readonly explained?: Explained | undefined;
  readonly stderr: string;
  /** What it has written on the reader's machine, by path. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** The terminal that it is typed into while it runs. */
  readonly terminal?: { readonly node: string; readonly terminal: string } | undefined;
  /** It reads what is typed, without a terminal. */
  readonly reads?: boolean | undefined;
  /** Null while it still waits for an answer. */
  readonly exitCode: number | null;
}

/** Keyed changes: `changed` are set, `removed` are deleted. */
export interface KeyedDiff<V> {
  readonly changed: readonly (readonly [string, V])[];
  readonly removed: readonly string[];
}

/**
 * What the page knows of the cluster at a moment. It is sent as a diff to the last one; `reset`
 * says that the diff is to be applied to nothing.
 */
export interface ViewDiff {
  readonly reset: boolean;
  /** API objects by etcd key, such as `/registry/pods/default/web`. */
  readonly objects: KeyedDiff<KubeObject>;
  /** Machines by name of their node. */
  readonly hosts: KeyedDiff<HostDiff>;
  /** Of the scheduler, by `namespace/name` of the Pod. */
  readonly queues: KeyedDiff<QueueEntry>;
  readonly kubectl?: readonly KubectlOutput[] | undefined;
  readonly revision: number;
}

/**
 * A piece of the next frame, sent ahead of it so that no message is long. The page keeps it aside: all parts
 * count at once, with the frame they belong to, so that it never shows half of what has changed.
 */
export interface FramePart {
  /** Whatever was kept aside before belongs to a frame that will not come. */
  readonly first: boolean;
  readonly records: readonly TraceRecord[];
  readonly objects: KeyedDiff<KubeObject>;
  readonly hosts: KeyedDiff<HostDiff>;
  readonly queues: KeyedDiff<QueueEntry>;
}

/** What the page is told, at most once per frame. Absent members did not change. */
export interface Frame {
  /** Parts that went ahead: what they hold comes before what the frame holds. */
  readonly parts?: number | undefined;
  readonly moment: Moment;
  readonly bounds: Bounds;
  readonly play: PlayState;
  readonly branches?: readonly BranchInfo[] | undefined;
  /** Trace of the current branch: cut the page's list to `from` records, then append. */
  readonly records?: { readonly from: number; readonly added: readonly TraceRecord[] } | undefined;
  readonly view?: ViewDiff | undefined;
  /** Of the watched Pod, at the moment shown. */
  readonly flow?: PodFlow | null | undefined;
  /** Of the watched Pod, over all that is computed. */
  readonly lanes?: PodLanes | null | undefined;
  readonly marks?: readonly Mark[] | undefined;
}

/** The Pod and reading the steps panel and the lanes follow; `pod` null: follow the newest Pod of the run. */
export interface Watched {
  readonly pod: string | null;
  readonly reading: Reading;
}

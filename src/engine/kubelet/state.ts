import type { KubeObject, Lease, Node, Pod, PodStatus, Service, TokenRequest } from '../../api/index.ts';
import { EMPTY_RECORDER, type Recorder } from '../client/events.ts';
import type { Image } from '../images/image.ts';
import type { ObjectRef } from '../kernel/message.ts';
import { emptyTable, type Table } from '../kernel/table.ts';
import type { ContainerStatus, ContainerType, SandboxStatus } from '../runtime/cri.ts';
import type { VolumeSource } from '../runtime/volumes.ts';
import type { Backoff } from './backoff.ts';
import type { Asking } from './network.ts';

/** What the kubelet of one node knows. It is lost when the machine goes down. */
export interface KubeletState {
  readonly node: string;
  /** The Node as the cluster's description has it: what this machine is. */
  readonly manifest: Node;
  readonly nodeIP: string;
  readonly podCIDR: string;
  /** Which start of the machine this is; timers and answers of an earlier one are ignored. */
  readonly boot: number;
  readonly running: boolean;
  readonly nextCall: number;
  /** The own Node object, from the API server. */
  readonly nodeObject: Node | null;
  readonly lease: Lease | null;
  /** What was last said about `spec.unschedulable` of the node. */
  readonly unschedulable: boolean;
  /** What the node offers, in the numbers of `used`. */
  readonly allocatable: Readonly<Record<string, number>>;
  /** Images on this node, and those in the status last reported. */
  readonly images: Table<Image>;
  readonly reportedImages: Table<Image> | null;
  /** By `namespace/name`: what containers are told of in their environment. */
  readonly services: Table<Service>;
  /** ConfigMaps and Secrets of the Pods here, by `resource/namespace/name`. */
  readonly references: Table<Reference>;
  /** When the timer that renews tokens goes off; 0: there is none. */
  readonly renewalMs: number;
  /** By Pod UID. */
  readonly workers: Table<Worker>;
  /** What the runtime still had when the kubelet started, by Pod UID, until a Pod claims it. */
  readonly found: Table<FoundPod>;
  /** Image pulls wait for each other (serializeImagePulls). */
  readonly pulls: readonly QueuedPull[];
  readonly recorder: Recorder;
  /** What the Pods admitted here ask for: thousandths for cpu, whole units for the rest. */
  readonly used: Readonly<Record<string, number>>;
  /** Questions over the network that have no answer yet, and the timer that looks for overdue ones; null: none. */
  readonly deadlines: readonly Deadline[];
  readonly deadlineTimerMs: number | null;
}

/** How long the kubelet waits for an answer to a call of one of its Pods. */
export interface Deadline {
  readonly uid: string;
  readonly call: number;
  readonly dueMs: number;
}

export interface FoundPod {
  readonly sandboxes: readonly SandboxStatus[];
  readonly containers: readonly ContainerStatus[];
}

/** An object that Pods here are made of. */
export interface Reference {
  /** Null: there is none. */
  readonly object: KubeObject | null;
  /** Whether it is known that there is one or none. */
  readonly synced: boolean;
  /** Not any more once it is immutable. */
  readonly watched: boolean;
  /** How many Pods have it. */
  readonly users: number;
}

/** The first one in the queue is being pulled: its `call` is not 0. */
export interface QueuedPull {
  readonly uid: string;
  readonly container: string;
  readonly image: string;
  /** The same with its tag. */
  readonly tagged: string;
  /** As whom; '' is nobody in particular. */
  readonly username: string;
  readonly sinceMs: number;
  readonly call: number;
  readonly startedMs: number;
}

/** Why something does not run, as statuses and events say it. */
export interface Trouble {
  readonly reason: string;
  readonly message: string;
}

/** Where the worker of one Pod stands. */
export interface Worker {
  readonly uid: string;
  readonly pod: Pod;
  readonly ref: ObjectRef;
  readonly stage: 'Admitting' | 'Syncing' | 'Terminating' | 'Terminated' | 'Rejected';
  readonly startedMs: number;
  /** What it asks for, counted while it is admitted; null when it is not. */
  readonly requests: Readonly<Record<string, number>> | null;
  /** Why the Pod as a whole has failed: rejected, or past its deadline. */
  readonly failure: Trouble | null;
  /** The walk through everything that has to be done; null between two of them. */
  readonly pass: Pass | null;
  /** Something happened meanwhile that calls for another pass. */
  readonly again: boolean;
  /** What the pass waits for. */
  readonly step: Step | null;
  /** The number of the timer that begins the next pass; other timers are out of date. */
  readonly resync: number;
  readonly mounted: boolean;
  /** Where the files of its volumes are, by name. */
  readonly volumes: Readonly<Record<string, VolumeSource>>;
  readonly mountFailures: number;
  /** Keys of `KubeletState.references` that it has. */
  readonly references: readonly string[];
  /** Its ServiceAccount's tokens by `tokenKey`. */
  readonly tokens: Readonly<Record<string, TokenRequest>>;
  /** The number of the timer that brings its volumes up to date; 0: there is none. */
  readonly remount: number;
  /** How often in a row that has failed. */
  readonly remountFailures: number;
  readonly sandbox: SandboxStatus | null;
  /** Sandboxes made so far. */
  readonly attempts: number;
  /** Sandboxes that are stopped but not removed. */
  readonly oldSandboxes: readonly string[];
  readonly containers: Readonly<Record<string, ContainerRecord>>;
  /** Containers being stopped, by name. */
  readonly kills: Readonly<Record<string, Kill>>;
  /** Calls whose answer a probe or a hook waits for, by their number. */
  readonly asks: Readonly<Record<string, Ask>>;
  /** Back-off of image pulls by image, with the error that is waited out. */
  readonly imageBackoffs: Readonly<Record<string, { readonly backoff: Backoff; readonly error: string }>>;
  /** What the status should say, what the API server has, and whether a write is on its way. */
  readonly status: PodStatus | null;
  /** Something has changed since that the status may speak of. */
  readonly statusDue: boolean;
  readonly reported: PodStatus | null;
  readonly patching: boolean;
  readonly termination: Termination | null;
}

/** One run of the sync loop. */
export interface Pass {
  /** Containers that were dealt with. */
  readonly tried: readonly string[];
  /** Those it has killed to start them anew. */
  readonly killed: readonly string[];
  readonly failed: boolean;
  /** The earliest end of a back-off, when one was met. */
  readonly backoffUntilMs: number | null;
}

export type Step =
  | {
      readonly type: 'objects';
      /** Requests without an answer, as `resource/name`. */
      readonly awaiting: readonly string[];
      readonly got: Readonly<Record<string, KubeObject | null>>;
      /** Null: for the volumes; otherwise for the environment of this container. */
      readonly container: string | null;
    }
  | {
      readonly type: 'mount';
      readonly call: number;
      readonly objects: Readonly<Record<string, KubeObject | null>>;
    }
  | { readonly type: 'sandbox'; readonly call: number }
  /** Containers first (`call` 0), then the sandbox. */
  | { readonly type: 'killPod'; readonly call: number }
  | { readonly type: 'kill'; readonly container: string }
  | {
      readonly type: 'imageStatus';
      readonly call: number;
      readonly container: string;
      /** The image with its tag. */
      readonly tagged: string;
    }
  | { readonly type: 'pull'; readonly container: string }
  | { readonly type: 'create'; readonly call: number; readonly container: string }
  | { readonly type: 'start'; readonly call: number; readonly container: string }
  | { readonly type: 'postStart'; readonly container: string };

/** What is known of one container of the Pod over its lives. */
export interface ContainerRecord {
  readonly type: ContainerType;
  /** The newest instance, and the one before. */
  readonly current: ContainerStatus | null;
  readonly last: ContainerStatus | null;
  /** Why it could not be started; cleared by a start. */
  readonly trouble: Trouble | null;
  readonly backoff: Backoff | null;
  /** Instances so far. */
  readonly attempts: number;
  /** Probe results of the current instance; null: none yet. */
  readonly startup: ProbeState | null;
  readonly readiness: ProbeState | null;
  readonly liveness: ProbeState | null;
  /** A probe or hook has condemned it: why it is to be killed. */
  readonly condemned: Trouble | null;
}

export type ProbeKind = 'startup' | 'readiness' | 'liveness';

export interface ProbeState {
  readonly result: boolean | null;
  /** Answers in a row that were the same. */
  readonly run: number;
  readonly lastOk: boolean | null;
  /** Answers so far. */
  readonly answers: number;
}

export interface Kill {
  readonly containerId: string;
  readonly stage: 'preStop' | 'stopping';
  readonly call: number;
  readonly graceMs: number;
  readonly sinceMs: number;
}

export interface Ask {
  readonly type: 'probe' | 'postStart' | 'preStop';
  readonly container: string;
  readonly containerId: string;
  readonly probe?: ProbeKind | undefined;
  /** Of a question over the network: how far it has come. */
  readonly asking?: Asking | undefined;
}

export interface Termination {
  readonly graceMs: number;
  readonly startedMs: number;
  readonly stage: 'containers' | 'sidecars' | 'sandbox' | 'volumes' | 'done';
  readonly call: number;
  /** The object was removed from the API server; there is nobody left to report to. */
  readonly orphaned: boolean;
  /** The delete request that ends it was sent. */
  readonly deleting: boolean;
}

export function initialKubelet(manifest: Node, nodeIP: string, podCIDR: string): KubeletState {
  return {
    node: manifest.metadata.name as string,
    manifest,
    nodeIP,
    podCIDR,
    boot: 0,
    running: false,
    nextCall: 1,
    nodeObject: null,
    lease: null,
    unschedulable: false,
    allocatable: {},
    images: emptyTable(),
    reportedImages: null,
    services: emptyTable(),
    references: emptyTable(),
    renewalMs: 0,
    workers: emptyTable(),
    found: emptyTable(),
    pulls: [],
    recorder: EMPTY_RECORDER,
    used: {},
    deadlines: [],
    deadlineTimerMs: null,
  };
}

/** After a power cut: a kubelet that knows nothing but its node. */
export function rebooted(state: KubeletState): KubeletState {
  return {
    ...initialKubelet(state.manifest, state.nodeIP, state.podCIDR),
    boot: state.boot + 1,
    nextCall: state.nextCall,
    recorder: { ...EMPTY_RECORDER, written: state.recorder.written },
  };
}

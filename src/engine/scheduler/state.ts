import type {
  Namespace,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  Service,
  StorageClass,
} from '../../api/index.ts';
import { emptyTable, type Table } from '../kernel/table.ts';
import { type Cache, emptyCache } from './cache/cache.ts';
import type { Reservation } from './framework/interface.ts';
import type { Nominations } from './nominator.ts';
import { emptySchedulingQueue, type QueuedPodInfo, type SchedulingQueue } from './queue/queue.ts';
import { emptyRecorder, type RecorderState } from './recorder.ts';

/** The address of the scheduler. */
export const SCHEDULER = 'scheduler';
/** The name of the one profile: Pods that ask for another scheduler are left alone. */
export const SCHEDULER_NAME = 'default-scheduler';

export interface SchedulerState {
  readonly informers: Informers;
  readonly cache: Cache;
  readonly queue: SchedulingQueue;
  /** Where the search for feasible nodes starts next time. */
  readonly nextStartNodeIndex: number;
  /** Waiting Pods for which room is being made. */
  readonly nominations: Nominations;
  /** Pods between the decision and the API server's word, by UID. */
  readonly bindings: Table<BindingCycle>;
  /** Volumes and claims as they will be, by name and by `namespace/name`, until the API server shows them so. */
  readonly assumedVolumes: Table<PersistentVolume>;
  readonly assumedClaims: Table<PersistentVolumeClaim>;
  /** What an answer that is still to come is for, by request id. */
  readonly requests: Table<PendingRequest>;
  readonly nextRequest: number;
  readonly recorder: RecorderState;
  /** When the timers that are set will go off; null for those that are not. */
  readonly timers: Timers;
}

/** What the scheduler has seen on its watches. */
export interface Informers {
  /** By `namespace/name`; Pods that have ended are left out. */
  readonly pods: Table<Pod>;
  readonly persistentVolumes: Table<PersistentVolume>;
  readonly persistentVolumeClaims: Table<PersistentVolumeClaim>;
  readonly storageClasses: Table<StorageClass>;
  readonly namespaces: Table<Namespace>;
  /** By `namespace/name`. */
  readonly services: Table<Service>;
  readonly replicaSets: Table<ReplicaSet>;
}

export interface BindingCycle {
  readonly pod: Pod;
  readonly queued: QueuedPodInfo;
  readonly node: string;
  readonly phase: 'PreBind' | 'WaitForVolumes' | 'Bind';
  /** What the plugins reserved, by plugin. */
  readonly reservations: Readonly<Record<string, Reservation>>;
  /** Answers that PreBind still waits for. */
  readonly outstanding: number;
  /** When waiting for volumes is given up. */
  readonly deadlineMs: number;
}

export type PendingRequest =
  | { readonly type: 'watch'; readonly resource: string }
  | { readonly type: 'bind'; readonly uid: string }
  | { readonly type: 'preBind'; readonly uid: string }
  /** A Pod was marked as a victim of another, and is to be deleted. */
  | {
      readonly type: 'disrupt';
      /** `namespace/name`. */
      readonly victim: string;
      /** UID and `namespace/name` of the Pod that gets its room. */
      readonly preemptor: string;
      readonly preemptorKey: string;
      readonly node: string;
    }
  /** A series of Events was written; the key of the series. */
  | { readonly type: 'series'; readonly key: string };

export interface Timers {
  readonly backoffMs: number | null;
  readonly unschedulableMs: number | null;
  readonly seriesMs: number | null;
}

/** The state with some fields replaced, copied field by field: V8 is slow to spread what a spread has made. */
export function withFields(state: SchedulerState, fields: Partial<SchedulerState>): SchedulerState {
  const next: SchedulerState = {
    informers: state.informers,
    cache: state.cache,
    queue: state.queue,
    nextStartNodeIndex: state.nextStartNodeIndex,
    nominations: state.nominations,
    bindings: state.bindings,
    assumedVolumes: state.assumedVolumes,
    assumedClaims: state.assumedClaims,
    requests: state.requests,
    nextRequest: state.nextRequest,
    recorder: state.recorder,
    timers: state.timers,
  };
  return Object.assign(next, fields);
}

export function initialScheduler(): SchedulerState {
  return {
    informers: {
      pods: emptyTable(),
      persistentVolumes: emptyTable(),
      persistentVolumeClaims: emptyTable(),
      storageClasses: emptyTable(),
      namespaces: emptyTable(),
      services: emptyTable(),
      replicaSets: emptyTable(),
    },
    cache: emptyCache(),
    queue: emptySchedulingQueue(),
    nextStartNodeIndex: 0,
    nominations: emptyTable(),
    bindings: emptyTable(),
    assumedVolumes: emptyTable(),
    assumedClaims: emptyTable(),
    requests: emptyTable(),
    nextRequest: 0,
    recorder: emptyRecorder(),
    timers: { backoffMs: null, unschedulableMs: null, seriesMs: null },
  };
}

// Models kubernetes@v1.36.0 pkg/scheduler/backend/queue/scheduling_queue.go
// Models kubernetes@v1.36.0 pkg/scheduler/backend/queue/active_queue.go
// Differs: Pods are keyed by namespace and name in one table that says which queue each is in.
import type { Pod } from '../../../api/index.ts';
import type { Draft } from '../../kernel/draft.ts';
import { emptyTable, first, get, put, remove, scan, type Table } from '../../kernel/table.ts';
import {
  type ClusterChange,
  type ClusterEvent,
  eventMatches,
  isWildCard,
  UNSCHEDULABLE_TIMEOUT,
} from '../framework/clusterEvent.ts';
import { podKey } from '../framework/podInfo.ts';
import { isOfInterest, type Profile } from '../framework/profile.ts';
import { alignToWindow, backoffUntilMs, isBackingOff, ORDERING_WINDOW_MS } from './backoff.ts';

/** How long a rejected Pod waits at most for an event that could help it. */
export const MAX_IN_UNSCHEDULABLE_PODS_MS = 5 * 60_000;
/** How often that is checked. */
export const FLUSH_INTERVAL_MS = 30_000;

/** After so many errors in a row, another try of a Pod is routine. */
const PATIENCE = 5;

export type QueueName =
  /** Ready to be tried; sorted by the QueueSort plugin. */
  | 'activeQ'
  /** Resting after a rejection; taken early when activeQ is empty. */
  | 'backoffQ'
  /** Resting after an error, such as a failed API call; never taken early. */
  | 'errorBackoffQ'
  /** Waiting for an event that could help. */
  | 'unschedulablePods'
  /** Being tried right now. */
  | 'inFlight';

export interface QueuedPodInfo {
  readonly key: string;
  readonly pod: Pod;
  readonly queue: QueueName;
  /** When it came into the queue or was put back into it. */
  readonly timestampMs: number;
  readonly attempts: number;
  readonly unschedulableCount: number;
  readonly consecutiveErrorsCount: number;
  /** Plugins that rejected it last. */
  readonly unschedulablePlugins: readonly string[];
  /** Plugins that wait for something; an event for one of them lets the Pod skip its back-off. */
  readonly pendingPlugins: readonly string[];
  /** PreEnqueue plugin that keeps it out; empty when none does. */
  readonly gatingPlugin: string;
  /** Tried again only because time has passed: nothing new is to be expected. */
  readonly isRoutine: boolean;
  /** Its place in `active` or `backoff`; empty in other queues. */
  readonly sortKey: string;
}

export interface SchedulingQueue {
  readonly pods: Table<QueuedPodInfo>;
  /** Keys of Pods by sort key. */
  readonly active: Table<string>;
  /** Keys of Pods by the end of their back-off, then by sort key. */
  readonly backoff: Table<string>;
  readonly errorBackoff: Table<string>;
  readonly unschedulable: Table<string>;
  /** The Pod that is being tried; one at a time. */
  readonly inFlight: string | null;
  /** What happened since it was taken. */
  readonly inFlightEvents: readonly ClusterChange[];
  /** Keeps Pods of one millisecond in the order in which they came. */
  readonly nextTicket: number;
}

const NO_EVENTS: readonly ClusterChange[] = [];
const NO_PLUGINS: readonly string[] = [];

export function emptySchedulingQueue(): SchedulingQueue {
  return {
    pods: emptyTable(),
    active: emptyTable(),
    backoff: emptyTable(),
    errorBackoff: emptyTable(),
    unschedulable: emptyTable(),
    inFlight: null,
    inFlightEvents: NO_EVENTS,
    nextTicket: 0,
  };
}

/** A Pod that is new to the queue. */
export function addToQueue(
  queue: SchedulingQueue,
  profile: Profile,
  pod: Pod,
  nowMs: number,
): SchedulingQueue {
  const info: QueuedPodInfo = {
    key: podKey(pod),
    pod,
    queue: 'activeQ',
    timestampMs: nowMs,
    attempts: 0,
    unschedulableCount: 0,
    consecutiveErrorsCount: 0,
    unschedulablePlugins: NO_PLUGINS,
    pendingPlugins: NO_PLUGINS,
    gatingPlugin: '',
    isRoutine: false,
    sortKey: '',
  };
  return moveToActive(queue, profile, info);
}

/** Takes the next Pod: from activeQ, or early from backoffQ when activeQ is empty; null while one is in flight. */
export function pop(
  queue: SchedulingQueue,
): { readonly queue: SchedulingQueue; readonly info: QueuedPodInfo } | null {
  if (queue.inFlight !== null) return null;
  const head = first(queue.active) ?? first(queue.backoff);
  if (head === undefined) return null;
  const old = get(queue.pods, head[1]) as QueuedPodInfo;
  const info: QueuedPodInfo = {
    ...old,
    queue: 'inFlight',
    attempts: old.attempts + 1,
    unschedulablePlugins: NO_PLUGINS,
    pendingPlugins: NO_PLUGINS,
    sortKey: '',
  };
  const next = settle(queue, info) as Draft<SchedulingQueue>;
  next.inFlight = info.key;
  return { queue: next, info };
}

export function queuedPod(queue: SchedulingQueue, key: string): QueuedPodInfo | undefined {
  return get(queue.pods, key);
}

/** The Pod in flight was placed, or is gone. */
export function done(queue: SchedulingQueue): SchedulingQueue {
  return queue.inFlight === null ? queue : drop(queue, get(queue.pods, queue.inFlight) as QueuedPodInfo);
}

export function deleteFromQueue(queue: SchedulingQueue, key: string): SchedulingQueue {
  const info = get(queue.pods, key);
  return info === undefined || info.queue === 'inFlight' ? queue : drop(queue, info);
}

export interface FailedAttempt {
  /** The newest version of the Pod. */
  readonly pod: Pod;
  readonly unschedulablePlugins: readonly string[];
  readonly pendingPlugins: readonly string[];
}

/**
 * Puts back a Pod that could not be placed. Rejected Pods wait for an event, unless one that could help
 * came while they were in flight; Pods that met an error rest and are tried again.
 */
export function addUnschedulable(
  queue: SchedulingQueue,
  profile: Profile,
  key: string,
  attempt: FailedAttempt,
  nowMs: number,
): SchedulingQueue {
  const old = get(queue.pods, key);
  if (old === undefined) return queue;
  return putBack(queue, profile, old, attempt, nowMs);
}

/** The same for a Pod that has already left the queue, because its binding failed. */
export function readdFailed(
  queue: SchedulingQueue,
  profile: Profile,
  info: QueuedPodInfo,
  attempt: FailedAttempt,
  nowMs: number,
): SchedulingQueue {
  if (get(queue.pods, info.key) !== undefined) return queue;
  return putBack(queue, profile, info, attempt, nowMs);
}

function putBack(
  queue: SchedulingQueue,
  profile: Profile,
  old: QueuedPodInfo,
  { pod, unschedulablePlugins, pendingPlugins }: FailedAttempt,
  nowMs: number,
): SchedulingQueue {
  const isError = unschedulablePlugins.length === 0 && pendingPlugins.length === 0;
  const info: QueuedPodInfo = {
    ...old,
    pod,
    timestampMs: nowMs,
    unschedulablePlugins,
    pendingPlugins,
    unschedulableCount: old.unschedulableCount + (isError ? 0 : 1),
    consecutiveErrorsCount: isError ? old.consecutiveErrorsCount + 1 : 0,
    isRoutine: isError && old.consecutiveErrorsCount >= PATIENCE,
  };
  return requeue(queue, profile, info, strategyForInFlight(queue, profile, info), nowMs);
}

type Strategy = 'skip' | 'afterBackoff' | 'immediately';

function strategyForInFlight(queue: SchedulingQueue, profile: Profile, info: QueuedPodInfo): Strategy {
  if (info.unschedulablePlugins.length === 0 && info.pendingPlugins.length === 0) return 'afterBackoff';
  let strategy: Strategy = 'skip';
  for (const change of queue.inFlightEvents) {
    const worth = worthRequeuing(profile, info, change);
    if (worth === 'immediately') return worth;
    if (worth === 'afterBackoff') strategy = worth;
  }
  return strategy;
}

/** Asks the plugins that rejected the Pod whether the change could help it. */
function worthRequeuing(profile: Profile, info: QueuedPodInfo, change: ClusterChange): Strategy {
  const { unschedulablePlugins, pendingPlugins } = info;
  if (unschedulablePlugins.length === 0 && pendingPlugins.length === 0) return 'afterBackoff';
  if (isWildCard(change)) return 'afterBackoff';
  for (const plugin of pendingPlugins) if (helps(profile, plugin, info.pod, change)) return 'immediately';
  for (const plugin of unschedulablePlugins)
    if (helps(profile, plugin, info.pod, change)) return 'afterBackoff';
  return 'skip';
}

function helps(profile: Profile, plugin: string, pod: Pod, change: ClusterChange): boolean {
  for (const event of profile.events[plugin] ?? []) {
    if (!eventMatches(event, change)) continue;
    if (event.hint === undefined || event.hint(pod, change.before, change.after)) return true;
  }
  return false;
}

function requeue(
  queue: SchedulingQueue,
  profile: Profile,
  info: QueuedPodInfo,
  strategy: Strategy,
  nowMs: number,
): SchedulingQueue {
  if (strategy === 'skip') return settle(queue, { ...info, queue: 'unschedulablePods', sortKey: '' });
  const untilMs = backoffExpirationMs(info);
  if (strategy === 'afterBackoff' && isBackingOff(untilMs, nowMs)) {
    return moveToBackoff(queue, profile, info, untilMs as number);
  }
  return moveToActive(queue, profile, info);
}

/** When the Pod's back-off ends; null when it has none. */
export function backoffExpirationMs(info: QueuedPodInfo): number | null {
  const { consecutiveErrorsCount, unschedulableCount, timestampMs } = info;
  return backoffUntilMs(
    timestampMs,
    consecutiveErrorsCount > 0 ? consecutiveErrorsCount : unschedulableCount,
  );
}

function moveToActive(queue: SchedulingQueue, profile: Profile, info: QueuedPodInfo): SchedulingQueue {
  const gated = gate(profile, info);
  if (gated.gatingPlugin !== '') return settle(queue, { ...gated, queue: 'unschedulablePods', sortKey: '' });
  const sortKey = sortKeyOf(profile, info, queue.nextTicket);
  return settle(queue, { ...gated, queue: 'activeQ', sortKey }, queue.nextTicket + 1);
}

function moveToBackoff(
  queue: SchedulingQueue,
  profile: Profile,
  info: QueuedPodInfo,
  untilMs: number,
): SchedulingQueue {
  const gated = gate(profile, info);
  if (gated.gatingPlugin !== '') return settle(queue, { ...gated, queue: 'unschedulablePods', sortKey: '' });
  const isError = info.unschedulablePlugins.length === 0 && info.pendingPlugins.length === 0;
  const sortKey = `${timeKey(untilMs)}/${sortKeyOf(profile, info, queue.nextTicket)}`;
  return settle(
    queue,
    { ...gated, queue: isError ? 'errorBackoffQ' : 'backoffQ', sortKey },
    queue.nextTicket + 1,
  );
}

/** Runs PreEnqueue. A Pod that is kept out counts as rejected by that plugin. */
function gate(profile: Profile, info: QueuedPodInfo): QueuedPodInfo {
  for (const plugin of profile.preEnqueue) {
    if (plugin.preEnqueue(info.pod).code === 'Success') continue;
    const unschedulablePlugins = info.unschedulablePlugins.includes(plugin.name)
      ? info.unschedulablePlugins
      : [...info.unschedulablePlugins, plugin.name];
    return { ...info, gatingPlugin: plugin.name, unschedulablePlugins };
  }
  return info.gatingPlugin === '' ? info : { ...info, gatingPlugin: '' };
}

function sortKeyOf(profile: Profile, info: QueuedPodInfo, ticket: number): string {
  const own = profile.queueSort.sortKey(info.pod.spec.priority ?? 0, info.timestampMs);
  return `${own}/${String(ticket).padStart(12, '0')}`;
}

const timeKey = (timeMs: number): string => String(10 ** 12 + timeMs).padStart(14, '0');

/** The time a key of `backoff` begins with. */
export const timeOfKey = (key: string): number => Number(key.slice(0, 14)) - 10 ** 12;

/** Writes a Pod into the queue it names and takes it out of the one it was in. */
function settle(queue: SchedulingQueue, info: QueuedPodInfo, nextTicket = queue.nextTicket): SchedulingQueue {
  const old = get(queue.pods, info.key);
  const next = copyOf(queue);
  next.nextTicket = nextTicket;
  next.pods = put(queue.pods, info.key, info);
  if (old !== undefined) takeOut(next, old);
  switch (info.queue) {
    case 'activeQ':
      next.active = put(next.active, info.sortKey, info.key);
      break;
    case 'backoffQ':
      next.backoff = put(next.backoff, info.sortKey, info.key);
      break;
    case 'errorBackoffQ':
      next.errorBackoff = put(next.errorBackoff, info.sortKey, info.key);
      break;
    case 'unschedulablePods':
      next.unschedulable = put(next.unschedulable, info.key, info.key);
      break;
    case 'inFlight':
      break;
  }
  return next;
}

function drop(queue: SchedulingQueue, info: QueuedPodInfo): SchedulingQueue {
  const next = copyOf(queue);
  next.pods = remove(queue.pods, info.key);
  takeOut(next, info);
  return next;
}

/** Field by field: V8 is slow to spread what a spread has made. */
function copyOf(queue: SchedulingQueue): Draft<SchedulingQueue> {
  return {
    pods: queue.pods,
    active: queue.active,
    backoff: queue.backoff,
    errorBackoff: queue.errorBackoff,
    unschedulable: queue.unschedulable,
    inFlight: queue.inFlight,
    inFlightEvents: queue.inFlightEvents,
    nextTicket: queue.nextTicket,
  };
}

function takeOut(draft: Draft<SchedulingQueue>, info: QueuedPodInfo): void {
  switch (info.queue) {
    case 'activeQ':
      draft.active = remove(draft.active, info.sortKey);
      break;
    case 'backoffQ':
      draft.backoff = remove(draft.backoff, info.sortKey);
      break;
    case 'errorBackoffQ':
      draft.errorBackoff = remove(draft.errorBackoff, info.sortKey);
      break;
    case 'unschedulablePods':
      draft.unschedulable = remove(draft.unschedulable, info.key);
      break;
    case 'inFlight':
      draft.inFlight = null;
      draft.inFlightEvents = NO_EVENTS;
      break;
  }
}

/** A waiting Pod was changed by its owner. `changes` say how, as events about the Pod itself. */
export function updateInQueue(
  queue: SchedulingQueue,
  profile: Profile,
  pod: Pod,
  changes: readonly ClusterChange[],
  nowMs: number,
): SchedulingQueue {
  const old = get(queue.pods, podKey(pod));
  if (old === undefined) return addToQueue(queue, profile, pod, nowMs);
  const info = { ...old, pod, isRoutine: false };
  switch (old.queue) {
    case 'inFlight':
      return {
        ...queue,
        pods: put(queue.pods, old.key, info),
        inFlightEvents: [...queue.inFlightEvents, ...changes],
      };
    case 'activeQ':
    case 'backoffQ':
    case 'errorBackoffQ':
      // Its place stays: the priority of a Pod never changes.
      return { ...queue, pods: put(queue.pods, old.key, info) };
    case 'unschedulablePods': {
      for (const change of changes) {
        const strategy = worthRequeuing(profile, info, change);
        if (strategy !== 'skip') return requeue(queue, profile, info, strategy, nowMs);
      }
      return { ...queue, pods: put(queue.pods, old.key, info) };
    }
  }
}

/** Moves the waiting Pods that the change could help. */
export function moveAll(
  queue: SchedulingQueue,
  profile: Profile,
  change: ClusterChange,
  nowMs: number,
  isCandidate: (info: QueuedPodInfo) => boolean = () => true,
): SchedulingQueue {
  const isIdle = queue.unschedulable.size === 0 && queue.inFlight === null;
  if (isIdle || !isOfInterest(profile, change)) return queue;
  let next = queue;
  if (queue.unschedulable.size > 0) {
    scan(queue.unschedulable, (key) => {
      const info = get(queue.pods, key) as QueuedPodInfo;
      if (!isCandidate(info)) return;
      if (info.gatingPlugin !== '' && !gateListens(profile, info.gatingPlugin, change)) return;
      const strategy = worthRequeuing(profile, info, change);
      if (strategy === 'skip') return;
      next = requeue(next, profile, { ...info, isRoutine: isWildCard(change) }, strategy, nowMs);
    });
  }
  return next.inFlight === null ? next : { ...next, inFlightEvents: [...next.inFlightEvents, change] };
}

function gateListens(profile: Profile, plugin: string, change: ClusterEvent): boolean {
  return (profile.events[plugin] ?? []).some((event) => eventMatches(event, change));
}

/** Moves the Pods whose back-off is over to activeQ. */
export function flushBackoff(queue: SchedulingQueue, profile: Profile, nowMs: number): SchedulingQueue {
  const windowMs = alignToWindow(nowMs);
  let next = queue;
  for (const table of [queue.backoff, queue.errorBackoff]) {
    scan(table, (key, sortKey) => {
      if (timeOfKey(sortKey) >= windowMs) return false;
      const info = get(next.pods, key) as QueuedPodInfo;
      const ticket = next.nextTicket;
      next = settle(
        next,
        { ...info, queue: 'activeQ', sortKey: sortKeyOf(profile, info, ticket) },
        ticket + 1,
      );
      return true;
    });
  }
  return next;
}

/** Whether all Pods that rest are routine. */
export function restsRoutinely({ backoff, errorBackoff, pods }: SchedulingQueue): boolean {
  let routine = true;
  const check = (key: string): boolean => {
    routine = get(pods, key)?.isRoutine === true;
    return routine;
  };
  scan(backoff, check);
  if (routine) scan(errorBackoff, check);
  return routine;
}

/** When `flushBackoff` next has something to do; null when nothing rests. */
export function nextBackoffFlushMs(queue: SchedulingQueue): number | null {
  const times = [first(queue.backoff), first(queue.errorBackoff)]
    .filter((entry) => entry !== undefined)
    .map(([sortKey]) => timeOfKey(sortKey) + ORDERING_WINDOW_MS);
  return times.length === 0 ? null : Math.min(...times);
}

/** Moves the Pods that have waited longer than five minutes for an event that did not come. */
export function flushUnschedulable(queue: SchedulingQueue, profile: Profile, nowMs: number): SchedulingQueue {
  const change: ClusterChange = { ...UNSCHEDULABLE_TIMEOUT, before: null, after: null };
  return moveAll(
    queue,
    profile,
    change,
    nowMs,
    (info) => nowMs - info.timestampMs > MAX_IN_UNSCHEDULABLE_PODS_MS,
  );
}

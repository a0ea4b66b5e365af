// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/tools/events/event_broadcaster.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/tools/events/event_recorder.go
// Differs: Events are written as core/v1 directly; upstream writes events.k8s.io/v1, which is stored as the same object.
import type { K8sEvent, ObjectReference, Pod } from '../../api/index.ts';
import { emptyTable, get, put, remove, scan, type Table } from '../kernel/table.ts';
import { nanosHex } from '../kernel/timestamp.ts';

/** How long after its last Event a series counts as over, and how often that is checked. */
export const FINISH_TIME_MS = 6 * 60_000;
/** How often the counts of series that go on are written; a multiple of the above. */
export const REFRESH_TIME_MS = 30 * 60_000;

const REPORTING_COMPONENT = 'default-scheduler';
const REPORTING_INSTANCE = 'default-scheduler-control-plane';
/** Longest message of an Event. */
const NOTE_LENGTH_LIMIT = 1024;

export interface RecorderState {
  /** Events that a later one like them would turn into a series, by everything but message and time. */
  readonly cache: Table<CachedEvent>;
  /** Tells Events of one millisecond apart. */
  readonly recorded: number;
}

export interface CachedEvent {
  readonly event: K8sEvent;
  readonly lastObservedMs: number;
  /** 1 until a second one comes. */
  readonly count: number;
}

export function emptyRecorder(): RecorderState {
  return { cache: emptyTable(), recorded: 0 };
}

/** What has to be written for one Event: a new object, the beginning of a series, or nothing. */
export type Recording =
  | { readonly write: 'create'; readonly event: K8sEvent; readonly key: string }
  | { readonly write: 'series'; readonly event: K8sEvent; readonly key: string }
  | { readonly write: 'nothing' };

export interface EventText {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly action: string;
  readonly message: string;
  readonly related?: Pod | undefined;
}

export function recordEvent(
  recorder: RecorderState,
  pod: Pod,
  text: EventText,
  nowMs: number,
  microTime: string,
): { readonly recorder: RecorderState; readonly recording: Recording } {
  const { metadata } = pod;
  // The version of the Pod is part of the key: a changed Pod begins a new Event.
  const key = `${metadata.uid}/${metadata.resourceVersion}/${text.type}/${text.reason}/${text.action}`;
  const known = get(recorder.cache, key);
  if (known !== undefined) {
    const count = known.count + 1;
    const event = { ...known.event, series: { count, lastObservedTime: microTime } };
    return {
      recorder: { ...recorder, cache: put(recorder.cache, key, { event, count, lastObservedMs: nowMs }) },
      // Only the second is written at once; the others are counted here until the series is over.
      recording: count === 2 ? { write: 'series', event, key } : { write: 'nothing' },
    };
  }
  const name = `${metadata.name}.${nanosHex(nowMs, recorder.recorded % 1_000_000)}`;
  const event: K8sEvent = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: metadata.namespace as string },
    involvedObject: referenceTo(pod),
    ...(text.related !== undefined && { related: referenceTo(text.related) }),
    reason: text.reason,
    message: truncated(text.message),
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    type: text.type,
    eventTime: microTime,
    action: text.action,
    reportingComponent: REPORTING_COMPONENT,
    reportingInstance: REPORTING_INSTANCE,
  };
  return {
    recorder: {
      cache: put(recorder.cache, key, { event, count: 1, lastObservedMs: nowMs }),
      recorded: recorder.recorded + 1,
    },
    recording: { write: 'create', event, key },
  };
}

function referenceTo({ metadata }: Pod): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { kind: 'Pod', namespace, name, uid, apiVersion: 'v1', resourceVersion };
}

function truncated(message: string): string {
  return message.length <= NOTE_LENGTH_LIMIT ? message : `${message.slice(0, NOTE_LENGTH_LIMIT - 4)} ...`;
}

/** Series that go on. */
export function openSeries({ cache }: RecorderState): readonly { key: string; event: K8sEvent }[] {
  const open: { key: string; event: K8sEvent }[] = [];
  scan(cache, ({ event, count }, key) => {
    if (count > 1) open.push({ key, event });
  });
  return open;
}

/** Forgets what has been quiet for long enough; series that are over are written with their final count. */
export function finishSeries(
  recorder: RecorderState,
  nowMs: number,
): { readonly recorder: RecorderState; readonly finished: readonly { key: string; event: K8sEvent }[] } {
  let { cache } = recorder;
  const finished: { key: string; event: K8sEvent }[] = [];
  scan(recorder.cache, ({ event, count, lastObservedMs }, key) => {
    if (nowMs - lastObservedMs <= FINISH_TIME_MS) return;
    cache = remove(cache, key);
    if (count > 1) finished.push({ key, event });
  });
  return { recorder: { ...recorder, cache }, finished };
}

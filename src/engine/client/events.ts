// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/tools/record/event.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/tools/record/events_cache.go
// Differs: what was seen is forgotten with its object, where its recorder says so, not when 4096 newer ones push it
// out; of the messages that were combined the newest is the one that is not remembered.
import type { K8sEvent, KubeObject } from '../../api/index.ts';
import { emptyTable, get, put, remove, type Table } from '../kernel/table.ts';
import { nanosHex, timestamp } from '../kernel/timestamp.ts';

/** What a client of the API server remembers of the Events it wrote, to count repeats and to combine what is similar. */
export interface Recorder {
  /** Events written so far: keeps names apart that fall in the same millisecond. */
  readonly written: number;
  /** By component and uid of the object they are about. */
  readonly objects: Table<Remembered>;
}

/** What one component has said about one object. */
interface Remembered {
  /** How many events may still be written, as of `atMs`. */
  readonly tokens: number;
  readonly atMs: number;
  readonly seen: readonly Seen[];
  readonly groups: readonly Group[];
}

/** The Event that counts a happening; the message of one that stands for similar ones is null. */
interface Seen {
  readonly type: string;
  readonly reason: string;
  readonly fieldPath: string | undefined;
  readonly message: string | null;
  readonly name: string;
  readonly count: number;
  /** False while the budget has not allowed for it. */
  readonly isWritten: boolean;
}

/** Which messages came up lately for one reason. */
interface Group {
  readonly type: string;
  readonly reason: string;
  readonly messages: readonly string[];
  readonly lastMs: number;
}

export const EMPTY_RECORDER: Recorder = { written: 0, objects: emptyTable() };

/** So many different messages for one reason within this time are combined. */
const MAX_SIMILAR = 10;
const SIMILAR_MS = 600_000;
/** Events about one object: at most this many at once, one more each five minutes. */
const BURST = 25;
const REFILL_MS = 300_000;

/** Who reports: `kubelet` on a node, or a controller, whose host is empty. */
export interface EventSource {
  readonly component: string;
  readonly host: string;
}

export interface Happening {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Such as `spec.containers{app}`. */
  readonly fieldPath?: string | undefined;
}

/** The write that records a happening: a new Event, or a patch that counts it once more. */
export type EventWrite =
  | { readonly verb: 'create'; readonly object: K8sEvent }
  | {
      readonly verb: 'patch';
      readonly namespace: string;
      readonly name: string;
      readonly patch: { readonly count: number; readonly lastTimestamp: string; readonly message: string };
    };

/** `write` is null when the object has used up its budget of events; the happening is counted nevertheless. */
export function recordEvent(
  recorder: Recorder,
  source: EventSource,
  involved: KubeObject,
  happening: Happening,
  nowMs: number,
): { readonly recorder: Recorder; readonly write: EventWrite | null } {
  const key = keyOf(source.component, involved.metadata.uid ?? '');
  const known = get(recorder.objects, key);
  const { type, reason, fieldPath } = happening;
  const { groups, isCombined } = grouped(known?.groups ?? [], happening, nowMs);
  const wanted = isCombined ? null : happening.message;
  const message = isCombined ? `(combined from similar events): ${happening.message}` : happening.message;

  const seen = known?.seen ?? [];
  const at = seen.findIndex(
    (other) =>
      other.reason === reason &&
      other.message === wanted &&
      other.type === type &&
      // Similar ones are combined whatever container they are about.
      (isCombined || other.fieldPath === fieldPath),
  );
  const counted = seen[at];
  const name = counted?.name ?? `${involved.metadata.name}.${nanosHex(nowMs, recorder.written % 1_000_000)}`;
  const refilled =
    known === undefined ? BURST : Math.min(BURST, known.tokens + (nowMs - known.atMs) / REFILL_MS);
  const isAllowed = refilled >= 1;
  const count = (counted?.count ?? 0) + 1;
  const isWritten = counted?.isWritten === true;
  const entry: Seen = {
    type,
    reason,
    fieldPath,
    message: wanted,
    name,
    count,
    isWritten: isWritten || isAllowed,
  };
  const next: Recorder = {
    written: recorder.written + (counted === undefined ? 1 : 0),
    objects: put(recorder.objects, key, {
      tokens: isAllowed ? refilled - 1 : refilled,
      atMs: nowMs,
      seen: counted === undefined ? [...seen, entry] : seen.with(at, entry),
      groups,
    }),
  };
  if (!isAllowed) return { recorder: next, write: null };
  const namespace = involved.metadata.namespace ?? 'default';
  const now = timestamp(nowMs);
  if (isWritten) {
    const patch = { count, lastTimestamp: now, message };
    return { recorder: next, write: { verb: 'patch', namespace, name, patch } };
  }
  return {
    recorder: next,
    write: {
      verb: 'create',
      object: newEvent(source, involved, { ...happening, message }, name, count, now),
    },
  };
}

/** Files the message under its reason, and says whether it is one too many. */
function grouped(
  groups: readonly Group[],
  { type, reason, message }: Happening,
  nowMs: number,
): { readonly groups: readonly Group[]; readonly isCombined: boolean } {
  const at = groups.findIndex((group) => group.reason === reason && group.type === type);
  const known = groups[at];
  if (known === undefined) {
    return { groups: [...groups, { type, reason, messages: [message], lastMs: nowMs }], isCombined: false };
  }
  const recent = nowMs - known.lastMs <= SIMILAR_MS ? known.messages : [];
  const isNew = !recent.includes(message);
  const isCombined = isNew && recent.length + 1 >= MAX_SIMILAR;
  const messages = isNew && !isCombined ? [...recent, message] : recent;
  return { groups: groups.with(at, { type, reason, messages, lastMs: nowMs }), isCombined };
}

function newEvent(
  { component, host }: EventSource,
  { apiVersion, kind, metadata }: KubeObject,
  { type, reason, message, fieldPath }: Happening,
  eventName: string,
  count: number,
  now: string,
): K8sEvent {
  const { name = '', namespace, uid = '', resourceVersion } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: eventName, namespace: namespace ?? 'default' },
    involvedObject: {
      kind,
      ...(namespace === undefined ? {} : { namespace }),
      name,
      uid,
      apiVersion,
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(fieldPath === undefined ? {} : { fieldPath }),
    },
    reason,
    message,
    source: host === '' ? { component } : { component, host },
    firstTimestamp: now,
    lastTimestamp: now,
    count,
    type,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: host,
  };
}

const keyOf = (component: string, uid: string): string => `${component} ${uid}`;

/** Forgets what a component has said about an object that is gone. */
export function forget(recorder: Recorder, component: string, uid: string): Recorder {
  return { written: recorder.written, objects: remove(recorder.objects, keyOf(component, uid)) };
}

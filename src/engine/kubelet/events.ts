// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/tools/record/event.go, events_cache.go
// Differs: similar events are not combined into one; what was seen is forgotten with its Pod.
import type { K8sEvent, KubeObject } from '../../api/index.ts';
import { emptyTable, get, put, remove, type Table } from '../kernel/table.ts';
import { nanosHex, timestamp } from '../kernel/timestamp.ts';

export interface Recorder {
  /** Events written so far: keeps names apart that fall in the same millisecond. */
  readonly written: number;
  /** By object uid. */
  readonly objects: Table<Remembered>;
}

/** What was said about one object. */
interface Remembered {
  /** How many events may still be written about it. */
  readonly tokens: number;
  readonly atMs: number;
  /** By reason, place and message: the Event that counts it. */
  readonly seen: Table<Seen>;
}

interface Seen {
  readonly name: string;
  readonly count: number;
  readonly lastMs: number;
}

export const EMPTY_RECORDER: Recorder = { written: 0, objects: emptyTable() };

const FORGET_MS = 600_000;
/** Events about one object: at most this many at once, one more each five minutes. */
const BURST = 25;
const REFILL_MS = 300_000;

export interface Happening {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Such as `spec.containers{app}`. */
  readonly fieldPath?: string | undefined;
}

export type EventWrite =
  | { readonly verb: 'create'; readonly object: K8sEvent }
  | {
      readonly verb: 'patch';
      readonly namespace: string;
      readonly name: string;
      readonly patch: { readonly count: number; readonly lastTimestamp: string };
    };

/** Null when the object has used up its budget of events. */
export function recordEvent(
  recorder: Recorder,
  involved: KubeObject,
  happening: Happening,
  host: string,
  nowMs: number,
): { readonly recorder: Recorder; readonly write: EventWrite } | null {
  const { name = '', namespace, uid = '' } = involved.metadata;
  const { reason, message, fieldPath, type } = happening;

  const known = get(recorder.objects, uid);
  const tokens =
    known === undefined ? BURST : Math.min(BURST, known.tokens + (nowMs - known.atMs) / REFILL_MS);
  if (tokens < 1) return null;
  const key = `${type} ${reason} ${fieldPath ?? ''} ${message}`;
  const seen = known && get(known.seen, key);
  const remember = (entry: Seen, written: number): Recorder => ({
    written,
    objects: put(recorder.objects, uid, {
      tokens: tokens - 1,
      atMs: nowMs,
      seen: put(known?.seen ?? emptyTable<Seen>(), key, entry),
    }),
  });
  if (seen !== undefined && nowMs - seen.lastMs <= FORGET_MS) {
    const count = seen.count + 1;
    return {
      recorder: remember({ name: seen.name, count, lastMs: nowMs }, recorder.written),
      write: {
        verb: 'patch',
        namespace: namespace ?? 'default',
        name: seen.name,
        patch: { count, lastTimestamp: timestamp(nowMs) },
      },
    };
  }

  const eventName = `${name}.${nanosHex(nowMs, recorder.written % 1_000_000)}`;
  const now = timestamp(nowMs);
  return {
    recorder: remember({ name: eventName, count: 1, lastMs: nowMs }, recorder.written + 1),
    write: {
      verb: 'create',
      object: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: eventName, namespace: namespace ?? 'default' },
        involvedObject: {
          kind: involved.kind,
          name,
          ...(namespace === undefined ? {} : { namespace }),
          uid,
          apiVersion: involved.apiVersion,
          ...(involved.metadata.resourceVersion === undefined
            ? {}
            : { resourceVersion: involved.metadata.resourceVersion }),
          ...(fieldPath === undefined ? {} : { fieldPath }),
        },
        reason,
        message,
        source: { component: 'kubelet', host },
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1,
        type,
        eventTime: null,
        reportingComponent: 'kubelet',
        reportingInstance: host,
      },
    },
  };
}

/** Forgets an object that is gone. */
export function forget(recorder: Recorder, uid: string): Recorder {
  return { ...recorder, objects: remove(recorder.objects, uid) };
}

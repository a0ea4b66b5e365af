// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/tools/record/event.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/tools/record/events_cache.go
// Differs: what was seen is forgotten after ten quiet minutes instead of when 4096 newer ones push it out.
import type { K8sEvent, KubeObject } from '../../../api/index.ts';
import { emptyTable, get, put, type Table } from '../../kernel/table.ts';
import { nanosHex, timestamp } from '../../kernel/timestamp.ts';

/** What an event recorder remembers, to count repeats and to combine what is similar. */
export interface Recorder {
  /** Events written so far: keeps names apart that fall in the same millisecond. */
  readonly written: number;
  /** By the event's own key: the Event object that counts it. */
  readonly seen: Table<Seen>;
  /** By object and reason: which messages came up lately. */
  readonly similar: Table<Similar>;
  /** By object: how many events may still be written about it. */
  readonly budgets: Table<Budget>;
}

interface Seen {
  readonly name: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

interface Similar {
  readonly messages: readonly string[];
  readonly lastMs: number;
}

interface Budget {
  readonly tokens: number;
  readonly atMs: number;
}

export const EMPTY_RECORDER: Recorder = {
  written: 0,
  seen: emptyTable(),
  similar: emptyTable(),
  budgets: emptyTable(),
};

const MAX_SIMILAR = 10;
const FORGET_MS = 600_000;
const BURST = 25;
const REFILL_MS = 300_000;

export interface Happening {
  /** Who reports it, such as `persistentvolume-controller`. */
  readonly component: string;
  readonly involved: KubeObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
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

/** `write` is undefined when the object has used up its budget of events. */
export function recordEvent(
  recorder: Recorder,
  happening: Happening,
  nowMs: number,
): { recorder: Recorder; write: EventWrite | undefined } {
  const { involved, component, type, reason } = happening;
  const { name = '', namespace, uid = '' } = involved.metadata;
  const source = `${component} ${involved.kind} ${namespace ?? ''}/${name} ${uid}`;

  const budget = get(recorder.budgets, source);
  const tokens =
    budget === undefined ? BURST : Math.min(BURST, budget.tokens + (nowMs - budget.atMs) / REFILL_MS);
  if (tokens < 1) return { recorder, write: undefined };
  const budgets = put(recorder.budgets, source, { tokens: tokens - 1, atMs: nowMs });

  const group = `${source} ${type} ${reason}`;
  const known = get(recorder.similar, group);
  const recent = known !== undefined && nowMs - known.lastMs <= FORGET_MS ? known.messages : [];
  const combined = recent.length >= MAX_SIMILAR && !recent.includes(happening.message);
  const messages = combined || recent.includes(happening.message) ? recent : [...recent, happening.message];
  const similar = put(recorder.similar, group, { messages, lastMs: nowMs });

  const key = combined ? group : `${group} ${happening.message}`;
  const message = combined ? `(combined from similar events): ${happening.message}` : happening.message;
  const seen = get(recorder.seen, key);
  const eventNamespace = namespace ?? 'default';
  if (seen !== undefined && nowMs - seen.lastMs <= FORGET_MS) {
    const count = seen.count + 1;
    return {
      recorder: {
        written: recorder.written,
        seen: put(recorder.seen, key, { ...seen, count, lastMs: nowMs }),
        similar,
        budgets,
      },
      write: {
        verb: 'patch',
        namespace: eventNamespace,
        name: seen.name,
        patch: { count, lastTimestamp: timestamp(nowMs), message },
      },
    };
  }

  const eventName = `${name}.${nanosHex(nowMs, recorder.written % 1_000_000)}`;
  const now = timestamp(nowMs);
  return {
    recorder: {
      written: recorder.written + 1,
      seen: put(recorder.seen, key, { name: eventName, count: 1, firstMs: nowMs, lastMs: nowMs }),
      similar,
      budgets,
    },
    write: {
      verb: 'create',
      object: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: eventName, namespace: eventNamespace },
        involvedObject: {
          kind: involved.kind,
          ...(namespace === undefined ? {} : { namespace }),
          name,
          uid,
          apiVersion: involved.apiVersion,
          ...(involved.metadata.resourceVersion === undefined
            ? {}
            : { resourceVersion: involved.metadata.resourceVersion }),
          ...(happening.fieldPath === undefined ? {} : { fieldPath: happening.fieldPath }),
        },
        reason,
        message,
        source: { component },
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1,
        type,
        eventTime: null,
        reportingComponent: component,
        reportingInstance: '',
      },
    },
  };
}

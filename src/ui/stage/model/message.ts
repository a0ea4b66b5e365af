import type { ObjectRef, TraceRecord } from '../../../protocol/view.ts';
import { roleOf } from '../../state/address.ts';

/** The object of a message as its token names it: `Pod/web`. */
export function objectLabel(object: ObjectRef | null | undefined): string {
  return object ? `${object.kind}/${shortName(object)}` : '';
}

/** The name of an object; an Event's without the number that makes it unique. */
export function shortName({ kind, name }: ObjectRef): string {
  return kind === 'Event' ? name.replace(/\.[0-9a-f]{8,}$/, '') : name;
}

/** What a watch event says has happened: its receiver notes it, or else the record that led to it. */
export function eventOf(record: TraceRecord, cause: TraceRecord | null): string {
  const own = record.detail?.event;
  if (typeof own === 'string') return own;
  const before = cause?.verb === 'watch' ? cause.detail?.event : undefined;
  return typeof before === 'string' && roleOf(record.to) !== 'kubelet' ? before : '';
}

/** The code of the API server's answer, which it has when it sends it; null when it is not known. */
export function codeOf(record: TraceRecord, cause: TraceRecord | null): number | null {
  if (record.verb !== 'reply' || roleOf(record.from) !== 'apiserver') return null;
  const code = record.detail?.code ?? cause?.detail?.code;
  return typeof code === 'number' ? code : null;
}

/** What a message is called: its verb, for a watch event which one, for an answer how it went. */
export function verbLabel(record: TraceRecord, cause: TraceRecord | null): string {
  if (record.verb === 'watch') return `watch ${eventOf(record, cause)}`.trim();
  if (record.verb === 'reply') return `reply ${codeOf(record, cause) ?? ''}`.trim();
  return record.verb;
}

/** The words a token carries. */
export function tokenWords(record: TraceRecord, cause: TraceRecord | null = null): string {
  return tokenForms(record, cause)[0] as string;
}

/** The same in ever fewer words, for lines with little room. The first word is the verb. */
export function tokenForms(record: TraceRecord, cause: TraceRecord | null = null): readonly string[] {
  const verb = verbLabel(record, cause);
  const object = objectLabel(record.object);
  if (!record.object) return [verb];
  const short = verb.replace(/^watch /, '');
  return [`${verb} ${object}`, `${short} ${object}`, `${short} ${shortName(record.object)}`];
}

import type { ObjectRef, TraceRecord } from '../../../protocol/view.ts';

/** The object of a message as its token names it: `Pod/web`. */
export function objectLabel(object: ObjectRef | null | undefined): string {
  return object ? `${object.kind}/${object.name}` : '';
}

/** What a message is called: its verb, for a watch event which one, for an answer how it went. */
export function verbLabel(record: Pick<TraceRecord, 'verb' | 'detail'>): string {
  const event = record.detail?.event;
  if (record.verb === 'watch' && typeof event === 'string') return `watch ${event}`;
  const code = record.detail?.code;
  if (record.verb === 'reply' && typeof code === 'number') return `reply ${code}`;
  return record.verb;
}

/** The words a token carries. */
export function tokenWords(record: TraceRecord): string {
  return tokenForms(record)[0] as string;
}

/** The same in ever fewer words, for lines with little room. The first word is the verb. */
export function tokenForms(record: TraceRecord): readonly string[] {
  const verb = verbLabel(record);
  const object = objectLabel(record.object);
  if (object === '') return [verb];
  const short = verb.replace(/^watch /, '');
  return [`${verb} ${object}`, `${short} ${object}`, `${short} ${record.object?.name ?? ''}`];
}

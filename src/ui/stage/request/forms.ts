import type { TraceRecord } from '../../../protocol/view.ts';
import type { Translate } from '../../i18n/index.ts';
import { after, before, isDns, type Packet, portOf, short } from './packet.ts';

/** What a packet is called on its token, in ever fewer words; the last word is of less weight. */
export function packetForms(record: TraceRecord, packet: Packet): readonly string[] {
  const { note } = packet;
  const says = note.says ?? '';
  // Where it wanted to go: what the network makes of that stands beside it.
  const target = before(record.detail?.dnat) ?? before(record.detail?.hostPort) ?? packet.destination;
  if (note.toward === 'client') {
    if (isDns(note) && says !== '') return [`= ${says}`];
    return says === '' ? [record.verb] : [says];
  }
  if (isDns(note) && says !== '') {
    const { question, answer } = record.detail ?? {};
    const found = Array.isArray(answer) ? answer.join(', ') : answer;
    return question === undefined ? [says] : [`${says} = ${found}`, says];
  }
  if (says === '') return [`${record.verb} ${target}`, `${record.verb} :${portOf(target)}`, record.verb];
  const { rule } = record.detail ?? {};
  return typeof rule === 'string'
    ? [`${says} ${target}`, `${says} ${short(rule.split(':')[0] ?? rule)}`, says]
    : [`${says} ${target}`, says];
}

/** What became of a packet where it has come to, in ever fewer words; null when it was only passed on. */
export function decisionWords(
  { detail }: TraceRecord,
  t: Translate,
): { readonly forms: readonly string[]; readonly failed: boolean } | null {
  if (!detail) return null;
  const rule = typeof detail.rule === 'string' ? short(detail.rule) : '';
  if (typeof detail.rejected === 'string') {
    return { forms: [t('request.note.rejected', { rule })], failed: true };
  }
  if (typeof detail.dropped === 'string') return { forms: [t('request.note.dropped')], failed: true };
  if (typeof detail.refused === 'string') {
    const port = /:(\d+)(?:\/\w+)?$/.exec(detail.refused)?.[1];
    return port === undefined ? null : { forms: [t('request.note.refused', { port })], failed: true };
  }
  const change = [detail.dnat, detail.unnat, detail.hostPort].find((one) => typeof one === 'string') as
    | string
    | undefined;
  if (change === undefined) return null;
  const forms = rule === '' ? [change] : [`${rule}: ${change}`, change];
  return { forms: [...forms, `→ ${after(change)}`], failed: false };
}

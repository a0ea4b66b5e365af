import type { TraceRecord } from '../../../protocol/view.ts';
import type { Translate } from '../../i18n/index.ts';
import { nodeOf, type PageState, roleOf } from '../../state/index.ts';
import { finish } from '../narrate/narrate.ts';
import { ownerOf, podAt, podOfHop } from './ends.ts';
import { ipOf, isDns, isLoopback, type Packet, packetOf, short } from './packet.ts';
import { reasonText } from './reason.ts';

/** One sentence for a hop of a packet; null when it is none. */
export function sayPacket(
  page: Pick<PageState, 'records' | 'tables'>,
  record: TraceRecord,
  t: Translate,
): string | null {
  const packet = packetOf(page.records, record);
  if (!packet) return null;
  const { detail = {} } = record;
  const pod = podOfHop(page, record, packet);
  const params = {
    what: whatIs(packet, record, t),
    who:
      pod === null
        ? t('request.who.machine', { node: nodeOf(record.to) || nodeOf(record.from) })
        : `**${short(pod)}**`,
    client: clientOf(record, packet, t),
    node: nodeOf(record.to) || nodeOf(record.from),
    target: packet.note.destination,
    rule: short(text(detail.rule)),
    change: text(detail.dnat) || text(detail.unnat) || text(detail.hostPort),
    endpoint: endpointOf(page, packet.destination),
    choice: choiceOf(detail.why, Number(detail.of ?? 0), t),
    error: text(detail.error),
    pid: text(detail.pid),
    name: text(detail.question).replace(/^\w+ /, ''),
    answer: Array.isArray(detail.answer) ? detail.answer.join(', ') : text(detail.answer),
    at: packet.destination,
    ports: Array.isArray(detail.listening) ? detail.listening.join(', ') : '',
    reason: reasonText(
      text(detail.reason) || text(detail.dropped) || text(detail.unreachable) || text(detail.refused),
      t,
    ),
  };
  return finish(t(keyOf(record, packet), params), t);
}

type Key = `request.say.${
  | 'leave'
  | 'leave.rule'
  | 'leave.known'
  | 'leave.port'
  | 'leave.reject'
  | 'leave.drop'
  | 'pass'
  | 'wire'
  | 'come'
  | 'come.drop'
  | 'come.unreachable'
  | 'back'
  | 'back.unnat'
  | 'name'
  | 'name.none'
  | 'arrive'
  | 'arrive.refused'
  | 'arrive.deaf'
  | 'local'
  | 'answer'
  | 'names.answer'
  | 'got'
  | 'got.error'
  | 'refusedAt'}`;

function keyOf(record: TraceRecord, { note }: Packet): Key {
  const { detail = {}, from, to } = record;
  const isForth = note.toward === 'server';
  if (detail.rejected !== undefined) return 'request.say.leave.reject';
  switch (roleOf(to)) {
    case 'coredns':
      return Array.isArray(detail.answer) ? 'request.say.name' : 'request.say.name.none';
    case 'switch':
      if (roleOf(from) === 'coredns') return 'request.say.names.answer';
      if (detail.dropped !== undefined) return 'request.say.come.drop';
      if (detail.unreachable !== undefined) return 'request.say.come.unreachable';
      return isForth ? 'request.say.wire' : 'request.say.back';
    case 'net':
      if (detail.dropped !== undefined) return 'request.say.leave.drop';
      if (roleOf(from) === 'switch') {
        if (isForth) return detail.rule === undefined ? 'request.say.come' : 'request.say.leave.rule';
        return detail.unnat === undefined ? 'request.say.back' : 'request.say.back.unnat';
      }
      if (!isForth) return detail.unnat === undefined ? 'request.say.answer' : 'request.say.back.unnat';
      return leaveKey(detail);
    case 'runtime':
      if (from === to && detail.refused === undefined) return 'request.say.local';
      if (!isForth) return detail.error === undefined ? 'request.say.got' : 'request.say.got.error';
      if (detail.refused !== undefined) {
        return detail.listening === undefined ? 'request.say.refusedAt' : portsKey(detail.listening);
      }
      return detail.pid === undefined ? 'request.say.pass' : 'request.say.arrive';
    default:
      return isForth ? 'request.say.pass' : 'request.say.got';
  }
}

function leaveKey(detail: Readonly<Record<string, unknown>>): Key {
  if (detail.rule !== undefined) return 'request.say.leave.rule';
  if (detail.hostPort !== undefined) return 'request.say.leave.port';
  return detail.dnat === undefined ? 'request.say.leave' : 'request.say.leave.known';
}

function choiceOf(why: unknown, count: number, t: Translate): string {
  return t(`request.choice.${why === 'only' || why === 'affinity' ? why : 'random'}`, { count });
}

const portsKey = (listening: unknown): Key =>
  Array.isArray(listening) && listening.length === 0
    ? 'request.say.arrive.deaf'
    : 'request.say.arrive.refused';

/** What travels, as a reader names it. */
function whatIs({ note }: Packet, { verb }: TraceRecord, t: Translate): string {
  const says = note.says ?? '';
  if (isDns(note)) {
    if (note.toward === 'server') return t('request.what.question', { name: says.replace(/^\w+ /, '') });
    return t('request.what.answer', { says });
  }
  if (says !== '') return `\`${says}\``;
  return t(`request.what.${verb as 'open'}`);
}

/** Whose request it is. */
function clientOf(record: TraceRecord, { hops, note }: Packet, t: Translate): string {
  const first = hops[0] ?? record;
  const role = /^\w+/.exec(note.connection)?.[0];
  if (role === 'kubelet') return t('request.who.kubelet');
  if (role === 'kubectl' || roleOf(first.from) === 'kubectl') return t('request.who.you');
  const owner = ownerOf(record);
  return owner === null ? t('request.who.process') : `**${short(owner)}**`;
}

/** An address with the Pod that has it. */
export function endpointOf(page: Pick<PageState, 'tables'>, endpoint: string): string {
  const ip = ipOf(endpoint);
  const pod = isLoopback(ip) ? null : podAt(page, ip);
  return pod === null ? `\`${endpoint}\`` : `\`${endpoint}\` (**${short(pod)}**)`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

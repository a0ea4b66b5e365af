import type { TraceRecord } from '../../../protocol/view.ts';
import { nodeOf, roleOf } from '../../state/address.ts';
import { ownerOf } from './ends.ts';
import { isDns, isPacket, noteOf, type PacketNote, packetOf } from './packet.ts';

/** What became of a request. */
export type Outcome =
  /** Nothing has come back yet, nor is anything known to have gone wrong. */
  | { readonly kind: 'open' }
  | { readonly kind: 'connected' }
  /** What was said in return: a status, an address. */
  | { readonly kind: 'answered'; readonly says: string }
  /** An HTTP status of 400 or more. */
  | { readonly kind: 'status'; readonly says: string }
  | { readonly kind: 'unknownName'; readonly names: readonly AskedName[] }
  | { readonly kind: 'noEndpoints'; readonly rule: string }
  | { readonly kind: 'refused'; readonly at: string; readonly listening: readonly string[] | null }
  | { readonly kind: 'dropped'; readonly at: string; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

export const FAILURES: ReadonlySet<Outcome['kind']> = new Set([
  'status',
  'unknownName',
  'noEndpoints',
  'refused',
  'dropped',
  'unreachable',
]);

export interface AskedName {
  readonly seq: number;
  /** The type and the full name that was asked for. */
  readonly name: string;
  /** Addresses or a code; '' while there is none. */
  readonly answer: string;
  readonly reason: string;
}

/** Everything the trace tells of one connection, or one ping. */
export interface Story {
  readonly connection: string;
  readonly note: PacketNote;
  /** Every hop of every packet, in order. */
  readonly hops: readonly TraceRecord[];
  /** `kubelet`, `kubectl`, or a Pod's process. */
  readonly by: 'pod' | 'kubelet' | 'kubectl' | 'machine';
  /** `namespace/name`, or the node of a machine; '' for the learner. */
  readonly client: string;
  /** The hop at which a rule of a Service matched. */
  readonly ruled: TraceRecord | null;
  readonly names: readonly AskedName[];
  readonly outcome: Outcome;
  /** The look-up that came before it. */
  readonly lookup: Story | null;
}

/** Records without a hop after which nothing more is expected of a connection. */
const QUIET = 3000;

/** The request that a record is a hop of, told to its end; a look-up leads to what it was made for. */
export function storyAt(records: readonly TraceRecord[], seq: number): Story | null {
  const own = connectionAt(records, seq);
  if (!own) return null;
  return (isDns(own.note) && own.outcome.kind === 'answered' && requestAfter(records, own)) || own;
}

function connectionAt(records: readonly TraceRecord[], seq: number): Story | null {
  const packet = packetOf(records, records[seq - 1] ?? null);
  if (!packet) return null;
  const { connection } = packet.note;
  const begin = beginningOf(records, packet.hops[0] as TraceRecord, connection);
  return tell(records, begin, hopsOf(records, begin.seq, connection));
}

/** Causes that are followed back: a request may have led to others before it was answered. */
const FAR = 2000;

/** From the first hop of a packet back along its causes to the first of its connection. */
function beginningOf(records: readonly TraceRecord[], first: TraceRecord, connection: string): TraceRecord {
  let begin = first;
  let at: TraceRecord | undefined = first;
  for (let left = FAR; at && left > 0; left--) {
    if (noteOf(at)?.connection === connection && isPacket(at)) begin = at;
    at = at.cause === null ? undefined : records[at.cause - 1];
  }
  return begin;
}

function hopsOf(records: readonly TraceRecord[], from: number, connection: string): TraceRecord[] {
  const hops: TraceRecord[] = [];
  const seqs = new Set<number>();
  let last = from;
  for (let seq = from; seq <= records.length && seq - last < QUIET; seq++) {
    const record = records[seq - 1] as TraceRecord;
    if (!isPacket(record)) continue;
    const note = noteOf(record);
    const isOwn =
      note === null
        ? record.cause !== null && seqs.has(record.cause) && records[record.cause - 1]?.verb === record.verb
        : note.connection === connection;
    if (!isOwn) continue;
    hops.push(record);
    seqs.add(seq);
    last = seq;
  }
  return hops;
}

/** The connection that was opened with the address a look-up has found. */
function requestAfter(records: readonly TraceRecord[], { hops, client }: Story): Story | null {
  const last = hops.at(-1) as TraceRecord;
  for (let seq = last.seq + 1; seq <= records.length && seq - last.seq < 200; seq++) {
    const record = records[seq - 1] as TraceRecord;
    if (record.cause !== last.seq || noteOf(record) === null || !isPacket(record)) continue;
    const next = connectionAt(records, seq);
    return next && !isDns(next.note) && next.client === client && next.hops[0]?.seq === seq ? next : null;
  }
  return null;
}

function tell(
  records: readonly TraceRecord[],
  first: TraceRecord,
  hops: readonly TraceRecord[],
): Story | null {
  const note = noteOf(first);
  if (!note) return null;
  const role = roleOf(first.from);
  const owner = ownerOf(first);
  const by = role === 'kubelet' || role === 'kubectl' ? role : owner === null ? 'machine' : 'pod';
  const names = isDns(note) ? namesIn(records, hops) : [];
  return {
    connection: note.connection,
    note,
    hops,
    by,
    client: by === 'pod' ? (owner as string) : nodeOf(first.from),
    ruled: hops.find(({ detail }) => detail?.rule !== undefined) ?? null,
    names,
    outcome: names.length > 0 ? outcomeOfLookup(names, hops) : outcomeOf(records, hops),
    lookup: lookupBefore(records, first, note),
  };
}

/** Whether something came to an end at a hop. */
export function isFailure({ detail }: TraceRecord): boolean {
  return ['rejected', 'refused', 'dropped', 'unreachable'].some((key) => detail?.[key] !== undefined);
}

/** The hop that says most: where it failed, else its first. */
export function tellingHop({ hops, names }: Story): number {
  const failed = hops.find(isFailure) ?? hops.findLast(({ detail }) => detail?.question !== undefined);
  return failed?.seq ?? names[0]?.seq ?? hops[0]?.seq ?? 0;
}

/** What was asked of a name server, and what it said. */
function namesIn(records: readonly TraceRecord[], hops: readonly TraceRecord[]): AskedName[] {
  const names: { seq: number; name: string; answer: string; reason: string }[] = [];
  for (const hop of hops) {
    const note = noteOf(hop);
    if (note?.toward === 'server' && note.says !== undefined) {
      names.push({ seq: hop.seq, name: note.says, answer: '', reason: '' });
    }
    const { detail } = hop;
    if (detail?.question === undefined) continue;
    const asked = packetOf(records, hop)?.hops[0]?.seq;
    const entry = names.find(({ seq }) => seq === asked);
    if (!entry) continue;
    entry.answer = Array.isArray(detail.answer) ? detail.answer.join(', ') : String(detail.answer ?? '');
    entry.reason = typeof detail.reason === 'string' ? detail.reason : '';
  }
  return names;
}

const CODE = /^[A-Z]{6,}$/;

function outcomeOfLookup(names: readonly AskedName[], hops: readonly TraceRecord[]): Outcome {
  const found = names.find(({ answer }) => answer !== '' && !CODE.test(answer));
  if (found) return { kind: 'answered', says: found.answer };
  const lost = failureIn(hops);
  if (lost) return lost;
  return names.at(-1)?.answer ? { kind: 'unknownName', names } : { kind: 'open' };
}

function outcomeOf(records: readonly TraceRecord[], hops: readonly TraceRecord[]): Outcome {
  let said = '';
  let stands = false;
  for (const hop of hops) {
    const note = noteOf(hop);
    if (note?.toward === 'client' && note.says !== undefined) said ||= note.says;
    if (hop.verb === 'accept' || hop.verb === 'echo-reply') stands = true;
  }
  const status = /^(\d{3})/.exec(said)?.[1];
  if (status !== undefined) return { kind: Number(status) >= 400 ? 'status' : 'answered', says: said };
  if (stands) return { kind: 'connected' };
  return failureIn(hops, records) ?? { kind: 'open' };
}

/** What stopped the first packet that did not get through. */
function failureIn(hops: readonly TraceRecord[], records: readonly TraceRecord[] = []): Outcome | null {
  for (const hop of hops) {
    const { detail } = hop;
    if (!detail) continue;
    if (typeof detail.rejected === 'string') return { kind: 'noEndpoints', rule: String(detail.rule ?? '') };
    const packet = packetOf(records, hop);
    const at = packet?.destination ?? noteOf(hop)?.destination ?? '';
    if (typeof detail.refused === 'string') {
      const listening = Array.isArray(detail.listening) ? (detail.listening as string[]) : null;
      return /^no namespace/.test(detail.refused)
        ? { kind: 'unreachable', reason: detail.refused }
        : { kind: 'refused', at, listening };
    }
    if (typeof detail.dropped === 'string') return { kind: 'dropped', at, reason: detail.dropped };
    if (typeof detail.unreachable === 'string') return { kind: 'unreachable', reason: detail.unreachable };
  }
  return null;
}

function lookupBefore(
  records: readonly TraceRecord[],
  { cause }: TraceRecord,
  note: PacketNote,
): Story | null {
  if (cause === null || isDns(note)) return null;
  const before = packetOf(records, records[cause - 1] ?? null);
  if (!before || !isDns(before.note) || before.note.toward !== 'client') return null;
  return connectionAt(records, cause);
}

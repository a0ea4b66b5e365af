import type { KubeObject } from '../api/index.ts';
import type { TraceRecord } from '../engine/kernel/record.ts';
import type { PodFlow, Reading } from '../engine/trace/flow.ts';
import { podUidAt } from '../engine/trace/flowIndex.ts';
import {
  advance as advanceFlow,
  beginFlow,
  type FlowSource,
  recognise,
  relatedRecords,
  report,
} from '../engine/trace/recognise.ts';
import { advance, setOut } from './advance.ts';
import { type Branch, type Cursor, changesOf, type FlowMemo, ownerOf, recordAt } from './branch.ts';
import type { Engine } from './engine.ts';
import { isLease } from './landmark.ts';
import type { ObjectAt } from './types.ts';

function sourceOf<World>(branch: Branch<World>): FlowSource {
  return { index: branch.flowIndex, recordAt: (seq) => recordAt(branch, seq) };
}

/**
 * How far a Pod (`namespace/name`) has come in its creation by the record `seq`. Before it is created
 * its flow is that of the first Pod of that name; null when there is none.
 */
export function flowOf<World>(
  branch: Branch<World>,
  pod: string,
  reading: Reading,
  seq: number,
): PodFlow | null {
  const { pods, names } = branch.flowIndex;
  const uid = podUidAt(branch.flowIndex, pod, seq) ?? names.get(pod)?.uids[0];
  const track = uid === undefined ? undefined : pods.get(uid);
  if (uid === undefined || track === undefined) return null;
  const records = relatedRecords(sourceOf(branch), track, seq);
  const memo = longestPrefix(branch.flowMemos, uid, records);
  const state = records
    .slice(memo?.seqs.length ?? 0)
    .reduce(advanceFlow, memo?.state ?? beginFlow(track.facts));
  const latest: FlowMemo = { uid, seqs: records.map(({ record }) => record.seq), state };
  branch.flowMemos = [latest, ...branch.flowMemos.filter((other) => other !== memo)].slice(0, MEMOS);
  return report(state, reading);
}

/** The moment shown, the end of the run, and one to spare. */
const MEMOS = 3;

/** The remembered flow that is most of the one that is asked for. */
function longestPrefix(
  memos: readonly FlowMemo[],
  uid: string,
  records: readonly { readonly record: TraceRecord }[],
): FlowMemo | null {
  let longest: FlowMemo | null = null;
  for (const memo of memos) {
    if (memo.uid !== uid || memo.seqs.length > records.length) continue;
    if (longest !== null && longest.seqs.length >= memo.seqs.length) continue;
    if (memo.seqs.every((seq, index) => records[index]?.record.seq === seq)) longest = memo;
  }
  return longest;
}

/** The same for a Pod by its uid; null when it does not exist by then. */
export function flowOfUid<World>(
  branch: Branch<World>,
  uid: string,
  reading: Reading,
  seq: number,
): PodFlow | null {
  return recognise(sourceOf(branch), uid, reading, seq);
}

/** Every Pod of a branch and its past, in the order of creation. */
export function podsOf<World>({ flowIndex }: Branch<World>): { uid: string; pod: string }[] {
  return flowIndex.order.flatMap((uid) => {
    const track = flowIndex.pods.get(uid);
    return track === undefined ? [] : [{ uid, pod: `${track.facts.namespace}/${track.facts.name}` }];
  });
}

/** An object before and after the record at `seq`; null when there is none. `worldAt` replays. */
export function objectAt<World>(
  engine: Engine<World>,
  branch: Branch<World>,
  key: string,
  seq: number,
  worldAt: (seq: number) => World,
): ObjectAt | null {
  let before: KubeObject | null = null;
  let after: KubeObject | null = null;
  const changes = changesOf(branch, key);
  if (isLease(key) || (changes[0]?.seq ?? Number.POSITIVE_INFINITY) > seq) {
    // Its writes were not kept, or it stands as it did before the run.
    after = engine.object(worldAt(seq), key);
    before = isLease(key) && seq > 0 ? engine.object(worldAt(seq - 1), key) : after;
  } else {
    for (const change of changes) {
      if (change.seq > seq) break;
      before = change.seq === seq ? change.before : change.after;
      after = change.after;
    }
  }
  const object = after ?? before;
  if (object === null) return null;
  const { namespace, name = '', uid } = object.metadata;
  return { ref: { kind: object.kind, namespace, name, uid }, key, before, after };
}

/** A record with the detail that was left out when it was kept: its message is handled again. */
export function wholeRecord<World>(
  engine: Engine<World>,
  branch: Branch<World>,
  kept: TraceRecord,
  cursorBefore: () => Cursor<World>,
): TraceRecord {
  if (kept.detail?.decisionOmitted !== true) return kept;
  const owner = ownerOf(branch, kept);
  // The first record after a fork comes from the parent's world and the branch's own inputs.
  const isFirst = owner.parent?.at.seq === kept.seq - 1;
  const traveller = setOut(engine, isFirst ? (owner.snapshots[0] as Cursor<World>) : cursorBefore());
  for (;;) {
    const done = advance(engine, owner.inputs, traveller, Number.POSITIVE_INFINITY);
    if (done === null) return kept;
    if (done === 'message' && traveller.run.record !== null) return traveller.run.record;
  }
}

import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/index.ts';
import { joined } from '../kernel/joined.ts';
import type { ObjectRef } from '../kernel/message.ts';
import type { TraceRecord } from '../kernel/record.ts';
import { type ClaimState, claimState, type PodFacts, type PodState, podFacts, podState } from './states.ts';

/**
 * Which records of a trace belong to which Pod, so that a Pod's flow costs only its own records. It is
 * derived from the trace and appended to as the trace grows.
 */
export interface FlowIndex {
  readonly pods: Map<string, PodTrack>;
  /** Pod uids in the order of their creation. */
  readonly order: string[];
  /** By `namespace/name`. */
  readonly names: Map<string, NameTrack>;
  readonly claims: Map<string, ClaimTrack[]>;
  /** By name of a PersistentVolume: the claims (`namespace/name`) it was matched with, and since when. */
  readonly volumes: Map<string, { readonly seq: number; readonly claim: string }[]>;
}

export interface PodTrack {
  readonly facts: PodFacts;
  /** The request that asked for it: its flow begins there. */
  readonly bornSeq: number;
  /** The write that created it. */
  readonly createdSeq: number;
  /** Related records in rising order, but for the request if that did not know the Pod's name yet. */
  readonly seqs: number[];
  /** Its state after each write; the last is null once it is deleted. */
  readonly states: StateAt<PodState>[];
}

export interface ClaimTrack {
  readonly key: string;
  readonly createdSeq: number;
  readonly seqs: number[];
  /** Requests that turned out to be about it only with the write they led to. */
  readonly late: { readonly seq: number; readonly knownSeq: number }[];
  readonly states: StateAt<ClaimState>[];
}

export interface StateAt<T> {
  readonly seq: number;
  readonly state: T | null;
}

/** What happened under a name: which Pods had it, and records that came before the next one. */
interface NameTrack {
  readonly uids: string[];
  loose: number[];
}

export function newFlowIndex(): FlowIndex {
  return { pods: new Map(), order: [], names: new Map(), claims: new Map(), volumes: new Map() };
}

/**
 * Appends one record; records come in rising order of `seq`. `written` is what its change left, null when it deleted
 * the object or changed none.
 */
export function indexRecord(index: FlowIndex, record: TraceRecord, written: KubeObject | null): void {
  const { object } = record;
  if (object === null) return;
  switch (object.kind) {
    case 'Pod':
      indexPodRecord(index, record, written as Pod | null);
      return;
    case 'Container':
    case 'Sandbox': {
      const slash = object.name.indexOf('/');
      const name = slash < 0 ? object.name : object.name.slice(0, slash);
      appendToPod(index, { kind: 'Pod', namespace: object.namespace, name }, record.seq);
      return;
    }
    case 'PersistentVolumeClaim':
      indexClaimRecord(index, record, written as PersistentVolumeClaim | null);
      return;
    case 'PersistentVolume':
      indexVolumeRecord(index, record, written as PersistentVolume | null);
      return;
    default:
  }
}

/** Forgets every record after `seq`. */
export function truncateFlowIndex(index: FlowIndex, seq: number): void {
  while (index.order.length > 0) {
    const uid = index.order[index.order.length - 1] as string;
    const track = index.pods.get(uid) as PodTrack;
    if (track.createdSeq <= seq) break;
    index.order.pop();
    index.pods.delete(uid);
    const name = index.names.get(`${track.facts.namespace}/${track.facts.name}`) as NameTrack;
    name.uids.pop();
    name.loose = track.seqs;
  }
  for (const track of index.pods.values()) cut(track, seq);
  for (const name of index.names.values()) cutSeqs(name.loose, seq);
  for (const [key, tracks] of index.claims) {
    while (tracks.length > 0 && (tracks[tracks.length - 1] as ClaimTrack).createdSeq > seq) tracks.pop();
    for (const track of tracks) {
      cut(track, seq);
      while ((track.late[track.late.length - 1]?.knownSeq ?? 0) > seq) track.late.pop();
    }
    if (tracks.length === 0) index.claims.delete(key);
  }
  for (const [volume, claims] of index.volumes) {
    while ((claims.at(-1)?.seq ?? 0) > seq) claims.pop();
    if (claims.length === 0) index.volumes.delete(volume);
  }
}

/** A copy that may grow another way, with the records up to `seq`: what a branch starts from. */
export function forkFlowIndex(index: FlowIndex, seq: number): FlowIndex {
  const copy: FlowIndex = {
    pods: new Map(
      [...index.pods].map(([uid, track]) => [
        uid,
        { ...track, seqs: [...track.seqs], states: [...track.states] },
      ]),
    ),
    order: [...index.order],
    names: new Map(
      [...index.names].map(([name, track]) => [name, { uids: [...track.uids], loose: [...track.loose] }]),
    ),
    claims: new Map(
      [...index.claims].map(([key, tracks]) => [
        key,
        tracks.map((track) => ({
          ...track,
          seqs: [...track.seqs],
          late: [...track.late],
          states: [...track.states],
        })),
      ]),
    ),
    volumes: new Map([...index.volumes].map(([name, claims]) => [name, [...claims]])),
  };
  truncateFlowIndex(copy, seq);
  return copy;
}

/** The newest Pod of that `namespace/name` that had been asked for at `seq`; deleted ones count. */
export function podUidAt(index: FlowIndex, pod: string, seq: number): string | undefined {
  const uids = index.names.get(pod)?.uids ?? [];
  for (let i = uids.length - 1; i >= 0; i--) {
    const uid = uids[i] as string;
    if ((index.pods.get(uid) as PodTrack).bornSeq <= seq) return uid;
  }
  return undefined;
}

/** The claim that a Pod meant: the one of that name when the Pod was created, or the first one after. */
export function claimTrackFor(index: FlowIndex, key: string, pod: PodTrack): ClaimTrack | undefined {
  const tracks = index.claims.get(key) ?? [];
  let found: ClaimTrack | undefined;
  for (const track of tracks) {
    if (found !== undefined && track.createdSeq > pod.createdSeq) break;
    found = track;
  }
  return found;
}

function cut(track: PodTrack | ClaimTrack, seq: number): void {
  cutSeqs(track.seqs, seq);
  while ((track.states[track.states.length - 1]?.seq ?? 0) > seq) track.states.pop();
}

function cutSeqs(seqs: number[], seq: number): void {
  while ((seqs[seqs.length - 1] ?? 0) > seq) seqs.pop();
}

const keyOf = ({ namespace = '', name }: ObjectRef): string => joined(namespace, name);

function nameTrack(index: FlowIndex, name: string): NameTrack {
  const known = index.names.get(name);
  if (known !== undefined) return known;
  const track: NameTrack = { uids: [], loose: [] };
  index.names.set(name, track);
  return track;
}

/**
 * A record without uid speaks of the Pod that has the name now; when none has it, of the next one:
 * so the request that creates a Pod belongs to it.
 */
function appendToPod(index: FlowIndex, pod: ObjectRef, seq: number): void {
  const known = pod.uid === undefined ? undefined : index.pods.get(pod.uid);
  if (known !== undefined) {
    known.seqs.push(seq);
    return;
  }
  const names = nameTrack(index, keyOf(pod));
  const last = names.uids[names.uids.length - 1];
  const track = last === undefined ? undefined : (index.pods.get(last) as PodTrack);
  const isGone = track === undefined || track.states[track.states.length - 1]?.state === null;
  if (isGone) names.loose.push(seq);
  else track.seqs.push(seq);
}

function indexPodRecord(index: FlowIndex, record: TraceRecord, written: Pod | null): void {
  const { object, change, seq } = record;
  if (object === null) return;
  if (change === undefined) {
    appendToPod(index, object, seq);
    return;
  }
  if (change.before === null && written !== null) {
    const facts = podFacts(written);
    const names = nameTrack(index, keyOf(object));
    const seqs = names.loose;
    names.loose = [];
    seqs.push(seq);
    names.uids.push(facts.uid);
    index.order.push(facts.uid);
    index.pods.set(facts.uid, {
      facts,
      bornSeq: record.cause ?? seq,
      createdSeq: seq,
      seqs,
      states: [{ seq, state: podState(written) }],
    });
    return;
  }
  appendToPod(index, object, seq);
  const track = object.uid === undefined ? undefined : index.pods.get(object.uid);
  if (track !== undefined) track.states.push({ seq, state: written === null ? null : podState(written) });
}

function currentClaim(index: FlowIndex, key: string): ClaimTrack | undefined {
  const tracks = index.claims.get(key);
  const track = tracks?.[tracks.length - 1];
  return track !== undefined && track.states[track.states.length - 1]?.state !== null ? track : undefined;
}

function indexClaimRecord(
  index: FlowIndex,
  record: TraceRecord,
  written: PersistentVolumeClaim | null,
): void {
  const { object, change, seq, detail } = record;
  if (object === null) return;
  const key = `${object.namespace ?? ''}/${object.name}`;
  if (change?.before === null) {
    const state = written === null ? null : claimState(written);
    const track: ClaimTrack = { key, createdSeq: seq, seqs: [seq], late: [], states: [{ seq, state }] };
    index.claims.set(key, [...(index.claims.get(key) ?? []), track]);
    return;
  }
  const track = currentClaim(index, key);
  if (track === undefined) return;
  track.seqs.push(seq);
  const chosen = detail?.chosen;
  if (record.verb === 'match-volume' && typeof chosen === 'string') matchVolume(index, chosen, key, seq);
  if (change === undefined) return;
  track.states.push({ seq, state: written === null ? null : claimState(written) });
}

function matchVolume(index: FlowIndex, volume: string, claim: string, seq: number): void {
  const known = index.volumes.get(volume);
  if (known === undefined) index.volumes.set(volume, [{ seq, claim }]);
  else if (known.at(-1)?.claim !== claim) known.push({ seq, claim });
}

function indexVolumeRecord(index: FlowIndex, record: TraceRecord, written: PersistentVolume | null): void {
  const { object, change, seq } = record;
  if (object === null) return;
  const ref = written?.spec.claimRef;
  if (ref?.name !== undefined) matchVolume(index, object.name, `${ref.namespace}/${ref.name}`, seq);
  const key = index.volumes.get(object.name)?.at(-1)?.claim;
  const track = key === undefined ? undefined : currentClaim(index, key);
  if (track === undefined) return;
  const { cause } = record;
  if (change !== undefined && cause !== null && !track.seqs.includes(cause)) {
    track.late.push({ seq: cause, knownSeq: seq });
  }
  track.seqs.push(seq);
}

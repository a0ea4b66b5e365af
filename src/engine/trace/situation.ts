import type { Role } from '../kernel/message.ts';
import { roleOf } from '../kernel/message.ts';
import type { TraceRecord } from '../kernel/record.ts';
import type { Subject } from './definition.ts';
import type { ClaimState, PodFacts, PodState } from './states.ts';

/** What is known of a Pod's creation after some records: plain data, replaced as records come in. */
export interface Situation {
  readonly facts: PodFacts;
  readonly pod: PodState | null;
  /** It existed and is gone. */
  readonly deleted: boolean;
  readonly createdBy: Role | '';
  readonly createdSeq: number;
  /** By `namespace/name`; a claim that does not exist is missing. */
  readonly claims: Readonly<Record<string, ClaimSituation>>;
  /** Outcome of the last scheduling attempt; null before the first. */
  readonly attempt: Attempt | null;
  /** The write that gave the Pod its node; 0 before. */
  readonly boundSeq: number;
  /** The write after which nothing of its creation goes on any more; 0 before. */
  readonly endedSeq: number;
  /** Whether a kubelet has heard of its node: `none` watches for it, or the one that does is switched off. */
  readonly kubelet: 'none' | 'silent' | 'told' | '';
  /** The kubelet's call to the runtime that has no answer yet. */
  readonly call: RuntimeCall | null;
  /** Container names by how far they have come. */
  readonly pulling: readonly string[];
  readonly images: readonly string[];
  readonly created: readonly string[];
  readonly started: readonly string[];
  readonly running: readonly string[];
  readonly pulls: number;
  readonly csiCalls: number;
  /** The last error each of these reported; empty when the last try went well. */
  readonly mountError: string;
  readonly networkError: string;
  readonly pullError: string;
}

export interface ClaimSituation {
  readonly state: ClaimState | null;
  /** The last try to find a volume. */
  readonly match: MatchOutcome | null;
  /** The write that completed the binding; 0 before. */
  readonly boundSeq: number;
  /** The API server has heard of it. */
  readonly announced: boolean;
}

export interface MatchOutcome {
  readonly chosen: string | null;
  readonly provisioning: string | null;
  readonly message: string;
}

export interface Attempt {
  readonly number: number;
  readonly selected: string | null;
  readonly message: string;
}

interface RuntimeCall {
  readonly verb: string;
  readonly container: string;
}

export function initialSituation(facts: PodFacts): Situation {
  return {
    facts,
    pod: null,
    deleted: false,
    createdBy: '',
    createdSeq: 0,
    claims: {},
    attempt: null,
    boundSeq: 0,
    endedSeq: 0,
    kubelet: '',
    call: null,
    pulling: [],
    images: [],
    created: [],
    started: [],
    running: [],
    pulls: 0,
    csiCalls: 0,
    mountError: '',
    networkError: '',
    pullError: '',
  };
}

/** A record with what it is about and, for a write, what it made of the object. */
export interface FlowRecord {
  readonly record: TraceRecord;
  readonly subject: Subject;
  /** `namespace/name` of the claim, for claims and volumes. */
  readonly claim: string;
  /** Undefined when the record is not a write of this object. */
  readonly podState?: PodState | null | undefined;
  readonly claimState?: ClaimState | null | undefined;
}

export function follow(situation: Situation, item: FlowRecord): Situation {
  switch (item.subject) {
    case 'pod':
      return followPod(situation, item);
    case 'container':
      return followContainer(situation, item.record);
    case 'claim':
      return followClaim(situation, item);
    default:
      return situation;
  }
}

function text(detail: TraceRecord['detail'], key: string): string {
  const value = detail?.[key];
  return typeof value === 'string' ? value : '';
}

function followPod(situation: Situation, item: FlowRecord): Situation {
  const { record } = item;
  const from = roleOf(record.from);
  const to = roleOf(record.to);
  let next = situation;
  if (item.podState !== undefined) next = wrote(next, item.podState, record.seq);
  if (to === 'apiserver' && record.verb === 'create' && next.createdSeq === 0)
    return { ...next, createdBy: from };
  if (record.verb === 'schedule') return scheduled(next, record);
  if (record.verb === 'watch') return announced(next, record);
  if (from === 'kubelet' && to === 'cri') return called(next, record);
  if (from === 'cri' && to === 'kubelet') return answered(next, record);
  if (from === 'volumes' && to === 'kubelet') return { ...next, mountError: text(record.detail, 'error') };
  if (from === 'cni' && to === 'cri') return networked(next, record);
  if (from === 'volumes' && to === 'csi') return { ...next, csiCalls: next.csiCalls + 1 };
  return next;
}

/** etcd tells the API server, and that the kubelet that watches for the Pod's node. */
function announced(situation: Situation, { from, to, detail }: TraceRecord): Situation {
  if (roleOf(to) === 'kubelet') return { ...situation, kubelet: detail?.lost ? 'silent' : 'told' };
  if (from !== 'etcd' || situation.kubelet !== '' || !situation.pod?.nodeName) return situation;
  return detail?.selected === 0 ? { ...situation, kubelet: 'none' } : situation;
}

/** Answers to ADD have an address or an error; those to DEL have neither. */
function networked(situation: Situation, { detail }: TraceRecord): Situation {
  const error = text(detail, 'error');
  return error === '' && text(detail, 'ip') === '' ? situation : { ...situation, networkError: error };
}

function wrote(situation: Situation, pod: PodState | null, seq: number): Situation {
  if (pod === null) {
    return { ...situation, pod: null, deleted: true, endedSeq: situation.endedSeq || seq };
  }
  const isBinding = situation.boundSeq === 0 && pod.nodeName !== '';
  const isEnding = pod.deleting || pod.phase === 'Failed' || pod.phase === 'Succeeded';
  return {
    ...situation,
    pod,
    createdSeq: situation.createdSeq || seq,
    boundSeq: isBinding ? seq : situation.boundSeq,
    endedSeq: situation.endedSeq || (isEnding ? seq : 0),
  };
}

function scheduled(situation: Situation, record: TraceRecord): Situation {
  const decision = record.detail?.decision as
    | { attempt?: number; selected?: string | null; message?: string; failedAt?: string }
    | undefined;
  if (decision === undefined) return situation;
  return {
    ...situation,
    attempt: {
      number: decision.attempt ?? (situation.attempt?.number ?? 0) + 1,
      selected: decision.failedAt === undefined ? (decision.selected ?? null) : null,
      message: decision.message ?? '',
    },
  };
}

function added(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list : [...list, item];
}

/** The kubelet calls the runtime: for one Pod one call at a time, but for probes, which go their own way. */
function called(situation: Situation, record: TraceRecord): Situation {
  if (record.verb === 'ExecSync') return situation;
  const call: RuntimeCall = {
    verb: record.verb,
    container: text(record.detail, 'container'),
  };
  const next = { ...situation, call };
  switch (record.verb) {
    case 'PullImage':
      return { ...next, pulls: situation.pulls + 1 };
    case 'CreateContainer':
      return {
        ...next,
        created: added(situation.created, call.container),
        // Whoever creates a container has its image.
        images: added(situation.images, call.container),
      };
    case 'StartContainer':
      return { ...next, started: added(situation.started, call.container) };
    default:
      return next;
  }
}

function answered(situation: Situation, record: TraceRecord): Situation {
  const { call } = situation;
  const { detail } = record;
  const error = text(detail, 'error');
  switch (call?.verb) {
    case 'PullImage': {
      if (error !== '') return { ...situation, call: null, pullError: error };
      // Only a finished pull has a size: other answers may come in between.
      if (typeof detail?.bytes !== 'number') return situation;
      const pulled = situation.facts.containers.filter(({ image }) => image === text(detail, 'image'));
      const images = pulled.reduce(
        (list, { name }) => added(list, name),
        added(situation.images, call.container),
      );
      return { ...situation, call: null, pullError: '', images };
    }
    case 'RunPodSandbox':
      return error === '' && text(detail, 'ip') === ''
        ? situation
        : { ...situation, call: null, networkError: error };
    default:
      return situation;
  }
}

function followContainer(situation: Situation, record: TraceRecord): Situation {
  if (roleOf(record.to) !== 'runtime' || record.verb !== 'start') return situation;
  return { ...situation, running: added(situation.running, containerOf(record)) };
}

/** The container a record about one names: its object is `pod/container`. */
function containerOf(record: TraceRecord): string {
  const name = record.object?.name ?? '';
  const slash = name.indexOf('/');
  return text(record.detail, 'container') || (slash < 0 ? name : name.slice(slash + 1));
}

function followClaim(situation: Situation, item: FlowRecord): Situation {
  const { record, claim } = item;
  const known = situation.claims[claim] ?? { state: null, match: null, boundSeq: 0, announced: false };
  let next: ClaimSituation = known;
  if (item.claimState !== undefined) {
    const isBinding = next.boundSeq === 0 && item.claimState?.phase === 'Bound';
    next = { ...next, state: item.claimState, boundSeq: isBinding ? record.seq : next.boundSeq };
  }
  if (record.verb === 'match-volume') {
    const { detail } = record;
    next = {
      ...next,
      match: {
        chosen: typeof detail?.chosen === 'string' ? detail.chosen : null,
        provisioning: typeof detail?.provisioning === 'string' ? detail.provisioning : null,
        message: text(detail, 'message'),
      },
    };
  }
  if (record.from === 'etcd' && record.verb === 'watch' && next.boundSeq > 0 && record.seq > next.boundSeq) {
    next = { ...next, announced: true };
  }
  return next === situation.claims[claim]
    ? situation
    : { ...situation, claims: { ...situation.claims, [claim]: next } };
}

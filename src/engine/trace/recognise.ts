import { roleOf } from '../kernel/message.ts';
import type { TraceRecord } from '../kernel/record.ts';
import { CLASSIC } from './classic.ts';
import { holds } from './conditions.ts';
import type { FlowDefinition, Matcher, Reason, StepDefinition, Subject } from './definition.ts';
import type { FlowReason, FlowStep, PodFlow, Reading } from './flow.ts';
import { type ClaimTrack, claimTrackFor, type FlowIndex, type PodTrack, type StateAt } from './flowIndex.ts';
import { PARALLEL } from './parallel.ts';
import { type FlowRecord, follow, initialSituation, type Situation } from './situation.ts';
import type { PodFacts } from './states.ts';
import { tell } from './texts.ts';
import { TODAY } from './today.ts';

export const READINGS: readonly Reading[] = ['classic', 'parallel', 'today'];

export const DEFINITIONS: Readonly<Record<Reading, FlowDefinition>> = {
  classic: CLASSIC,
  parallel: PARALLEL,
  today: TODAY,
};

/** How far the flow of one Pod has come in every reading: plain data. */
export interface FlowState {
  readonly situation: Situation;
  readonly progress: Readonly<Record<Reading, Readonly<Record<string, StepProgress>>>>;
}

/** A step that has begun; `endSeq` is null while it goes on. */
interface StepProgress {
  readonly seq: number;
  readonly timeMs: number;
  readonly endSeq: number | null;
}

/** Where records come from: a trace, whatever it is kept in, and the index of it. */
export interface FlowSource {
  readonly index: FlowIndex;
  recordAt(seq: number): TraceRecord | undefined;
}

export function beginFlow(facts: PodFacts): FlowState {
  return { situation: initialSituation(facts), progress: { classic: {}, parallel: {}, today: {} } };
}

/** The state after one more record of this Pod; records come in rising order. */
export function advance(state: FlowState, item: FlowRecord): FlowState {
  const situation = follow(state.situation, item);
  const { classic, parallel, today } = state.progress;
  const progress = {
    classic: match(CLASSIC, classic, situation, item),
    parallel: match(PARALLEL, parallel, situation, item),
    today: match(TODAY, today, situation, item),
  };
  const isSame = progress.classic === classic && progress.parallel === parallel && progress.today === today;
  if (isSame && situation === state.situation) return state;
  return { situation, progress: isSame ? state.progress : progress };
}

/** The steps as they stand. */
export function report(state: FlowState, reading: Reading): PodFlow {
  const { situation } = state;
  const { facts } = situation;
  const progress = state.progress[reading];
  return {
    pod: `${facts.namespace}/${facts.name}`,
    uid: facts.uid,
    reading,
    steps: DEFINITIONS[reading].steps.map((step) => reportStep(step, progress[step.id], situation)),
  };
}

/** A Pod's flow as the records up to `seq` tell it; null when nobody has asked for it by then. */
export function recognise(source: FlowSource, uid: string, reading: Reading, seq: number): PodFlow | null {
  const state = flowAt(source, uid, seq);
  return state === null ? null : report(state, reading);
}

/** The same before it is read in one way or the other. */
export function flowAt(source: FlowSource, uid: string, seq: number): FlowState | null {
  const track = source.index.pods.get(uid);
  if (track === undefined || track.bornSeq > seq) return null;
  let state = beginFlow(track.facts);
  for (const item of relatedRecords(source, track, seq)) state = advance(state, item);
  return state;
}

// ---------------------------------------------------------------------------------------------------------------
// Matching

function match(
  definition: FlowDefinition,
  progress: Readonly<Record<string, StepProgress>>,
  situation: Situation,
  item: FlowRecord,
): Readonly<Record<string, StepProgress>> {
  let next = progress;
  const { seq, timeMs } = item.record;
  for (const step of definition.steps) {
    const known = next[step.id];
    if (known !== undefined && known.endSeq !== null) continue;
    let begun = known;
    if (begun === undefined) {
      if (step.after?.some((id) => next[id] === undefined)) continue;
      if (!matchesAny(step.begins, situation, item)) continue;
      begun = { seq, timeMs, endSeq: null };
    }
    if (step.ends === undefined || matchesAny(step.ends, situation, item)) begun = { ...begun, endSeq: seq };
    if (begun !== known) next = { ...next, [step.id]: begun };
  }
  return next;
}

function matchesAny(matchers: readonly Matcher[], situation: Situation, item: FlowRecord): boolean {
  return matchers.some((matcher) => matches(matcher, situation, item));
}

function matches(matcher: Matcher, situation: Situation, { record, subject }: FlowRecord): boolean {
  return (
    includes(matcher.about, subject) &&
    (matcher.verb === undefined || includes(matcher.verb, record.verb)) &&
    (matcher.from === undefined || matcher.from === roleOf(record.from)) &&
    (matcher.to === undefined || matcher.to === roleOf(record.to)) &&
    (matcher.event === undefined || matcher.event === record.detail?.event) &&
    (matcher.when === undefined || holds(matcher.when, situation, record))
  );
}

function includes<T extends string>(wanted: T | readonly T[], value: T): boolean {
  return typeof wanted === 'string' ? wanted === value : wanted.includes(value);
}

// ---------------------------------------------------------------------------------------------------------------
// Reporting

/** What ends a flow before its last step: whatever has not happened by then never will. */
const ABANDONED: readonly Reason[] = [
  { code: 'podFailed', when: 'podFailed', text: 'pod' },
  { code: 'podSucceeded', when: 'podSucceeded' },
  { code: 'podDeleted', when: 'podDeleted' },
];

function reportStep(
  definition: StepDefinition,
  progress: StepProgress | undefined,
  situation: Situation,
): FlowStep {
  const step = definition.id;
  const skip = reasonOf(definition.skips, situation);
  if (skip !== undefined) {
    return { step, state: 'skipped', timeMs: null, record: null, endRecord: null, reason: skip };
  }
  const begun = {
    step,
    timeMs: progress?.timeMs ?? null,
    record: progress?.seq ?? null,
    endRecord: progress?.endSeq ?? null,
  };
  if (begun.endRecord !== null) {
    return { ...begun, state: 'done', reason: reasonOf(definition.remarks, situation) };
  }
  const abandoned = reasonOf(ABANDONED, situation);
  const wait = reasonOf(definition.waits, situation);
  if (abandoned !== undefined) {
    // What went well as far as it went was not left out.
    return progress === undefined || wait !== undefined
      ? { ...begun, state: 'skipped', reason: abandoned }
      : { ...begun, state: 'done', endRecord: situation.endedSeq, reason: abandoned };
  }
  if (wait !== undefined) return { ...begun, state: 'waiting', reason: wait };
  return { ...begun, state: progress === undefined ? 'pending' : 'running' };
}

function reasonOf(reasons: readonly Reason[] | undefined, situation: Situation): FlowReason | undefined {
  const reason = reasons?.find(({ when }) => holds(when, situation, null));
  if (reason === undefined) return undefined;
  return { code: reason.code, ...(reason.text === undefined ? {} : tell(reason.text, situation)) };
}

// ---------------------------------------------------------------------------------------------------------------
// The records of one Pod

/** The Pod's own records and those of its claims up to `seq`, in order. */
export function relatedRecords(source: FlowSource, track: PodTrack, seq: number): FlowRecord[] {
  const claims = new Map<number, ClaimTrack>();
  for (const key of track.facts.claims) {
    const claim = claimTrackFor(source.index, key, track);
    if (claim === undefined) continue;
    for (const at of claim.seqs) claims.set(at, claim);
    for (const late of claim.late) if (late.knownSeq <= seq) claims.set(late.seq, claim);
  }
  const own = track.seqs.includes(track.bornSeq) ? track.seqs : [track.bornSeq, ...track.seqs];
  const seqs = claims.size === 0 ? own : [...own, ...claims.keys()].sort((a, b) => a - b);
  const items: FlowRecord[] = [];
  const podStates = stateReader(track.states);
  const claimStates = new Map<
    ClaimTrack,
    (seq: number) => ClaimTrack['states'][number]['state'] | undefined
  >();
  for (const at of seqs) {
    if (at > seq) break;
    const record = source.recordAt(at);
    if (record === undefined) continue;
    const claim = claims.get(at);
    const subject = subjectOf(record, claim);
    if (claim === undefined) {
      items.push({ record, subject, claim: '', podState: podStates(at) });
      continue;
    }
    const read = claimStates.get(claim) ?? stateReader(claim.states);
    claimStates.set(claim, read);
    items.push({ record, subject, claim: claim.key, claimState: read(at) });
  }
  return items;
}

function subjectOf(record: TraceRecord, claim: ClaimTrack | undefined): Subject {
  if (claim !== undefined) return record.object?.kind === 'PersistentVolume' ? 'volume' : 'claim';
  if (record.object?.kind === 'Container') return 'container';
  if (record.object?.kind === 'Sandbox') return 'sandbox';
  return 'pod';
}

/** Reads a list of states along rising `seq`; undefined where nothing was written. */
function stateReader<T>(states: readonly StateAt<T>[]): (seq: number) => T | null | undefined {
  let next = 0;
  return (seq) => {
    while ((states[next]?.seq ?? Number.POSITIVE_INFINITY) < seq) next++;
    const found = states[next];
    return found?.seq === seq ? found.state : undefined;
  };
}

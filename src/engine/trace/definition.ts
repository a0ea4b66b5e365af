import type { Role } from '../kernel/message.ts';
import type { ConditionName } from './conditions.ts';
import type { TextName } from './texts.ts';

/**
 * A reading as data: which records begin and end each step of a Pod's creation, and why a step may be
 * left out or have to wait. `recognise.ts` alone knows how to follow it.
 */
export interface FlowDefinition {
  readonly steps: readonly StepDefinition[];
}

export interface StepDefinition {
  /** As the documents number it. */
  readonly id: string;
  /** Any of these begins the step. */
  readonly begins: readonly Matcher[];
  /** Any of these ends it; absent: the record that begins it ends it too. */
  readonly ends?: readonly Matcher[];
  /** Steps that must have begun before this one can. */
  readonly after?: readonly string[];
  /** Any of these takes the step out of the flow, whatever the trace shows. */
  readonly skips?: readonly Reason[];
  /** What an unfinished step waits for; the first that holds is given. */
  readonly waits?: readonly Reason[];
  /** What is to be said about the finished step. */
  readonly remarks?: readonly Reason[];
}

/** What a record is about, seen from the Pod that is followed. */
export type Subject = 'pod' | 'container' | 'sandbox' | 'claim' | 'volume';

export interface Matcher {
  readonly about: Subject | readonly Subject[];
  readonly from?: Role;
  readonly to?: Role;
  readonly verb?: string | readonly string[];
  /** `detail.event` of a watch event; the first one that tells a client of a Pod is always ADDED. */
  readonly event?: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** Must hold once the record is taken into account. */
  readonly when?: ConditionName;
}

export interface Reason {
  /** Stable key for the page to word. */
  readonly code: string;
  readonly when: ConditionName;
  /** Kubernetes' own words for it. */
  readonly text?: TextName;
}

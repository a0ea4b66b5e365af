/** The three ways to read one trace as the creation of a Pod. */
export type Reading = 'classic' | 'parallel' | 'today';

export type StepState = 'done' | 'running' | 'waiting' | 'skipped' | 'pending';

/** How far one step of a flow has come at some moment of the run. */
export interface FlowStep {
  /** As the documents number it: `1` … `19`, or `4.1`, `4.3.2`. */
  readonly step: string;
  readonly state: StepState;
  /** Virtual time of the record that began the step, null before that. */
  readonly timeMs: number | null;
  /** `seq` of the record that began the step and of the one that completed it. */
  readonly record: number | null;
  readonly endRecord: number | null;
  /** Why it waits or is skipped, as a key with parameters for the page to translate. */
  readonly reason?: FlowReason | undefined;
}

/** `code` is a stable key, such as `noClaim` or `unschedulable`; `text` is Kubernetes' own wording if it has any. */
export interface FlowReason {
  readonly code: string;
  readonly text?: string | undefined;
  readonly params?: Readonly<Record<string, string | number>> | undefined;
}

export interface PodFlow {
  /** `namespace/name`. */
  readonly pod: string;
  readonly uid: string;
  readonly reading: Reading;
  readonly steps: readonly FlowStep[];
}

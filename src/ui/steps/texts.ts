import type { FlowReason, FlowStep, Reading, SchedulingDecision } from '../../protocol/view.ts';
import type { Params, Translate } from '../i18n/index.ts';

/** Names and numbers that the sentences may use. */
export interface StepParams {
  readonly pod: string;
  readonly node: string;
  readonly images: string;
}

export function titleOf(t: Translate, reading: Reading, step: FlowStep, params: StepParams): string {
  const key = `steps.${reading}.${step.step}`;
  const controller = step.reason?.code === 'createdByController' ? step.reason.params?.controller : undefined;
  if (controller) {
    const byController = t.maybe(`${key}.titleBy`, { ...params, controller });
    if (byController) return byController;
  }
  return t.maybe(`${key}.title`, { ...params }) ?? step.step;
}

/** A sentence about a step; null when there is none of that kind. */
export function sentenceOf(
  t: Translate,
  reading: Reading,
  step: string,
  part: 'what' | 'why' | 'note',
  params: StepParams,
): string | null {
  return t.maybe(`steps.${reading}.${step}.${part}`, { ...params });
}

/** A reason in a few words; a code this page does not know says what Kubernetes said, or itself. */
export function shortReason(t: Translate, reason: FlowReason): string {
  return t.maybe(`steps.reason.${reason.code}.short`, paramsOf(reason)) ?? reason.text ?? reason.code;
}

export function longReason(t: Translate, reason: FlowReason): string | null {
  return t.maybe(`steps.reason.${reason.code}.text`, paramsOf(reason));
}

function paramsOf(reason: FlowReason): Params {
  return reason.params ?? {};
}

/** What a scheduling attempt came to, in one sentence with its numbers. */
export function decisionSentence(t: Translate, decision: SchedulingDecision): string {
  const params = {
    nodes: decision.nodeCount,
    feasible: decision.feasible.length,
    node: decision.selected ?? '',
    ties: decision.ties,
    total: decision.totals[0] ?? 0,
  };
  if (decision.selected === null) return t('steps.decision.none', params);
  if (decision.feasible.length <= 1) return t('steps.decision.one', params);
  return t(decision.ties > 1 ? 'steps.decision.tie' : 'steps.decision.best', params);
}

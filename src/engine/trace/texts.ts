import { containerTrouble, imageTrouble } from './conditions.ts';
import type { FlowReason } from './flow.ts';
import type { Situation } from './situation.ts';

type Told = Pick<FlowReason, 'text' | 'params'>;

/** What Kubernetes itself says about a reason, and the names and numbers in it. */
export const TEXTS = {
  controller: ({ facts }) => ({ params: { controller: facts.controller } }),
  nodeName: ({ facts }) => ({ params: { node: facts.nodeName } }),
  node: ({ pod }) => ({ params: { node: pod?.nodeName ?? '' } }),
  scheduler: ({ facts }) => ({ params: { scheduler: facts.schedulerName } }),
  decision: ({ attempt }) => ({ text: attempt?.message, params: { attempt: attempt?.number ?? 0 } }),
  gates: ({ pod }) => ({
    text: pod?.scheduled?.message || undefined,
    params: { gates: pod?.gates.join(', ') ?? '' },
  }),
  pod: ({ pod }) => ({ text: pod?.message || undefined, params: { reason: pod?.reason ?? '' } }),
  ready: ({ pod }) => ({
    text: pod?.ready?.message || undefined,
    params: { reason: pod?.ready?.reason ?? '' },
  }),
  image: (situation) => trouble(imageTrouble(situation)),
  container: (situation) => trouble(containerTrouble(situation)),
  pullError: ({ pullError }) => ({ text: pullError }),
  mountError: ({ mountError }) => ({ text: mountError }),
  networkError: ({ networkError }) => ({ text: networkError }),
  missingClaim: (situation) => {
    const key = situation.facts.claims.find((claim) => situation.claims[claim]?.state == null) ?? '';
    const name = key.slice(key.indexOf('/') + 1);
    return { text: `persistentvolumeclaim "${name}" not found`, params: { claim: key } };
  },
  match: (situation) => {
    const key = situation.facts.claims.find((claim) => !situation.claims[claim]?.match?.chosen) ?? '';
    return { text: situation.claims[key]?.match?.message || undefined, params: { claim: key } };
  },
} satisfies Record<string, (situation: Situation) => Told>;

export type TextName = keyof typeof TEXTS;

function trouble(waiting: { container: string; reason: string; message: string } | undefined): Told {
  if (waiting === undefined) return {};
  const { container, reason, message } = waiting;
  return { text: message === '' ? reason : message, params: { container, reason } };
}

export function tell(name: TextName, situation: Situation): Told {
  return (TEXTS[name] as (situation: Situation) => Told)(situation);
}

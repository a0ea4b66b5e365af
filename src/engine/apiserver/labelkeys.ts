// Models kubernetes@v1.36.0 pkg/registry/core/pod/strategy.go (applyMatchLabelKeysAndMismatchLabelKeys)
// Differs: the matchLabelKeys of a topology spread constraint are read by the scheduler, not merged here.
import type { LabelSelector, Pod, PodAffinity, PodAffinityTerm } from '../../api/index.ts';

type Labels = Readonly<Record<string, string>>;

/** The Pod with its own values of `matchLabelKeys` and `mismatchLabelKeys` written into the label selectors. */
export function withLabelKeys(pod: Pod): Pod {
  const { affinity } = pod.spec;
  if (affinity?.podAffinity === undefined && affinity?.podAntiAffinity === undefined) return pod;
  const labels = pod.metadata.labels ?? {};
  return {
    ...pod,
    spec: {
      ...pod.spec,
      affinity: {
        ...affinity,
        ...(affinity.podAffinity && { podAffinity: merged(affinity.podAffinity, labels) }),
        ...(affinity.podAntiAffinity && { podAntiAffinity: merged(affinity.podAntiAffinity, labels) }),
      },
    },
  };
}

function merged(affinity: PodAffinity, labels: Labels): PodAffinity {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required,
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
  } = affinity;
  return {
    ...affinity,
    ...(required && {
      requiredDuringSchedulingIgnoredDuringExecution: required.map((term) => mergedTerm(term, labels)),
    }),
    ...(preferred && {
      preferredDuringSchedulingIgnoredDuringExecution: preferred.map((weighted) => ({
        ...weighted,
        podAffinityTerm: mergedTerm(weighted.podAffinityTerm, labels),
      })),
    }),
  };
}

function mergedTerm(term: PodAffinityTerm, labels: Labels): PodAffinityTerm {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  if (labelSelector == null || matchLabelKeys.length + mismatchLabelKeys.length === 0) return term;
  const added: NonNullable<LabelSelector['matchExpressions']> = [];
  for (const [keys, operator] of [
    [matchLabelKeys, 'In'],
    [mismatchLabelKeys, 'NotIn'],
  ] as const) {
    for (const key of keys) {
      const value = labels[key];
      if (value !== undefined) added.push({ key, operator, values: [value] });
    }
  }
  const matchExpressions = [...(labelSelector.matchExpressions ?? []), ...added];
  return { ...term, labelSelector: { ...labelSelector, matchExpressions } };
}

// Models kubernetes@v1.36.0 staging/src/k8s.io/kube-scheduler/framework/types.go (AffinityTerm)
import { labelSelectorMatches, type PodAffinityTerm, type StringMap } from '../../../../api/index.ts';
import type { Handle } from '../../framework/interface.ts';
import type { PodInfo } from '../../framework/podInfo.ts';

/** A term with its weight; 0 for required ones. */
export interface Term {
  readonly topologyKey: string;
  readonly weight: number;
  /** The term as the Pod has it, and the namespace it is written in. */
  readonly source: PodAffinityTerm;
  readonly namespace: string;
}

const NO_TERMS: readonly Term[] = [];

export const requiredAffinity = ({ affinity, namespace }: PodInfo): readonly Term[] =>
  required(affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution, namespace);

export const requiredAntiAffinity = ({ affinity, namespace }: PodInfo): readonly Term[] =>
  required(affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution, namespace);

export const preferredAffinity = ({ affinity, namespace }: PodInfo): readonly Term[] =>
  preferred(affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution, namespace);

export const preferredAntiAffinity = ({ affinity, namespace }: PodInfo): readonly Term[] =>
  preferred(affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution, namespace);

function required(terms: readonly PodAffinityTerm[] | undefined, namespace: string): readonly Term[] {
  if (terms === undefined || terms.length === 0) return NO_TERMS;
  return terms.map((source) => ({ topologyKey: source.topologyKey, weight: 0, source, namespace }));
}

function preferred(
  terms: readonly { weight: number; podAffinityTerm: PodAffinityTerm }[] | undefined,
  namespace: string,
): readonly Term[] {
  if (terms === undefined || terms.length === 0) return NO_TERMS;
  return terms.map(({ weight, podAffinityTerm: source }) => ({
    topologyKey: source.topologyKey,
    weight,
    source,
    namespace,
  }));
}

/** Labels of a namespace; undefined when it is not known. */
export type NamespaceLabels = (name: string) => Readonly<StringMap> | undefined;

export const namespaceLabelsOf =
  (handle: Handle): NamespaceLabels =>
  (name) =>
    handle.namespaceLabels(name);

/** Whether a Pod is one of those a term speaks of. Its own namespace is meant unless the term says otherwise. */
export function termMatches(
  { source, namespace }: Term,
  pod: { readonly namespace: string; readonly labels: StringMap | undefined },
  namespaceLabels: NamespaceLabels,
): boolean {
  const { namespaces = [], namespaceSelector } = source;
  const isNamed =
    namespaces.length === 0 && namespaceSelector === undefined
      ? pod.namespace === namespace
      : namespaces.includes(pod.namespace);
  if (!isNamed) {
    if (namespaceSelector === undefined) return false;
    if (!labelSelectorMatches(namespaceSelector, { ...namespaceLabels(pod.namespace) })) return false;
  }
  return labelSelectorMatches(source.labelSelector, pod.labels);
}

export function allTermsMatch(
  terms: readonly Term[],
  pod: { readonly namespace: string; readonly labels: StringMap | undefined },
  namespaceLabels: NamespaceLabels,
): boolean {
  return terms.length > 0 && terms.every((term) => termMatches(term, pod, namespaceLabels));
}

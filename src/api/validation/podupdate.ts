// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (ValidatePodUpdate, ValidatePodStatusUpdate, ValidatePodEphemeralContainersUpdate)
import type { Container, Pod, PodSpec } from '../types/index.ts';
import { differences, semanticEqual } from './equality.ts';
import { type FieldError, forbidden, invalid } from './field.ts';
import { immutable, validateObjectMetaUpdate } from './meta.ts';
import { rangeMessage } from './names.ts';
import { MAX_INT32, validatePodMetadataAndSpec } from './pod.ts';
import { validateOnlyAddedTolerations, validateOnlyDeletedGates } from './scheduling.ts';
import { describeDifferences } from './text.ts';

/** The fields of a Pod that may change, as upstream lists them. */
const UPDATABLE_POD_SPEC_FIELDS = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

export function validatePodUpdate(next: Pod, previous: Pod): FieldError[] {
  const errors = [
    ...validateObjectMetaUpdate(next.metadata, previous.metadata),
    ...validatePodMetadataAndSpec(next),
  ];
  for (const list of ['containers', 'initContainers'] as const) {
    const after = next.spec[list] ?? [];
    const before = previous.spec[list] ?? [];
    if (after.length !== before.length) {
      errors.push(forbidden(`spec.${list}`, 'pod updates may not add or remove containers'));
      return errors;
    }
  }
  const deadline = next.spec.activeDeadlineSeconds;
  const oldDeadline = previous.spec.activeDeadlineSeconds;
  const deadlinePath = 'spec.activeDeadlineSeconds';
  if (deadline !== undefined) {
    if (deadline < 0 || deadline > MAX_INT32) {
      errors.push(invalid(deadlinePath, deadline, rangeMessage(0, MAX_INT32)));
      return errors;
    }
    if (oldDeadline !== undefined && oldDeadline < deadline) {
      errors.push(invalid(deadlinePath, deadline, 'must be less than or equal to previous value'));
      return errors;
    }
  } else if (oldDeadline !== undefined) {
    errors.push(invalid(deadlinePath, undefined, 'must not update from a positive integer to nil value'));
  }
  errors.push(
    ...validateOnlyAddedTolerations(
      next.spec.tolerations ?? [],
      previous.spec.tolerations ?? [],
      'spec.tolerations',
    ),
    ...validateOnlyDeletedGates(
      next.spec.schedulingGates ?? [],
      previous.spec.schedulingGates ?? [],
      'spec.schedulingGates',
    ),
  );
  errors.push(...validateUnchangedSpec(next.spec, previous.spec));
  return errors;
}

/** Ephemeral containers may be added; those that are there stay as they are. */
export function validateEphemeralUpdate(next: Pod, previous: Pod): FieldError[] {
  const errors = validatePodMetadataAndSpec(next);
  const path = 'spec.ephemeralContainers';
  for (const old of previous.spec.ephemeralContainers ?? []) {
    const kept = next.spec.ephemeralContainers?.find(({ name }) => name === old.name);
    const what = `existing ephemeral containers ${JSON.stringify(old.name)} may not be`;
    if (kept === undefined) errors.push(forbidden(path, `${what} removed\n`));
    else if (!semanticEqual(kept, old)) errors.push(forbidden(path, `${what} changed\n`));
  }
  return errors;
}

/** Whatever is left after the permitted changes are taken back must equal the old spec. */
function validateUnchangedSpec(next: PodSpec, previous: PodSpec): FieldError[] {
  const errors: FieldError[] = [];
  const oldGrace = previous.terminationGracePeriodSeconds;
  const relaxGrace = oldGrace !== undefined && oldGrace < 0 && next.terminationGracePeriodSeconds === 1;
  let munged: PodSpec = {
    ...next,
    containers: next.containers.map((container, index) => withImageOf(container, previous.containers[index])),
    initContainers: (next.initContainers ?? []).map((container, index) =>
      withImageOf(container, previous.initContainers?.[index]),
    ),
    activeDeadlineSeconds: previous.activeDeadlineSeconds,
    schedulingGates: previous.schedulingGates,
    tolerations: previous.tolerations,
    ...(relaxGrace && { terminationGracePeriodSeconds: oldGrace }),
  };
  if ((previous.schedulingGates ?? []).length > 0) {
    const { spec, errors: gatedErrors } = withoutGatedChanges(munged, previous);
    munged = spec;
    errors.push(...gatedErrors);
  }
  if (!semanticEqual(munged, previous)) {
    const facts = differences(previous, munged, 'spec');
    errors.push(
      forbidden(
        'spec',
        `pod updates may not change fields other than ${UPDATABLE_POD_SPEC_FIELDS}\n${describeDifferences(facts)}`,
      ),
    );
  }
  return errors;
}

function withImageOf(container: Container, old: Container | undefined): Container {
  return old === undefined ? container : { ...container, image: old.image };
}

/** While a Pod is gated, its node selector and node affinity may become stricter. */
function withoutGatedChanges(spec: PodSpec, previous: PodSpec): { spec: PodSpec; errors: FieldError[] } {
  const errors: FieldError[] = [];
  let munged = spec;
  if (!semanticEqual(spec.nodeSelector ?? {}, previous.nodeSelector ?? {})) {
    const kept = Object.entries(previous.nodeSelector ?? {}).every(
      ([key, value]) => spec.nodeSelector?.[key] === value,
    );
    if (!kept) {
      errors.push(
        invalid(
          'spec.nodeSelector',
          spec.nodeSelector,
          'only additions are allowed (no deletions or mutations)',
        ),
      );
    }
    munged = { ...munged, nodeSelector: previous.nodeSelector };
  }
  const before = previous.affinity?.nodeAffinity;
  const after = spec.affinity?.nodeAffinity;
  if (!semanticEqual(before, after)) {
    const oldTerms = before?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    const newTerms = after?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    const path =
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
    if (oldTerms !== undefined && oldTerms.length !== (newTerms?.length ?? 0)) {
      errors.push(
        invalid(path, newTerms, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'),
      );
    } else if (oldTerms !== undefined) {
      oldTerms.forEach((term, index) => {
        const grown = ['matchExpressions', 'matchFields'] as const;
        const only = grown.every((name) =>
          (term[name] ?? []).every((old, at) => semanticEqual(old, newTerms?.[index]?.[name]?.[at])),
        );
        if (!only) {
          errors.push(
            invalid(
              `${path}[${index}]`,
              newTerms?.[index],
              'only additions are allowed (no deletions or mutations)',
            ),
          );
        }
      });
    }
    const { nodeAffinity: _dropped, ...others } = spec.affinity ?? {};
    const rest = { ...others, ...(before && { nodeAffinity: before }) };
    munged = { ...munged, affinity: Object.keys(rest).length === 0 ? previous.affinity : rest };
  }
  return { spec: munged, errors };
}

/** The kubelet's writes: node name and QoS class stay, and what has ended for good does not run again. */
export function validatePodStatusUpdate(next: Pod, previous: Pod): FieldError[] {
  const errors = validateObjectMetaUpdate(next.metadata, previous.metadata);
  if (next.spec.nodeName !== previous.spec.nodeName) {
    errors.push(forbidden('status.nodeName', 'may not be changed directly'));
  }
  if (previous.status?.qosClass !== undefined) {
    errors.push(...immutable(next.status?.qosClass, previous.status.qosClass, 'status.qosClass'));
  }
  const restart = previous.spec.restartPolicy ?? 'Always';
  if (restart === 'Always') return errors;
  const sidecars = new Set(
    (previous.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always').map((c) => c.name),
  );
  for (const list of ['containerStatuses', 'initContainerStatuses'] as const) {
    (previous.status?.[list] ?? []).forEach((status, index) => {
      const ended = status.state?.terminated;
      if (ended === undefined || (ended.exitCode !== 0 && restart === 'OnFailure')) return;
      if (list === 'initContainerStatuses' && sidecars.has(status.name)) return;
      const now = next.status?.[list]?.find((other) => other.name === status.name);
      if (now !== undefined && now.state?.terminated === undefined) {
        errors.push(
          forbidden(`status.${list}[${index}].state`, 'may not be transitioned to non-terminated state'),
        );
      }
    });
  }
  return errors;
}

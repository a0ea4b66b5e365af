// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (affinity, tolerations, spread constraints, taints)
// Differs: the feature gate for the toleration operators Lt and Gt is off.
import type {
  Affinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
  PodSchedulingGate,
  PreferredSchedulingTerm,
  Taint,
  Toleration,
  TopologySpreadConstraint,
} from '../types/index.ts';
import { semanticEqual } from './equality.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from './field.ts';
import {
  nameIsDNSSubdomain,
  validateLabelName,
  validateLabelSelector,
  validateQualifiedName,
  validateSelectorValues,
  validateSetRequirement,
} from './meta.ts';
import { isDNS1123Label, isValidLabelValue } from './names.ts';

const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const WEIGHT_MESSAGE = 'must be in the range 1-100';

export function validateTaintEffect(
  effect: string | undefined,
  allowEmpty: boolean,
  path: string,
): FieldError[] {
  if (!allowEmpty && !effect) return [required(path)];
  return TAINT_EFFECTS.includes(effect ?? '') ? [] : [notSupported(path, effect ?? '', TAINT_EFFECTS)];
}

export function validateTolerations(tolerations: readonly Toleration[], path: string): FieldError[] {
  return tolerations.flatMap((toleration, index) => validateToleration(toleration, `${path}[${index}]`));
}

function validateToleration(toleration: Toleration, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const operator = toleration.operator ?? '';
  const value = toleration.value ?? '';
  const effect = toleration.effect ?? '';
  if (toleration.key) errors.push(...validateLabelName(toleration.key, `${path}.key`));
  if (!toleration.key && operator !== 'Exists') {
    errors.push(
      invalid(
        `${path}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    );
  }
  if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
    errors.push(
      invalid(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"),
    );
  }
  switch (operator) {
    case '':
    case 'Equal': {
      const messages = isValidLabelValue(value);
      if (messages.length > 0) errors.push(invalid(`${path}.operator`, value, messages.join(';')));
      break;
    }
    case 'Exists':
      if (value !== '') {
        errors.push(invalid(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'"));
      }
      break;
    default:
      errors.push(notSupported(`${path}.operator`, operator, ['Equal', 'Exists']));
  }
  if (effect !== '') errors.push(...validateTaintEffect(effect, true, `${path}.effect`));
  return errors;
}

/** On update, tolerations may be added and their tolerationSeconds changed; nothing else. */
export function validateOnlyAddedTolerations(
  next: readonly Toleration[],
  previous: readonly Toleration[],
  path: string,
): FieldError[] {
  const kept = previous.every((old) =>
    next.some((toleration) =>
      semanticEqual({ ...old, tolerationSeconds: toleration.tolerationSeconds }, toleration),
    ),
  );
  if (!kept) {
    return [forbidden(path, 'existing toleration can not be modified except its tolerationSeconds')];
  }
  return validateTolerations(next, path);
}

export function validateSchedulingGates(gates: readonly PodSchedulingGate[], path: string): FieldError[] {
  const seen = new Set<string>();
  return gates.flatMap((gate, index) => {
    const name = gate.name ?? '';
    const errors = validateQualifiedName(name, `${path}[${index}]`);
    if (seen.has(name)) errors.push(duplicate(`${path}[${index}]`, name));
    seen.add(name);
    return errors;
  });
}

export function validateOnlyDeletedGates(
  next: readonly PodSchedulingGate[],
  previous: readonly PodSchedulingGate[],
  path: string,
): FieldError[] {
  return next.flatMap((gate, index) =>
    previous.some((old) => old.name === gate.name)
      ? []
      : [
          forbidden(
            `${path}[${index}].name`,
            `only deletion is allowed, but found new scheduling gate '${gate.name}'`,
          ),
        ],
  );
}

export function validateTaints(taints: readonly Taint[], path: string): FieldError[] {
  const seen = new Set<string>();
  return taints.flatMap((taint, index) => {
    const here = `${path}[${index}]`;
    const errors = validateLabelName(taint.key ?? '', `${here}.key`);
    const messages = isValidLabelValue(taint.value ?? '');
    if (messages.length > 0) errors.push(invalid(`${here}.value`, taint.value ?? '', messages.join(';')));
    errors.push(...validateTaintEffect(taint.effect, false, `${here}.effect`));
    const identity = `${taint.effect}/${taint.key}`;
    if (seen.has(identity)) {
      const error = duplicate(here, taint);
      errors.push({ ...error, body: `${error.body}: taints must be unique by key and effect pair` });
    }
    seen.add(identity);
    return errors;
  });
}

// ---------------------------------------------------------------------------------------------------------------
// Affinity

export function validateAffinity(affinity: Affinity, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (nodeAffinity !== undefined) {
    const required = nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    if (required !== undefined) {
      errors.push(
        ...validateNodeSelector(
          required,
          `${path}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`,
        ),
      );
    }
    errors.push(
      ...validatePreferredTerms(
        nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution ?? [],
        `${path}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution`,
      ),
    );
  }
  if (podAffinity !== undefined) errors.push(...validatePodAffinity(podAffinity, `${path}.podAffinity`));
  if (podAntiAffinity !== undefined)
    errors.push(...validatePodAffinity(podAntiAffinity, `${path}.podAntiAffinity`));
  return errors;
}

export function validateNodeSelector(selector: NodeSelector, path: string): FieldError[] {
  const terms = selector.nodeSelectorTerms ?? [];
  if (terms.length === 0) {
    return [required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term')];
  }
  return terms.flatMap((term, index) =>
    validateNodeSelectorTerm(term, true, `${path}.nodeSelectorTerms[${index}]`),
  );
}

function validatePreferredTerms(terms: readonly PreferredSchedulingTerm[], path: string): FieldError[] {
  return terms.flatMap((term, index) => [
    ...validateWeight(term.weight, `${path}[${index}].weight`),
    ...validateNodeSelectorTerm(term.preference ?? {}, false, `${path}[${index}].preference`),
  ]);
}

function validateWeight(weight: number | undefined, path: string): FieldError[] {
  const given = weight ?? 0;
  return given <= 0 || given > 100 ? [invalid(path, given, WEIGHT_MESSAGE)] : [];
}

function validateNodeSelectorTerm(term: NodeSelectorTerm, checkValues: boolean, path: string): FieldError[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((requirement, index) =>
      validateNodeSelectorRequirement(requirement, checkValues, `${path}.matchExpressions[${index}]`),
    ),
    ...(term.matchFields ?? []).flatMap((requirement, index) =>
      validateNodeFieldRequirement(requirement, `${path}.matchFields[${index}]`),
    ),
  ];
}

function validateNodeSelectorRequirement(
  requirement: NodeSelectorRequirement,
  checkValues: boolean,
  path: string,
): FieldError[] {
  const { operator, values = [] } = requirement;
  const errors = operator === 'Gt' || operator === 'Lt' ? [] : validateSetRequirement(requirement, path);
  if ((operator === 'Gt' || operator === 'Lt') && values.length !== 1) {
    const message = "must be specified single value when `operator` is 'Lt' or 'Gt'";
    errors.push(required(`${path}.values`, message));
  }
  errors.push(...validateLabelName(requirement.key ?? '', `${path}.key`));
  if (checkValues) errors.push(...validateSelectorValues(values, path));
  return errors;
}

function validateNodeFieldRequirement(requirement: NodeSelectorRequirement, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const values = requirement.values ?? [];
  if (requirement.operator === 'In' || requirement.operator === 'NotIn') {
    if (values.length !== 1) {
      errors.push(
        required(
          `${path}.values`,
          "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
        ),
      );
    }
  } else
    errors.push(invalid(`${path}.operator`, requirement.operator ?? '', 'not a valid selector operator'));
  if (requirement.key !== 'metadata.name') {
    errors.push(invalid(`${path}.key`, requirement.key ?? '', 'not a valid field selector key'));
  } else {
    values.forEach((value, index) => {
      for (const message of nameIsDNSSubdomain(value, false)) {
        errors.push(invalid(`${path}.values[${index}]`, value, message));
      }
    });
  }
  return errors;
}

function validatePodAffinity(affinity: PodAffinity, path: string): FieldError[] {
  return [
    ...(affinity.requiredDuringSchedulingIgnoredDuringExecution ?? []).flatMap((term, index) =>
      validatePodAffinityTerm(term, `${path}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`),
    ),
    ...(affinity.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap((term, index) => {
      const here = `${path}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      return [
        ...validateWeight(term.weight, `${here}.weight`),
        ...validatePodAffinityTerm(term.podAffinityTerm ?? { topologyKey: '' }, `${here}.podAffinityTerm`),
      ];
    }),
  ];
}

function validatePodAffinityTerm(term: PodAffinityTerm, path: string): FieldError[] {
  const errors = [
    ...validateLabelSelector(term.labelSelector, `${path}.labelSelector`),
    ...validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`),
  ];
  for (const namespace of term.namespaces ?? []) {
    for (const message of isDNS1123Label(namespace))
      errors.push(invalid(`${path}.namespace`, namespace, message));
  }
  for (const name of ['matchLabelKeys', 'mismatchLabelKeys'] as const) {
    const keys = term[name] ?? [];
    if (keys.length > 0 && term.labelSelector === undefined) {
      errors.push(forbidden(`${path}.${name}`, 'must not be specified when labelSelector is not set'));
    }
    keys.forEach((key, index) => {
      errors.push(...validateLabelName(key, `${path}.${name}[${index}]`));
    });
  }
  if (!term.topologyKey) errors.push(required(`${path}.topologyKey`, 'can not be empty'));
  errors.push(...validateLabelName(term.topologyKey ?? '', `${path}.topologyKey`));
  return errors;
}

// ---------------------------------------------------------------------------------------------------------------
// Topology spread

const NODE_POLICIES = ['Honor', 'Ignore'];

export function validateTopologySpread(
  constraints: readonly TopologySpreadConstraint[],
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  constraints.forEach((constraint, index) => {
    const here = `${path}[${index}]`;
    const when = constraint.whenUnsatisfiable ?? '';
    const maxSkew = constraint.maxSkew ?? 0;
    if (maxSkew <= 0) errors.push(invalid(`${here}.maxSkew`, maxSkew, 'must be greater than zero'));
    if (!constraint.topologyKey) errors.push(required(`${here}.topologyKey`, 'can not be empty'));
    else errors.push(...validateLabelName(constraint.topologyKey, `${here}.topologyKey`));
    if (when !== 'DoNotSchedule' && when !== 'ScheduleAnyway') {
      errors.push(notSupported(`${here}.whenUnsatisfiable`, when, ['DoNotSchedule', 'ScheduleAnyway']));
    }
    const identity = `{${constraint.topologyKey}, ${when}}`;
    if (seen.has(identity)) errors.push(duplicate(`${here}.{topologyKey, whenUnsatisfiable}`, identity));
    seen.add(identity);
    if (constraint.minDomains !== undefined) {
      if (constraint.minDomains <= 0) {
        errors.push(invalid(`${here}.minDomains`, constraint.minDomains, 'must be greater than zero'));
      }
      if (when !== 'DoNotSchedule') {
        errors.push(
          invalid(
            `${here}.minDomains`,
            constraint.minDomains,
            `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${when}`,
          ),
        );
      }
    }
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[name];
      if (policy !== undefined && !NODE_POLICIES.includes(policy)) {
        errors.push(notSupported(`${here}.${name}`, policy, NODE_POLICIES));
      }
    }
    const keys = constraint.matchLabelKeys ?? [];
    if (keys.length > 0 && constraint.labelSelector === undefined) {
      errors.push(forbidden(`${here}.matchLabelKeys`, 'must not be specified when labelSelector is not set'));
    }
    keys.forEach((key, at) => {
      errors.push(...validateLabelName(key, `${here}.matchLabelKeys[${at}]`));
      if (constraint.labelSelector?.matchLabels?.[key] !== undefined) {
        errors.push(
          invalid(`${here}.matchLabelKeys[${at}]`, key, 'exists in both matchLabelKeys and labelSelector'),
        );
      }
    });
    errors.push(...validateLabelSelector(constraint.labelSelector, `${here}.labelSelector`));
  });
  return errors;
}

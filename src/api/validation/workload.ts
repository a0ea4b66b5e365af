// Models kubernetes@v1.36.0 pkg/apis/apps/validation/validation.go
import { labelSelectorMatches } from '../selectors.ts';
import type {
  Deployment,
  DeploymentStrategy,
  IntOrString,
  LabelSelector,
  PodTemplateSpec,
  ReplicaSet,
  Scale,
} from '../types/index.ts';
import { type FieldError, forbidden, invalid, notSupported, required } from './field.ts';
import {
  immutable,
  nameIsDNSSubdomain,
  nonNegative,
  validateLabelSelector,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './meta.ts';
import { validatePodTemplate } from './pod.ts';

function validateSelector(selector: LabelSelector | undefined, path: string): FieldError[] {
  if (selector === undefined) return [required(path)];
  const errors = validateLabelSelector(selector, path);
  const size = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length;
  // Upstream says "deployment" for every kind.
  if (size === 0) errors.push(invalid(path, selector, 'empty selector is invalid for deployment'));
  return errors;
}

function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
}

function validateTemplate(
  template: PodTemplateSpec | undefined,
  selector: LabelSelector | undefined,
  path: string,
): FieldError[] {
  if (template === undefined) return [required(path)];
  const errors: FieldError[] = [];
  // An absent selector matches nothing, an empty one is not compared.
  const compare = selector === undefined || !isEmptySelector(selector);
  if (compare && !labelSelectorMatches(selector, template.metadata?.labels)) {
    errors.push(
      invalid(
        `${path}.metadata.labels`,
        template.metadata?.labels ?? {},
        '`selector` does not match template `labels`',
      ),
    );
  }
  errors.push(...validatePodTemplate(template, path));
  const { restartPolicy, activeDeadlineSeconds } = template.spec;
  if (restartPolicy !== 'Always') {
    errors.push(notSupported(`${path}.spec.restartPolicy`, restartPolicy ?? '', ['Always']));
  }
  if (activeDeadlineSeconds !== undefined) {
    errors.push(
      forbidden(`${path}.spec.activeDeadlineSeconds`, 'activeDeadlineSeconds in ReplicaSet is not Supported'),
    );
  }
  return errors;
}

export function validateDeployment(deployment: Deployment): FieldError[] {
  const { spec } = deployment;
  const errors = [
    ...validateObjectMeta(deployment.metadata, true, nameIsDNSSubdomain),
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...validateSelector(spec.selector, 'spec.selector'),
    ...validateTemplate(spec.template, spec.selector, 'spec.template'),
    ...validateStrategy(spec.strategy ?? {}, 'spec.strategy'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ];
  const deadline = spec.progressDeadlineSeconds;
  if (deadline !== undefined) {
    errors.push(...nonNegative(deadline, 'spec.progressDeadlineSeconds'));
    if (deadline <= (spec.minReadySeconds ?? 0)) {
      errors.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
    }
  }
  return errors;
}

export function validateDeploymentUpdate(next: Deployment, previous: Deployment): FieldError[] {
  return [
    ...validateObjectMetaUpdate(next.metadata, previous.metadata),
    ...validateDeployment(next),
    ...immutable(next.spec.selector, previous.spec.selector, 'spec.selector'),
  ];
}

export function validateReplicaSet(replicaSet: ReplicaSet): FieldError[] {
  const { spec } = replicaSet;
  return [
    ...validateObjectMeta(replicaSet.metadata, true, nameIsDNSSubdomain),
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateSelector(spec.selector, 'spec.selector'),
    ...validateTemplate(spec.template, spec.selector, 'spec.template'),
  ];
}

export function validateReplicaSetUpdate(next: ReplicaSet, previous: ReplicaSet): FieldError[] {
  return [
    ...validateObjectMetaUpdate(next.metadata, previous.metadata),
    ...validateReplicaSet(next),
    ...immutable(next.spec.selector, previous.spec.selector, 'spec.selector'),
  ];
}

export function validateScale(scale: Scale): FieldError[] {
  return [
    ...validateObjectMeta(scale.metadata, true, nameIsDNSSubdomain),
    ...nonNegative(scale.spec?.replicas, 'spec.replicas'),
  ];
}

function validateStrategy(strategy: DeploymentStrategy, path: string): FieldError[] {
  switch (strategy.type) {
    case 'Recreate':
      return strategy.rollingUpdate === undefined
        ? []
        : [forbidden(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
    case 'RollingUpdate': {
      const rolling = strategy.rollingUpdate;
      const here = `${path}.rollingUpdate`;
      if (rolling === undefined) return [required(here, 'this should be defaulted and never be nil')];
      const { maxUnavailable = 0, maxSurge = 0 } = rolling;
      const errors = [
        ...validateAmount(maxUnavailable, `${here}.maxUnavailable`),
        ...validateAmount(maxSurge, `${here}.maxSurge`),
      ];
      if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
        errors.push(invalid(`${here}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
      }
      if (typeof maxUnavailable === 'string' && amountOf(maxUnavailable) > 100) {
        errors.push(invalid(`${here}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'));
      }
      return errors;
    }
    default:
      return [notSupported(`${path}.type`, strategy.type ?? '', ['Recreate', 'RollingUpdate'])];
  }
}

function validateAmount(amount: IntOrString, path: string): FieldError[] {
  if (typeof amount === 'number') return nonNegative(amount, path);
  if (/^[0-9]+%$/.test(amount)) return [];
  return [
    invalid(
      path,
      amount,
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ),
  ];
}

function amountOf(amount: IntOrString): number {
  return typeof amount === 'number' ? amount : Number.parseInt(amount, 10) || 0;
}

// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (resources)
// Models kubernetes@v1.36.0 pkg/apis/core/helper/helpers.go
import { compareQuantities, isQuantity, quantity } from '../quantity.ts';
import { isPodLevelResource, podRequests } from '../resources.ts';
import type { PodSpec, ResourceClaimReference, ResourceList, ResourceRequirements } from '../types/index.ts';
import { duplicate, type FieldError, forbidden, invalid, notFound, notSupported, required } from './field.ts';
import { IS_NEGATIVE_MESSAGE, sortedEntries, validateDNS1123Label, validateQualifiedName } from './meta.ts';
import { isQualifiedName } from './names.ts';

const STANDARD_CONTAINER_RESOURCES = new Set(['cpu', 'memory', 'ephemeral-storage']);
const STANDARD_RESOURCES = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
]);
const INTEGER_RESOURCES = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

export function isHugePageResource(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Named by Kubernetes itself: without a prefix, or under kubernetes.io. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Advertised by a device plugin, such as `example.com/gpu`. */
export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith('requests.')) return false;
  return isQualifiedName(`requests.${name}`).length === 0;
}

function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePageResource(name);
}

type NameCheckFn = (name: string, path: string) => FieldError[];

const checkResourceName: NameCheckFn = (name, path) => {
  const errors = validateQualifiedName(name, path);
  if (errors.length > 0) return errors;
  if (!name.includes('/') && !STANDARD_RESOURCES.has(name) && !isHugePageResource(name)) {
    return [invalid(path, name, 'must be a standard resource type or fully qualified')];
  }
  return [];
};

const checkContainerResourceName: NameCheckFn = (name, path) => {
  const errors = checkResourceName(name, path);
  if (!name.includes('/')) {
    if (!STANDARD_CONTAINER_RESOURCES.has(name) && !isHugePageResource(name)) {
      errors.push(invalid(path, name, 'must be a standard resource for containers'));
    }
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
  return errors;
};

const checkPodResourceName: NameCheckFn = (name, path) => {
  const errors = checkResourceName(name, path);
  if (errors.length > 0 || isPodLevelResource(name)) return errors;
  return [notSupported(path, name, ['cpu', 'hugepages-', 'memory'])];
};

export function validateResourceQuantity(name: string, amount: string, path: string): FieldError[] {
  if (!isQuantity(amount)) return [];
  const { nanos } = quantity(amount);
  const errors: FieldError[] = [];
  if (nanos < 0n) errors.push(invalid(path, amount, IS_NEGATIVE_MESSAGE));
  const integer = INTEGER_RESOURCES.has(name) || isExtendedResource(name);
  if (integer && nanos % 1_000_000_000n !== 0n) errors.push(invalid(path, amount, 'must be an integer'));
  return errors;
}

export function validateContainerResources(
  resources: ResourceRequirements | undefined,
  podClaims: readonly string[],
  path: string,
): FieldError[] {
  return resources === undefined
    ? []
    : validateRequirements(resources, checkContainerResourceName, podClaims, path);
}

/** `spec.resources`: what the Pod as a whole asks for. */
export function validatePodLevelResources(spec: PodSpec, path: string): FieldError[] {
  const { resources } = spec;
  if (resources === undefined) return [];
  const errors: FieldError[] = [];
  if (resources.claims !== undefined) {
    errors.push(forbidden(`${path}.claims`, 'claims cannot be set for Resources at pod-level'));
  }
  errors.push(...validateRequirements({ ...resources, claims: [] }, checkPodResourceName, [], path));
  const containers = podRequests({ spec }, { excludeOverhead: true, skipPodLevelResources: true });
  for (const [name, amount] of sortedEntries(containers)) {
    const podLevel = resources.requests?.[name] ?? '0';
    if (isPodLevelResource(name) && compareQuantities(amount, podLevel) > 0) {
      errors.push(
        invalid(
          `${path}.requests[${name}]`,
          podLevel,
          `must be greater than or equal to aggregate container requests of ${amount}`,
        ),
      );
    }
  }
  spec.containers.forEach((container, index) => {
    for (const [name, amount] of sortedEntries(container.resources?.limits)) {
      const podLimit = resources.limits?.[name];
      if (podLimit !== undefined && compareQuantities(amount, podLimit) > 0) {
        errors.push(
          invalid(
            `${path}.containers[${index}][${name}].limits`,
            amount,
            `must be less than or equal to pod limits of ${podLimit}`,
          ),
        );
      }
    }
  });
  return errors;
}

function validateRequirements(
  resources: ResourceRequirements,
  checkName: NameCheckFn,
  podClaims: readonly string[],
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const limits = resources.limits ?? {};
  for (const [name, amount] of sortedEntries(limits)) {
    errors.push(...checkEntry(name, amount, checkName, `${path}.limits[${name}]`));
  }
  for (const [name, amount] of sortedEntries(resources.requests)) {
    errors.push(...checkEntry(name, amount, checkName, `${path}.requests[${name}]`));
    const limit = limits[name];
    if (limit !== undefined) {
      const order = compareQuantities(amount, limit);
      if (order !== 0 && !isOvercommitAllowed(name)) {
        errors.push(invalid(`${path}.requests`, amount, `must be equal to ${name} limit of ${limit}`));
      } else if (order > 0) {
        errors.push(
          invalid(`${path}.requests`, amount, `must be less than or equal to ${name} limit of ${limit}`),
        );
      }
    } else if (!isOvercommitAllowed(name)) {
      errors.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'));
    }
  }
  const names = [...Object.keys(limits), ...Object.keys(resources.requests ?? {})];
  if (names.some(isHugePageResource) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
  errors.push(...validateClaimNames(resources.claims ?? [], podClaims, `${path}.claims`));
  return errors;
}

function checkEntry(name: string, amount: string, checkName: NameCheckFn, path: string): FieldError[] {
  const errors = [...checkName(name, path), ...validateResourceQuantity(name, amount, path)];
  const page = isHugePageResource(name) ? name.slice('hugepages-'.length) : '';
  if (page !== '' && isQuantity(page)) {
    const size = quantity(page).nanos;
    if (size > 0n && quantity(amount).nanos % size !== 0n) {
      errors.push(invalid(path, amount, `${amount} is not positive integer multiple of ${name}`));
    }
  }
  return errors;
}

function validateClaimNames(
  claims: readonly ResourceClaimReference[],
  podClaims: readonly string[],
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  claims.forEach((claim, index) => {
    const here = `${path}[${index}]`;
    const name = claim.name ?? '';
    if (name === '') {
      errors.push(required(here));
      return;
    }
    if (claim.request) errors.push(...validateDNS1123Label(claim.request, `${here}.request`));
    const key = claim.request ? `${name}/${claim.request}` : name;
    if (seen.has(name) || seen.has(key)) errors.push(duplicate(here, key));
    seen.add(key);
    if (!podClaims.includes(name)) {
      const list = podClaims.length === 0 ? ' which is empty' : `: ${[...podClaims].sort().join(', ')}`;
      const missing = notFound(here, name);
      errors.push({
        ...missing,
        body: `${missing.body}: must be one of the names in pod.spec.resourceClaims${list}`,
      });
    }
  });
  return errors;
}

export function validateOverhead(overhead: ResourceList, path: string): FieldError[] {
  return validateRequirements({ limits: overhead }, checkContainerResourceName, [], path);
}

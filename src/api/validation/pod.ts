// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (Pod)
// Differs: Windows options and the annotations older than their fields (seccomp, AppArmor, tolerations) are not checked.
import type {
  Binding,
  Container,
  DNSPolicy,
  Eviction,
  HostAlias,
  ObjectMeta,
  Pod,
  PodDNSConfig,
  PodResourceClaim,
  PodSpec,
  PodTemplateSpec,
} from '../types/index.ts';
import {
  type ContainerContext,
  validateContainers,
  validateEphemeralContainers,
  validateImageSpaces,
  validateInitContainers,
} from './containers.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from './field.ts';
import { validateIP } from './ip.ts';
import {
  nameIsDNSSubdomain,
  validateAnnotations,
  validateDNS1123Label,
  validateDNS1123Subdomain,
  validateLabels,
  validateObjectMeta,
  validateQualifiedName,
} from './meta.ts';
import { rangeMessage } from './names.ts';
import { validateOverhead, validatePodLevelResources } from './resources.ts';
import {
  validateAffinity,
  validateSchedulingGates,
  validateTolerations,
  validateTopologySpread,
} from './scheduling.ts';
import { validateId, validateProfile } from './security.ts';
import { validateVolumes } from './volumes.ts';

export const MAX_INT32 = 2147483647;

export function validatePod(pod: Pod): FieldError[] {
  const errors = validatePodMetadataAndSpec(pod);
  if ((pod.spec.ephemeralContainers ?? []).length > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (pod.spec.nodeName && (pod.spec.schedulingGates ?? []).length > 0) {
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return errors;
}

export function validatePodMetadata(metadata: ObjectMeta): FieldError[] {
  return validateObjectMeta(metadata, true, nameIsDNSSubdomain);
}

export function validatePodMetadataAndSpec(pod: Pod): FieldError[] {
  const errors = [...validatePodMetadata(pod.metadata), ...validatePodSpec(pod.spec, pod.metadata, 'spec')];
  if (!pod.spec.serviceAccountName) {
    (pod.spec.volumes ?? []).forEach((volume, index) => {
      (volume.projected?.sources ?? []).forEach((source, at) => {
        if (source.serviceAccountToken !== undefined) {
          errors.push(
            forbidden(
              `spec.volumes[${index}].projected.sources[${at}].serviceAccountToken`,
              'must not be specified when serviceAccountName is not set',
            ),
          );
        }
      });
    });
  }
  for (const list of ['containers', 'initContainers'] as const) {
    (pod.spec[list] ?? []).forEach((container, index) => {
      errors.push(...validateImageSpaces(container, `spec.${list}[${index}]`));
    });
  }
  return errors;
}

/** `meta` is the Pod's own; leave it out for a template. */
export function validatePodSpec(spec: PodSpec, meta: ObjectMeta | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const isPod = meta !== undefined;
  const containers = spec.containers ?? [];
  const initContainers = spec.initContainers ?? [];
  if (spec.terminationGracePeriodSeconds === undefined) {
    errors.push(required(`${path}.terminationGracePeriodSeconds`));
  }
  const { volumes, errors: volumeErrors } = validateVolumes(spec.volumes ?? [], meta, `${path}.volumes`);
  errors.push(
    ...volumeErrors,
    ...validateResourceClaims(spec.resourceClaims ?? [], `${path}.resourceClaims`),
  );
  const context: ContainerContext = {
    volumes,
    podClaims: (spec.resourceClaims ?? []).map((claim) => claim.name).filter((name) => name !== ''),
    gracePeriodSeconds: spec.terminationGracePeriodSeconds,
    restartPolicy: spec.restartPolicy ?? '',
    hostUsers: spec.hostUsers ?? true,
  };
  errors.push(
    ...validateContainers(containers, context, `${path}.containers`),
    ...validateInitContainers(initContainers, containers, context, `${path}.initContainers`),
    ...validateEphemeralContainers(
      spec.ephemeralContainers ?? [],
      [...containers, ...initContainers],
      context,
      `${path}.ephemeralContainers`,
    ),
    ...validatePodLevelResources({ ...spec, containers }, `${path}.resources`),
  );
  if (spec.hostNetwork) errors.push(...validateHostNetworkPorts(containers, isPod, `${path}.containers`));
  errors.push(
    ...choice(spec.restartPolicy, ['Always', 'OnFailure', 'Never'], `${path}.restartPolicy`),
    ...choice(
      spec.dnsPolicy,
      ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
      `${path}.dnsPolicy`,
    ),
    ...validateLabels(spec.nodeSelector, `${path}.nodeSelector`),
    ...validatePodSecurityContext(spec, `${path}.securityContext`),
  );
  if (spec.affinity) errors.push(...validateAffinity(spec.affinity, `${path}.affinity`));
  errors.push(...validateDNSConfig(spec.dnsConfig, spec.dnsPolicy, `${path}.dnsConfig`));
  (spec.readinessGates ?? []).forEach((gate, index) => {
    errors.push(
      ...validateQualifiedName(gate.conditionType ?? '', `${path}.readinessGates[${index}].conditionType`),
    );
  });
  errors.push(
    ...validateSchedulingGates(spec.schedulingGates ?? [], `${path}.schedulingGates`),
    ...validateTopologySpread(spec.topologySpreadConstraints ?? [], `${path}.topologySpreadConstraints`),
    ...validateHostUsers(spec, path),
  );
  if (spec.serviceAccountName) {
    errors.push(...subdomain(spec.serviceAccountName, `${path}.serviceAccountName`));
  }
  if (spec.nodeName) errors.push(...subdomain(spec.nodeName, `${path}.nodeName`));
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)) {
    errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, rangeMessage(1, MAX_INT32)));
  }
  if (spec.hostname) errors.push(...validateDNS1123Label(spec.hostname, `${path}.hostname`));
  if (spec.subdomain) errors.push(...validateDNS1123Label(spec.subdomain, `${path}.subdomain`));
  errors.push(
    ...validateTolerations(spec.tolerations ?? [], `${path}.tolerations`),
    ...validateHostAliases(spec.hostAliases ?? [], `${path}.hostAliases`),
  );
  if (spec.priorityClassName) errors.push(...subdomain(spec.priorityClassName, `${path}.priorityClassName`));
  if (spec.runtimeClassName !== undefined) {
    errors.push(...subdomain(spec.runtimeClassName, `${path}.runtimeClassName`));
  }
  if (spec.preemptionPolicy !== undefined) {
    errors.push(
      ...choice(spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], `${path}.preemptionPolicy`),
    );
  }
  if (spec.overhead) errors.push(...validateOverhead(spec.overhead, `${path}.overhead`));
  if (spec.os !== undefined) {
    if (!spec.os.name) errors.push(required(`${path}.os.name`, 'cannot be empty'));
    else if (spec.os.name !== 'linux' && spec.os.name !== 'windows') {
      errors.push(notSupported(`${path}.os`, spec.os.name, ['linux', 'windows']));
    }
  }
  return errors;
}

function subdomain(name: string, path: string): FieldError[] {
  return nameIsDNSSubdomain(name, false).map((message) => invalid(path, name, message));
}

function choice(value: string | undefined, supported: readonly string[], path: string): FieldError[] {
  if (!value) return [required(path)];
  return supported.includes(value) ? [] : [notSupported(path, value, supported)];
}

function validateResourceClaims(claims: readonly PodResourceClaim[], path: string): FieldError[] {
  const seen = new Set<string>();
  return claims.flatMap((claim, index) => {
    const here = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (!claim.name) errors.push(required(`${here}.name`));
    else if (seen.has(claim.name)) errors.push(duplicate(`${here}.name`, claim.name));
    else errors.push(...validateDNS1123Label(claim.name, `${here}.name`));
    seen.add(claim.name);
    const { resourceClaimName, resourceClaimTemplateName } = claim;
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
      errors.push(
        invalid(
          here,
          claim,
          'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
        ),
      );
    }
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
      errors.push(
        invalid(here, claim, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'),
      );
    }
    return errors;
  });
}

/** A Pod on the host's network must use the same port inside and out; a template may leave the outer one open. */
function validateHostNetworkPorts(
  containers: readonly Container[],
  isPod: boolean,
  path: string,
): FieldError[] {
  return containers.flatMap((container, index) =>
    (container.ports ?? []).flatMap((port, at) => {
      const hostPort = port.hostPort ?? 0;
      if ((!isPod && hostPort === 0) || hostPort === port.containerPort) return [];
      return [
        invalid(
          `${path}[${index}].ports[${at}].hostPort`,
          hostPort,
          'must match `containerPort` when `hostNetwork` is true',
        ),
      ];
    }),
  );
}

const SYSCTL_SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL_PATTERN = `^(${SYSCTL_SEGMENT}[\\./])*${SYSCTL_SEGMENT}$`;
const SYSCTL_NAME = new RegExp(SYSCTL_PATTERN);

function validatePodSecurityContext(spec: PodSpec, path: string): FieldError[] {
  const context = spec.securityContext;
  const errors: FieldError[] = [];
  if (context === undefined) return errors;
  errors.push(
    ...validateId(context.fsGroup, `${path}.fsGroup`),
    ...validateId(context.runAsUser, `${path}.runAsUser`),
    ...validateId(context.runAsGroup, `${path}.runAsGroup`),
  );
  (context.supplementalGroups ?? []).forEach((group, index) => {
    errors.push(...validateId(group, `${path}.supplementalGroups[${index}]`));
  });
  if (spec.shareProcessNamespace && spec.hostPID) {
    errors.push(
      invalid(
        `${path}.shareProcessNamespace`,
        true,
        'ShareProcessNamespace and HostPID cannot both be enabled',
      ),
    );
  }
  const names = new Set<string>();
  (context.sysctls ?? []).forEach((sysctl, index) => {
    const here = `${path}.sysctls[${index}].name`;
    const name = sysctl.name ?? '';
    if (name === '') errors.push(required(here));
    else if (name.length > 253 || !SYSCTL_NAME.test(name)) {
      errors.push(invalid(here, name, `must have at most 253 characters and match regex ${SYSCTL_PATTERN}`));
    } else if (names.has(name)) errors.push(duplicate(here, name));
    names.add(name);
  });
  const policies = [
    ['fsGroupChangePolicy', ['Always', 'OnRootMismatch']],
    ['supplementalGroupsPolicy', ['Merge', 'Strict']],
    ['seLinuxChangePolicy', ['MountOption', 'Recursive']],
  ] as const;
  for (const [name, supported] of policies) {
    const value = context[name];
    if (value !== undefined && !(supported as readonly string[]).includes(value)) {
      errors.push(notSupported(`${path}.${name}`, value, supported));
    }
  }
  errors.push(
    ...validateProfile(context.seccompProfile, 'seccomp', `${path}.seccompProfile`),
    ...validateProfile(context.appArmorProfile, 'AppArmor', `${path}.appArmorProfile`),
  );
  return errors;
}

function validateHostUsers(spec: PodSpec, path: string): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const message = 'when `pod.Spec.HostUsers` is false';
  const errors: FieldError[] = [];
  if (spec.hostNetwork) errors.push(forbidden(`${path}.hostNetwork`, message));
  if (spec.hostPID) errors.push(forbidden(`${path}.HostPID`, message));
  if (spec.hostIPC) errors.push(forbidden(`${path}.HostIPC`, message));
  return errors;
}

const MAX_NAMESERVERS = 3;
const MAX_SEARCH_PATHS = 32;
const MAX_SEARCH_LENGTH = 2048;

function validateDNSConfig(
  config: PodDNSConfig | undefined,
  policy: DNSPolicy | undefined,
  path: string,
): FieldError[] {
  if (policy === 'None') {
    if (config === undefined) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if ((config.nameservers ?? []).length === 0) {
      return [
        required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'),
      ];
    }
  }
  if (config === undefined) return [];
  const errors: FieldError[] = [];
  const { nameservers = [], searches = [], options = [] } = config;
  if (nameservers.length > MAX_NAMESERVERS) {
    errors.push(
      invalid(`${path}.nameservers`, nameservers, `must not have more than ${MAX_NAMESERVERS} nameservers`),
    );
  }
  nameservers.forEach((server, index) => {
    errors.push(...validateIP(server, `${path}.nameservers[${index}]`));
  });
  if (searches.length > MAX_SEARCH_PATHS) {
    errors.push(
      invalid(`${path}.searches`, searches, `must not have more than ${MAX_SEARCH_PATHS} search paths`),
    );
  }
  if (searches.join(' ').length > MAX_SEARCH_LENGTH) {
    errors.push(
      invalid(
        `${path}.searches`,
        searches,
        `must not have more than ${MAX_SEARCH_LENGTH} characters (including spaces) in the search list`,
      ),
    );
  }
  searches.forEach((search, index) => {
    if (search === '.') return;
    const name = search.replace(/\.$/, '').replaceAll('_', 'a');
    errors.push(...validateDNS1123Subdomain(name, `${path}.searches[${index}]`));
  });
  options.forEach((option, index) => {
    if (!option.name) errors.push(required(`${path}.options[${index}]`, 'must not be empty'));
  });
  return errors;
}

function validateHostAliases(aliases: readonly HostAlias[], path: string): FieldError[] {
  return aliases.flatMap((alias, index) => [
    ...validateIP(alias.ip ?? '', `${path}[${index}].ip`),
    ...(alias.hostnames ?? []).flatMap((hostname, at) =>
      validateDNS1123Subdomain(hostname, `${path}[${index}].hostnames[${at}]`),
    ),
  ]);
}

export function validatePodTemplate(template: PodTemplateSpec, path: string): FieldError[] {
  const errors = [
    ...validateLabels(template.metadata?.labels, `${path}.labels`),
    ...validateAnnotations(template.metadata?.annotations, `${path}.annotations`),
    ...validatePodSpec(template.spec, undefined, `${path}.spec`),
  ];
  if ((template.spec.ephemeralContainers ?? []).length > 0) {
    errors.push(
      forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'),
    );
  }
  return errors;
}

export function validateBinding(binding: Binding): FieldError[] {
  const errors: FieldError[] = [];
  const kind = binding.target?.kind;
  if (kind && kind !== 'Node') errors.push(notSupported('target.kind', kind, ['Node', '<empty>']));
  if (!binding.target?.name) errors.push(required('target.name'));
  return errors;
}

export function validateEviction(eviction: Eviction): FieldError[] {
  return eviction.metadata.name ? [] : [required('metadata.name', 'name or generateName is required')];
}

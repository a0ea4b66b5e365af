// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (PersistentVolume, PersistentVolumeClaim)
// Models kubernetes@v1.36.0 pkg/apis/storage/validation/validation.go (StorageClass)
import { compareQuantities } from '../quantity.ts';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeSpec,
  StorageClass,
} from '../types/index.ts';
import {
  VOLUME_MODES,
  validateAccessModes,
  validateClaimSpec,
  validateClassName,
  validatePositive,
} from './claims.ts';
import { differences, semanticEqual } from './equality.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required, tooLong } from './field.ts';
import {
  immutable,
  nameIsDNSSubdomain,
  sortedEntries,
  validateLabelName,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './meta.ts';
import { validateNodeSelector } from './scheduling.ts';
import { describeDifferences } from './text.ts';
import { validateHostPath, validateNfs, validateNoBacksteps } from './volumes.ts';

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];

/** Every source a PersistentVolume may have. */
const PV_SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const;

export function validatePersistentVolumeClaim(claim: PersistentVolumeClaim): FieldError[] {
  return [
    ...validateObjectMeta(claim.metadata, true, nameIsDNSSubdomain),
    ...validateClaimSpec(claim.spec, 'spec'),
  ];
}

export function validatePersistentVolumeClaimUpdate(
  next: PersistentVolumeClaim,
  previous: PersistentVolumeClaim,
): FieldError[] {
  const errors = [
    ...validateObjectMetaUpdate(next.metadata, previous.metadata),
    ...validatePersistentVolumeClaim(next),
  ];
  let before = previous.spec;
  let after = next.spec;
  // The binder writes the name once, and a class may be filled in once.
  if (!before.volumeName) before = { ...before, volumeName: after.volumeName };
  if (before.storageClassName === undefined && after.storageClassName !== undefined) {
    after = { ...after, storageClassName: before.storageClassName };
  }
  if (next.status?.phase === 'Bound') {
    const storage = before.resources?.requests?.storage;
    if (after.resources?.requests !== undefined && storage !== undefined) {
      after = {
        ...after,
        resources: { ...after.resources, requests: { ...after.resources.requests, storage } },
      };
    }
    if (after.volumeAttributesClassName !== undefined) {
      after = { ...after, volumeAttributesClassName: before.volumeAttributesClassName };
    }
  }
  if (!semanticEqual(after, before)) {
    errors.push(
      forbidden(
        'spec',
        'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n' +
          describeDifferences(differences(before, after, 'spec')),
      ),
    );
  }
  const oldSize = previous.spec.resources?.requests?.storage;
  const newSize = next.spec.resources?.requests?.storage;
  if (oldSize !== undefined && newSize !== undefined && compareQuantities(newSize, oldSize) < 0) {
    const actual = previous.status?.capacity?.storage ?? '0';
    if (compareQuantities(newSize, actual) <= 0) {
      errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
    }
  }
  errors.push(...immutable(next.spec.volumeMode, previous.spec.volumeMode, 'volumeMode'));
  return errors;
}

export function validatePersistentVolume(volume: PersistentVolume): FieldError[] {
  return [
    ...validateObjectMeta(volume.metadata, false, nameIsDNSSubdomain),
    ...validatePersistentVolumeSpec(volume.spec, 'spec'),
  ];
}

function validatePersistentVolumeSpec(spec: PersistentVolumeSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) errors.push(required(`${path}.accessModes`));
  errors.push(...validateAccessModes(modes, `${path}.accessModes`));
  const capacity = spec.capacity ?? {};
  const resources = Object.keys(capacity);
  if (resources.length === 0) errors.push(required(`${path}.capacity`));
  if (capacity.storage === undefined || resources.length > 1) {
    errors.push(notSupported(`${path}.capacity`, capacity, ['storage']));
  }
  for (const [name, amount] of sortedEntries(capacity)) {
    errors.push(...validatePositive(amount, `${path}.capacity[${name}]`));
  }
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy && !RECLAIM_POLICIES.includes(policy)) {
    errors.push(notSupported(`${path}.persistentVolumeReclaimPolicy`, policy, RECLAIM_POLICIES));
  }
  const affinity = spec.nodeAffinity;
  if (affinity !== undefined) {
    if (affinity.required === undefined) {
      errors.push(required(`${path}.nodeAffinity.required`, 'must specify required node constraints'));
    } else errors.push(...validateNodeSelector(affinity.required, `${path}.nodeAffinity.required`));
  }
  let found = 0;
  for (const source of PV_SOURCES) {
    if (spec[source] === undefined) continue;
    found += 1;
    const here = `${path}.${source}`;
    if (found > 1) errors.push(forbidden(here, 'may not specify more than 1 volume type'));
    else if (spec.hostPath && source === 'hostPath') errors.push(...validateHostPath(spec.hostPath, here));
    else if (spec.nfs && source === 'nfs') errors.push(...validateNfs(spec.nfs, here));
    else if (spec.local && source === 'local') {
      if (!spec.local.path) errors.push(required(`${here}.path`));
      else errors.push(...validateNoBacksteps(spec.local.path, `${here}.path`));
      if (affinity?.required === undefined) {
        errors.push(required(`${path}.nodeAffinity`, 'Local volume requires node affinity'));
      }
    } else if (spec.csi && source === 'csi') {
      if (!spec.csi.driver) errors.push(required(`${here}.driver`));
      if (!spec.csi.volumeHandle) errors.push(required(`${here}.volumeHandle`));
    }
  }
  if (found === 0) errors.push(required(path, 'must specify a volume type'));
  if (spec.hostPath && /^\/+\.?$/.test(spec.hostPath.path ?? '') && policy === 'Recycle') {
    errors.push(
      forbidden(`${path}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'"),
    );
  }
  if (spec.storageClassName)
    errors.push(...validateClassName(spec.storageClassName, `${path}.storageClassName`));
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) {
    errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES));
  }
  return errors;
}

export function validatePersistentVolumeUpdate(
  next: PersistentVolume,
  previous: PersistentVolume,
): FieldError[] {
  const errors = [
    ...validateObjectMetaUpdate(next.metadata, previous.metadata),
    ...validatePersistentVolume(next),
  ];
  const changed = PV_SOURCES.filter((source) => !semanticEqual(next.spec[source], previous.spec[source]));
  if (changed.length > 0) {
    const facts = changed.flatMap((source) =>
      differences(previous.spec[source], next.spec[source], `spec.${source}`),
    );
    errors.push(
      forbidden(
        'spec.persistentvolumesource',
        `spec.persistentvolumesource is immutable after creation\n${describeDifferences(facts)}`,
      ),
    );
  }
  errors.push(...immutable(next.spec.volumeMode, previous.spec.volumeMode, 'volumeMode'));
  if (previous.spec.nodeAffinity !== undefined) {
    errors.push(...immutable(next.spec.nodeAffinity, previous.spec.nodeAffinity, 'nodeAffinity'));
  }
  return errors;
}

const MAX_PARAMETERS = 512;
const MAX_PARAMETER_SIZE = 256 * 1024;

export function validateStorageClass(storageClass: StorageClass): FieldError[] {
  const errors = validateObjectMeta(storageClass.metadata, false, nameIsDNSSubdomain);
  const provisioner = storageClass.provisioner ?? '';
  if (provisioner === '') errors.push(required('provisioner', provisioner));
  else errors.push(...validateLabelName(provisioner.toLowerCase(), 'provisioner'));
  const parameters = Object.entries(storageClass.parameters ?? {});
  if (parameters.length > MAX_PARAMETERS) errors.push(tooLong('parameters', MAX_PARAMETERS));
  let size = 0;
  for (const [key, value] of parameters) {
    if (key === '') errors.push(invalid('parameters', key, 'field can not be empty.'));
    size += key.length + value.length;
  }
  if (size > MAX_PARAMETER_SIZE) errors.push(tooLong('parameters', MAX_PARAMETER_SIZE));
  const policy = storageClass.reclaimPolicy;
  if (policy && policy !== 'Delete' && policy !== 'Retain') {
    errors.push(notSupported('reclaimPolicy', policy, ['Delete', 'Retain']));
  }
  const mode = storageClass.volumeBindingMode;
  if (mode === undefined) errors.push(required('volumeBindingMode'));
  else if (mode !== 'Immediate' && mode !== 'WaitForFirstConsumer') {
    errors.push(notSupported('volumeBindingMode', mode, ['Immediate', 'WaitForFirstConsumer']));
  }
  (storageClass.allowedTopologies ?? []).forEach((term, index) => {
    const keys = new Set<string>();
    (term.matchLabelExpressions ?? []).forEach((expression, at) => {
      const here = `allowedTopologies[${index}].matchLabelExpressions[${at}]`;
      const values = expression.values ?? [];
      if (values.length === 0) errors.push(required(`${here}.values`));
      values.forEach((value, place) => {
        if (values.indexOf(value) < place) errors.push(duplicate(`${here}.values[${place}]`, value));
      });
      errors.push(...validateLabelName(expression.key ?? '', `${here}.key`));
      if (keys.has(expression.key)) errors.push(duplicate(`${here}.key`, expression.key));
      keys.add(expression.key);
    });
  });
  return errors;
}

export function validateStorageClassUpdate(next: StorageClass, previous: StorageClass): FieldError[] {
  const errors = validateObjectMetaUpdate(next.metadata, previous.metadata);
  if (!semanticEqual(next.parameters, previous.parameters)) {
    errors.push(forbidden('parameters', 'updates to parameters are forbidden.'));
  }
  if (next.provisioner !== previous.provisioner) {
    errors.push(forbidden('provisioner', 'updates to provisioner are forbidden.'));
  }
  if (next.reclaimPolicy !== previous.reclaimPolicy) {
    errors.push(forbidden('reclaimPolicy', 'updates to reclaimPolicy are forbidden.'));
  }
  errors.push(...immutable(next.volumeBindingMode, previous.volumeBindingMode, 'volumeBindingMode'));
  return errors;
}

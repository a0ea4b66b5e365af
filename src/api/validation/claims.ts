// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (PersistentVolumeClaimSpec)
import { isQuantity, quantitySign } from '../quantity.ts';
import type { PersistentVolumeClaimSpec, TypedLocalObjectReference } from '../types/index.ts';
import { type FieldError, forbidden, invalid, notSupported, required } from './field.ts';
import { nameIsDNSSubdomain, validateDNS1123Subdomain, validateLabelSelector } from './meta.ts';
import { validateResourceQuantity } from './resources.ts';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const VOLUME_MODES = ['Block', 'Filesystem'];
const NOT_POSITIVE_MESSAGE = 'must be greater than zero';

export function validateAccessModes(modes: readonly string[], path: string): FieldError[] {
  const errors = modes
    .filter((mode) => !ACCESS_MODES.includes(mode))
    .map((mode) => notSupported(path, mode, ACCESS_MODES));
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode));
  if (modes.includes('ReadWriteOncePod') && others) {
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

export function validatePositive(amount: string, path: string): FieldError[] {
  return isQuantity(amount) && quantitySign(amount) <= 0 ? [invalid(path, amount, NOT_POSITIVE_MESSAGE)] : [];
}

export function validateClassName(name: string, path: string): FieldError[] {
  return nameIsDNSSubdomain(name, false).map((message) => invalid(path, name, message));
}

export function validateClaimSpec(spec: PersistentVolumeClaimSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  errors.push(...validateLabelSelector(spec.selector, `${path}.selector`));
  errors.push(...validateAccessModes(modes, `${path}.accessModes`));
  const storage = spec.resources?.requests?.storage;
  const storagePath = `${path}.resources[storage]`;
  if (storage === undefined) errors.push(required(storagePath));
  else {
    const positive = validatePositive(storage, storagePath);
    errors.push(
      ...(positive.length > 0 ? positive : validateResourceQuantity('storage', storage, storagePath)),
    );
  }
  if (spec.storageClassName)
    errors.push(...validateClassName(spec.storageClassName, `${path}.storageClassName`));
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) {
    errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES));
  }
  if (spec.dataSource) errors.push(...validateDataSource(spec.dataSource, `${path}.dataSource`));
  if (spec.dataSourceRef) errors.push(...validateDataSource(spec.dataSourceRef, `${path}.dataSourceRef`));
  if (spec.volumeAttributesClassName) {
    errors.push(...validateClassName(spec.volumeAttributesClassName, `${path}.volumeAttributesClassName`));
  }
  return errors;
}

function validateDataSource(source: TypedLocalObjectReference, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!source.name) errors.push(required(`${path}.name`));
  if (!source.kind) errors.push(required(`${path}.kind`));
  if (!source.apiGroup && source.kind !== 'PersistentVolumeClaim') {
    errors.push(
      invalid(
        path,
        source.kind ?? '',
        "must be 'PersistentVolumeClaim' when referencing the default apiGroup",
      ),
    );
  }
  if (source.apiGroup) errors.push(...validateDNS1123Subdomain(source.apiGroup, `${path}.apiGroup`));
  return errors;
}

// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (volume mounts and devices)
import type { Container, Volume, VolumeDevice, VolumeMount } from '../types/index.ts';
import { type FieldError, forbidden, invalid, notFound, notSupported, required } from './field.ts';
import { validateDescendingPath, validateNoBacksteps } from './volumes.ts';

export function validateMounts(
  container: Container,
  volumes: ReadonlyMap<string, Volume>,
  path: string,
): FieldError[] {
  const mountPaths = new Set<string>();
  const devices = container.volumeDevices ?? [];
  return (container.volumeMounts ?? []).flatMap((mount, index) => {
    const here = `${path}[${index}]`;
    const errors: FieldError[] = [];
    const mountPath = mount.mountPath ?? '';
    if (!mount.name) errors.push(required(`${here}.name`));
    const volume = volumes.get(mount.name);
    if (volume === undefined) errors.push(notFound(`${here}.name`, mount.name ?? ''));
    if (mountPath === '') errors.push(required(`${here}.mountPath`));
    if (mountPaths.has(mountPath)) errors.push(invalid(`${here}.mountPath`, mountPath, 'must be unique'));
    mountPaths.add(mountPath);
    if (devices.some((device) => device.name === mount.name)) {
      errors.push(invalid(`${here}.name`, mount.name, 'must not already exist in volumeDevices'));
    }
    if (devices.some((device) => device.devicePath === mountPath)) {
      errors.push(
        invalid(`${here}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'),
      );
    }
    errors.push(...validateSubPaths(mount, path, here));
    errors.push(...validatePropagation(mount, container, path));
    return errors;
  });
}

/** Upstream leaves the index out of some of these paths. */
function validateSubPaths(mount: VolumeMount, path: string, here: string): FieldError[] {
  const errors: FieldError[] = [];
  if (mount.subPath) errors.push(...validateDescendingPath(mount.subPath, `${path}.subPath`));
  if (mount.subPathExpr) {
    if (mount.subPath) {
      errors.push(
        invalid(`${here}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
      );
    }
    errors.push(...validateDescendingPath(mount.subPathExpr, `${path}.subPathExpr`));
  }
  return errors;
}

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE_MODES = ['Disabled', 'Enabled', 'IfPossible'];

function validatePropagation(mount: VolumeMount, container: Container, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const mode = mount.mountPropagation;
  if (mode !== undefined) {
    const here = `${path}.mountPropagation`;
    if (!PROPAGATIONS.includes(mode)) errors.push(notSupported(here, mode, PROPAGATIONS));
    if (mode === 'Bidirectional' && container.securityContext?.privileged !== true) {
      errors.push(
        forbidden(here, 'Bidirectional mount propagation is available only to privileged containers'),
      );
    }
  }
  const recursive = mount.recursiveReadOnly;
  if (recursive !== undefined && recursive !== 'Disabled') {
    const here = `${path}.recursiveReadOnly`;
    if (!RECURSIVE_MODES.includes(recursive)) errors.push(notSupported(here, recursive, RECURSIVE_MODES));
    else {
      if (!mount.readOnly) errors.push(forbidden(here, 'may only be specified when readOnly is true'));
      if (mode !== undefined && mode !== 'None') {
        errors.push(forbidden(here, 'may only be specified when mountPropagation is None or not specified'));
      }
    }
  }
  return errors;
}

export function validateDevices(
  container: Container,
  volumes: ReadonlyMap<string, Volume>,
  path: string,
): FieldError[] {
  const names = new Set<string>();
  const paths = new Set<string>();
  const mounts = container.volumeMounts ?? [];
  return (container.volumeDevices ?? []).flatMap((device: VolumeDevice, index) => {
    const here = `${path}[${index}]`;
    const errors: FieldError[] = [];
    const { name = '', devicePath = '' } = device;
    const volume = volumes.get(name);
    if (name === '') errors.push(required(`${here}.name`));
    if (names.has(name)) errors.push(invalid(`${here}.name`, name, 'must be unique'));
    if (volume !== undefined && !volume.persistentVolumeClaim && !volume.ephemeral) {
      errors.push(
        invalid(
          `${here}.name`,
          name,
          'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
        ),
      );
    }
    if (volume === undefined) errors.push(notFound(`${here}.name`, name));
    if (devicePath === '') errors.push(required(`${here}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalid(`${here}.devicePath`, devicePath, 'must be unique'));
    if (validateNoBacksteps(devicePath, '').length > 0) {
      errors.push(invalid(`${here}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    } else paths.add(devicePath);
    if (mounts.some((mount) => mount.name === name)) {
      errors.push(invalid(`${here}.name`, name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some((mount) => mount.mountPath === devicePath)) {
      errors.push(
        invalid(`${here}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'),
      );
    }
    if (name !== '') names.add(name);
    return errors;
  });
}

// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (volumes)
// Differs: of the sources that cannot run here only the required fields are checked.
import { isQuantity, quantitySign } from '../quantity.ts';
import type {
  DownwardAPIVolumeFile,
  KeyToPath,
  ObjectFieldSelector,
  ObjectMeta,
  ResourceFieldSelector,
  Volume,
  VolumeProjection,
  VolumeSource,
} from '../types/index.ts';
import { validateClaimSpec } from './claims.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from './field.ts';
import {
  nameIsDNSSubdomain,
  validateAnnotations,
  validateDNS1123Label,
  validateLabels,
  validateQualifiedName,
} from './meta.ts';

const FILE_MODE_MESSAGE = 'must be a number between 0 and 0777 (octal), both inclusive';
const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];
const VOLUME_FIELD_PATHS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];
export const ENV_FIELD_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const RESOURCE_FIELDS = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
/** Paths the downward API can convert at all; anything else fails before the list of supported ones is asked. */
const CONVERTIBLE_FIELD_PATHS = new Set([
  ...ENV_FIELD_PATHS,
  ...VOLUME_FIELD_PATHS,
  'spec.restartPolicy',
  'status.phase',
  'spec.schedulerName',
]);

/** Fields that must hold text in the sources that are only stored. */
const REQUIRED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  gitRepo: ['repository'],
  gcePersistentDisk: ['pdName'],
  awsElasticBlockStore: ['volumeID'],
  iscsi: ['targetPortal', 'iqn'],
  glusterfs: ['endpoints', 'path'],
  rbd: ['monitors', 'image'],
  cinder: ['volumeID'],
  cephfs: ['monitors'],
  flexVolume: ['driver'],
  azureFile: ['secretName', 'shareName'],
  azureDisk: ['diskName', 'diskURI'],
  vsphereVolume: ['volumePath'],
  quobyte: ['registry', 'volume'],
  photonPersistentDisk: ['pdID'],
  portworxVolume: ['volumeID'],
  scaleIO: ['gateway', 'system', 'volumeName'],
  storageos: ['volumeName'],
};

/** Order in which upstream looks at the sources: the second one found is forbidden. */
const SOURCE_ORDER: readonly (keyof VolumeSource)[] = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
];

export interface VolumesResult {
  /** The volumes without mistakes: only these can be mounted. */
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly errors: FieldError[];
}

/** `meta` is the real Pod's, absent for a template: it names the claims of ephemeral volumes. */
export function validateVolumes(
  volumes: readonly Volume[],
  meta: ObjectMeta | undefined,
  path: string,
): VolumesResult {
  const errors: FieldError[] = [];
  const valid = new Map<string, Volume>();
  const created = new Set(
    meta?.name
      ? volumes.filter((volume) => volume.ephemeral).map((volume) => `${meta.name}-${volume.name}`)
      : [],
  );
  volumes.forEach((volume, index) => {
    const here = `${path}[${index}]`;
    const own = validateVolumeSource(volume, meta, here);
    if (!volume.name) own.push(required(`${here}.name`));
    else own.push(...validateDNS1123Label(volume.name, `${here}.name`));
    if (valid.has(volume.name)) own.push(duplicate(`${here}.name`, volume.name));
    if (own.length === 0) valid.set(volume.name, volume);
    errors.push(...own);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && created.has(claim)) {
      errors.push(
        invalid(
          `${here}.persistentVolumeClaim.claimName`,
          claim,
          'must not reference a PVC that gets created for an ephemeral volume',
        ),
      );
    }
  });
  return { volumes: valid, errors };
}

function validateVolumeSource(volume: Volume, meta: ObjectMeta | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let found = 0;
  for (const source of SOURCE_ORDER) {
    if (volume[source] === undefined) continue;
    found += 1;
    if (found > 1) errors.push(forbidden(`${path}.${source}`, 'may not specify more than 1 volume type'));
    else errors.push(...validateSource(source, volume, meta, `${path}.${source}`, path));
  }
  if (found === 0) errors.push(required(path, 'must specify a volume type'));
  return errors;
}

function validateSource(
  source: keyof VolumeSource,
  volume: Volume,
  meta: ObjectMeta | undefined,
  path: string,
  volumePath: string,
): FieldError[] {
  switch (source) {
    case 'emptyDir': {
      const limit = volume.emptyDir?.sizeLimit;
      const negative = limit !== undefined && isQuantity(limit) && quantitySign(limit) < 0;
      return negative
        ? [forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
        : [];
    }
    case 'hostPath':
      return validateHostPath(volume.hostPath ?? { path: '' }, path);
    case 'secret': {
      const { secretName, defaultMode, items } = volume.secret ?? {};
      return [
        ...(secretName ? [] : [required(`${path}.secretName`)]),
        ...validateMode(defaultMode, `${path}.defaultMode`),
        ...validateItems(items, `${path}.items`),
      ];
    }
    case 'configMap': {
      const { name, defaultMode, items } = volume.configMap ?? {};
      return [
        ...(name ? [] : [required(`${path}.name`)]),
        ...validateMode(defaultMode, `${path}.defaultMode`),
        ...validateItems(items, `${path}.items`),
      ];
    }
    case 'persistentVolumeClaim':
      return volume.persistentVolumeClaim?.claimName ? [] : [required(`${path}.claimName`)];
    case 'downwardAPI':
      return [
        ...validateMode(volume.downwardAPI?.defaultMode, `${path}.defaultMode`),
        ...(volume.downwardAPI?.items ?? []).flatMap((file) => validateDownwardFile(file, path)),
      ];
    case 'projected':
      return [
        ...validateMode(volume.projected?.defaultMode, `${path}.defaultMode`),
        ...validateProjections(volume.projected?.sources ?? [], path),
      ];
    case 'nfs':
      return validateNfs(volume.nfs ?? { server: '', path: '' }, path);
    case 'csi':
      return volume.csi?.driver ? [] : [required(`${path}.driver`)];
    case 'ephemeral':
      return validateEphemeral(volume, meta, path, volumePath);
    case 'image':
      return volume.image?.reference ? [] : [required(`${path}.reference`)];
    default:
      return validateStoredSource(source, volume[source] as Record<string, unknown>, path);
  }
}

function validateStoredSource(source: string, value: Record<string, unknown>, path: string): FieldError[] {
  return (REQUIRED_FIELDS[source] ?? []).flatMap((name) => {
    const given = value[name];
    const empty = given === undefined || given === '' || (Array.isArray(given) && given.length === 0);
    return empty ? [required(`${path}.${name}`)] : [];
  });
}

export function validateHostPath(source: { path: string; type?: string }, path: string): FieldError[] {
  if (!source.path) return [required(`${path}.path`)];
  const errors = validateNoBacksteps(source.path, `${path}.path`);
  if (source.type !== undefined && !HOST_PATH_TYPES.includes(source.type)) {
    errors.push(notSupported(`${path}.type`, source.type, HOST_PATH_TYPES));
  }
  return errors;
}

export function validateNfs(source: { server: string; path: string }, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!source.server) errors.push(required(`${path}.server`));
  if (!source.path) errors.push(required(`${path}.path`));
  if (!source.path?.startsWith('/')) {
    errors.push(invalid(`${path}.path`, source.path ?? '', 'must be an absolute path'));
  }
  return errors;
}

function validateEphemeral(
  volume: Volume,
  meta: ObjectMeta | undefined,
  path: string,
  volumePath: string,
): FieldError[] {
  const template = volume.ephemeral?.volumeClaimTemplate;
  if (template === undefined) return [required(`${path}.volumeClaimTemplate`)];
  const here = `${path}.volumeClaimTemplate`;
  const { labels, annotations, ...rest } = template.metadata ?? {};
  const errors = [
    ...validateAnnotations(annotations, `${here}.metadata.annotations`),
    ...validateLabels(labels, `${here}.metadata.labels`),
    ...Object.entries(rest)
      .filter(([, value]) => value !== undefined)
      .map(([name]) => forbidden(`${here}.metadata.${name}`, 'cannot be set')),
    ...validateClaimSpec(template.spec ?? {}, `${here}.spec`),
  ];
  if (meta?.name && volume.name) {
    const claim = `${meta.name}-${volume.name}`;
    for (const message of nameIsDNSSubdomain(claim, false)) {
      errors.push(
        invalid(`${volumePath}.name`, volume.name, `PVC name ${JSON.stringify(claim)}: ${message}`),
      );
    }
  }
  return errors;
}

function validateMode(mode: number | undefined, path: string): FieldError[] {
  return mode !== undefined && (mode < 0 || mode > 0o777) ? [invalid(path, mode, FILE_MODE_MESSAGE)] : [];
}

function validateItems(items: readonly KeyToPath[] | undefined, path: string): FieldError[] {
  return (items ?? []).flatMap((item, index) => {
    const here = `${path}[${index}]`;
    return [
      ...(item.key ? [] : [required(`${here}.key`)]),
      ...(item.path ? [] : [required(`${here}.path`)]),
      ...validateLocalPath(item.path ?? '', `${here}.path`),
      ...validateMode(item.mode, `${here}.mode`),
    ];
  });
}

function validateProjections(sources: readonly VolumeProjection[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const paths = new Set<string>();
  const claim = (file: string | undefined, owner: string): void => {
    if (!file) return;
    if (paths.has(file)) errors.push(invalid(path, owner, 'conflicting duplicate paths'));
    paths.add(file);
  };
  sources.forEach((source, index) => {
    const here = `${path}.sources[${index}]`;
    for (const kind of ['secret', 'configMap'] as const) {
      const part = source[kind];
      if (part === undefined) continue;
      if (!part.name) errors.push(required(`${here}.${kind}.name`));
      errors.push(...validateItems(part.items, `${here}.${kind}.items`));
      for (const item of part.items ?? []) claim(item.path, part.name ?? '');
    }
    for (const file of source.downwardAPI?.items ?? []) {
      errors.push(...validateDownwardFile(file, `${here}.downwardAPI`));
      claim(file.path, file.path ?? '');
    }
    const token = source.serviceAccountToken;
    if (token !== undefined) {
      const seconds = token.expirationSeconds ?? 3600;
      const secondsPath = `${here}.serviceAccountToken.expirationSeconds`;
      if (seconds < 600) {
        errors.push(invalid(secondsPath, seconds, 'may not specify a duration less than 10 minutes'));
      } else if (seconds > 2 ** 32) {
        errors.push(invalid(secondsPath, seconds, 'may not specify a duration larger than 2^32 seconds'));
      }
      if (!token.path) errors.push(required(`${path}.path`));
      else errors.push(...validateLocalPath(token.path, `${path}.path`));
    }
    const bundle = source.clusterTrustBundle;
    if (bundle !== undefined) {
      if (bundle.name === undefined && bundle.signerName === undefined) {
        errors.push(required(`${here}.clusterTrustBundle`, 'either name or signerName must be specified'));
      }
      if (!bundle.path) errors.push(required(`${here}.clusterTrustBundle.path`));
    }
    if (Object.values(source).filter((part) => part !== undefined).length > 1) {
      errors.push(forbidden(here, 'may not specify more than 1 volume type per source'));
    }
  });
  return errors;
}

function validateDownwardFile(file: DownwardAPIVolumeFile, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!file.path) errors.push(required(`${path}.path`));
  errors.push(...validateLocalPath(file.path ?? '', `${path}.path`));
  if (file.fieldRef !== undefined) {
    errors.push(...validateFieldRef(file.fieldRef, VOLUME_FIELD_PATHS, `${path}.fieldRef`));
    if (file.resourceFieldRef !== undefined) {
      errors.push(
        invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'),
      );
    }
  } else if (file.resourceFieldRef !== undefined) {
    errors.push(...validateResourceFieldRef(file.resourceFieldRef, `${path}.resourceFieldRef`, true));
  } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  errors.push(...validateMode(file.mode, `${path}.mode`));
  return errors;
}

export function validateFieldRef(
  ref: ObjectFieldSelector,
  supported: readonly string[],
  path: string,
): FieldError[] {
  if (!ref.apiVersion) return [required(`${path}.apiVersion`)];
  if (!ref.fieldPath) return [required(`${path}.fieldPath`)];
  const subscript = /^(.*)\['(.*)'\]$/.exec(ref.fieldPath);
  if (subscript !== null) {
    const [, base = '', key = ''] = subscript;
    if (base === 'metadata.annotations') return validateQualifiedName(key.toLowerCase(), path);
    if (base === 'metadata.labels') return validateQualifiedName(key, path);
    return [invalid(path, base, 'does not support subscript')];
  }
  if (!CONVERTIBLE_FIELD_PATHS.has(ref.fieldPath)) {
    const detail = `error converting fieldPath: field label not supported: ${ref.fieldPath}`;
    return [invalid(`${path}.fieldPath`, ref.fieldPath, detail)];
  }
  return supported.includes(ref.fieldPath)
    ? []
    : [notSupported(`${path}.fieldPath`, ref.fieldPath, supported)];
}

const SIZE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

export function validateResourceFieldRef(
  ref: ResourceFieldSelector,
  path: string,
  inVolume: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  const huge = /^(requests|limits)\.hugepages-/.test(ref.resource ?? '');
  if (inVolume && !ref.containerName) errors.push(required(`${path}.containerName`));
  else if (!ref.resource) errors.push(required(`${path}.resource`));
  else if (!RESOURCE_FIELDS.includes(ref.resource) && !huge) {
    errors.push(notSupported(`${path}.resource`, ref.resource, RESOURCE_FIELDS));
  }
  const divisor = ref.divisor ?? '0';
  if (!isQuantity(divisor) || quantitySign(divisor) === 0) return errors;
  const resource = (ref.resource ?? '').replace(/^(requests|limits)\./, '');
  if (resource === 'cpu') {
    if (divisor !== '1m' && divisor !== '1') {
      errors.push(
        invalid(
          `${path}.divisor`,
          ref.resource,
          "only divisor's values 1m and 1 are supported with the cpu resource",
        ),
      );
    }
  } else if (!SIZE_DIVISORS.includes(divisor)) {
    const what = resource === 'ephemeral-storage' ? 'local ephemeral storage' : huge ? 'hugepages' : 'memory';
    errors.push(
      invalid(
        `${path}.divisor`,
        ref.resource,
        `only divisor's values ${SIZE_DIVISORS.join(', ')} are supported with the ${what} resource`,
      ),
    );
  }
  return errors;
}

export function validateNoBacksteps(target: string, path: string): FieldError[] {
  return target.split('/').includes('..') ? [invalid(path, target, "must not contain '..'")] : [];
}

/** Relative and without `..`. */
export function validateDescendingPath(target: string, path: string): FieldError[] {
  return [
    ...(target.startsWith('/') ? [invalid(path, target, 'must be a relative path')] : []),
    ...validateNoBacksteps(target, path),
  ];
}

function validateLocalPath(target: string, path: string): FieldError[] {
  const errors = validateDescendingPath(target, path);
  if (target.startsWith('..') && !target.startsWith('../') && target !== '..') {
    errors.push(invalid(path, target, "must not start with '..'"));
  }
  return errors;
}

// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (describeVolumes)
// Differs: volume sources of single vendors are all printed as <unknown>.
import type {
  CSIVolumeSource,
  PersistentVolumeClaim,
  PersistentVolumeSpec,
  Volume,
  VolumeSource,
} from '../../../api/index.ts';
import { canonicalQuantity, quantitySign } from '../../../api/index.ts';
import { claimBody } from './claim.ts';
import type { Writer } from './writer.ts';

export function volumes(writer: Writer, given: readonly Volume[] | undefined, indent: string): void {
  if (given === undefined || given.length === 0) {
    writer.line(0, `${indent}Volumes:\t<none>`);
    return;
  }
  writer.line(0, `${indent}Volumes:`);
  for (const volume of given) {
    writer.line(1, `${indent === '' ? '' : ' '}${volume.name}:`);
    volumeSource(writer, volume);
  }
}

/** The lines of a source: what type it is, and its fields. */
export function volumeSource(writer: Writer, source: VolumeSource | PersistentVolumeSpec): void {
  const type = (text: string, fields: readonly (readonly [string, unknown])[]): void => {
    writer.line(2, `Type:\t${text}`);
    for (const [name, value] of fields) writer.field(2, name, String(value ?? ''));
  };
  const { hostPath, nfs } = source;
  const inPod = source as VolumeSource;
  const inVolume = source as PersistentVolumeSpec;
  if (hostPath) {
    type('HostPath (bare host directory volume)', [
      ['Path', hostPath.path],
      ['HostPathType', hostPath.type ?? '<none>'],
    ]);
  } else if (inPod.emptyDir) {
    const { medium, sizeLimit } = inPod.emptyDir;
    const limit =
      sizeLimit !== undefined && quantitySign(sizeLimit) > 0 ? canonicalQuantity(sizeLimit) : '<unset>';
    type("EmptyDir (a temporary directory that shares a pod's lifetime)", [
      ['Medium', medium],
      ['SizeLimit', limit],
    ]);
  } else if (inPod.secret) {
    type('Secret (a volume populated by a Secret)', [
      ['SecretName', inPod.secret.secretName],
      ['Optional', inPod.secret.optional ?? false],
    ]);
  } else if (inPod.configMap) {
    type('ConfigMap (a volume populated by a ConfigMap)', [
      ['Name', inPod.configMap.name],
      ['Optional', inPod.configMap.optional ?? false],
    ]);
  } else if (nfs) {
    type('NFS (an NFS mount that lasts the lifetime of a pod)', [
      ['Server', nfs.server],
      ['Path', nfs.path],
      ['ReadOnly', nfs.readOnly ?? false],
    ]);
  } else if (inPod.persistentVolumeClaim) {
    const { claimName, readOnly = false } = inPod.persistentVolumeClaim;
    type('PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', [
      ['ClaimName', claimName],
      ['ReadOnly', readOnly],
    ]);
  } else if (inPod.ephemeral) {
    type(
      'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
      [],
    );
    const template = inPod.ephemeral.volumeClaimTemplate;
    if (template) {
      writer.nest(2, (nested) => claimBody(nested, template as unknown as PersistentVolumeClaim, null));
    }
  } else if (inPod.downwardAPI) {
    type('DownwardAPI (a volume populated by information about the pod)', []);
    writer.line(2, 'Items:');
    for (const { fieldRef, resourceFieldRef, path } of inPod.downwardAPI.items ?? []) {
      if (fieldRef) writer.line(3, `${fieldRef.fieldPath} -> ${path}`);
      if (resourceFieldRef) writer.line(3, `${resourceFieldRef.resource} -> ${path}`);
    }
  } else if (inPod.projected) projected(writer, inPod.projected.sources ?? []);
  else if (inVolume.local) {
    type('LocalVolume (a persistent volume backed by local storage on a node)', [
      ['Path', inVolume.local.path],
    ]);
  } else if (source.csi) csi(writer, source.csi);
  else if (inPod.image) {
    type('Image (a container image or OCI artifact)', [
      ['Reference', inPod.image.reference],
      ['PullPolicy', inPod.image.pullPolicy],
    ]);
  } else writer.line(1, '<unknown>');
}

type ProjectedSource = NonNullable<NonNullable<VolumeSource['projected']>['sources']>[number];

function projected(writer: Writer, sources: readonly ProjectedSource[]): void {
  writer.line(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)');
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of sources) {
    if (secret) {
      writer.field(2, 'SecretName', secret.name);
      writer.field(2, 'Optional', secret.optional ?? false);
    } else if (downwardAPI) writer.field(2, 'DownwardAPI', true);
    else if (configMap) {
      writer.field(2, 'ConfigMapName', configMap.name);
      writer.field(2, 'Optional', configMap.optional ?? false);
    } else if (serviceAccountToken) {
      writer.field(2, 'TokenExpirationSeconds', serviceAccountToken.expirationSeconds);
    }
  }
}

function csi(writer: Writer, source: CSIVolumeSource | NonNullable<PersistentVolumeSpec['csi']>): void {
  writer.line(2, 'Type:\tCSI (a Container Storage Interface (CSI) volume source)');
  writer.field(2, 'Driver', source.driver);
  writer.field(2, 'FSType', source.fsType);
  if ('volumeHandle' in source) writer.field(2, 'VolumeHandle', source.volumeHandle);
  writer.field(2, 'ReadOnly', source.readOnly ?? false);
  writer.write(2, 'VolumeAttributes:\t');
  const keys = Object.keys(source.volumeAttributes ?? {}).sort();
  if (keys.length === 0) writer.write(0, '<none>\n');
  keys.forEach((key, index) => {
    if (index > 0) {
      writer.write(2, '');
      writer.write(2, '\t');
    }
    const line = `${key}=${source.volumeAttributes?.[key]}`;
    writer.write(2, `${line.length > 140 ? `${line.slice(0, 140)}...` : line}\n`);
  });
}

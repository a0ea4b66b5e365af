// Models kubernetes@v1.36.0 pkg/apis/core/v1/defaults.go (volumes and claims)
// Differs: defaults of the volume sources nobody can run here (iSCSI, RBD, ScaleIO, Azure) are left out.
import { defaultPullPolicy } from '../images.ts';
import type { PersistentVolumeClaimSpec, Volume, VolumeProjection } from '../types/index.ts';
import { roundResourceList } from './resources.ts';

const FILE_MODE_0644 = 0o644;

export function defaultVolume(volume: Volume): Volume {
  const { name, ...source } = volume;
  if (Object.values(source).every((value) => value === undefined || value === null))
    return { name, emptyDir: {} };
  if (volume.hostPath)
    return { ...volume, hostPath: { ...volume.hostPath, type: volume.hostPath.type ?? '' } };
  if (volume.configMap) {
    return {
      ...volume,
      configMap: { ...volume.configMap, defaultMode: volume.configMap.defaultMode ?? FILE_MODE_0644 },
    };
  }
  if (volume.secret) {
    return {
      ...volume,
      secret: { ...volume.secret, defaultMode: volume.secret.defaultMode ?? FILE_MODE_0644 },
    };
  }
  if (volume.downwardAPI) {
    return {
      ...volume,
      downwardAPI: {
        ...volume.downwardAPI,
        ...(volume.downwardAPI.items && { items: volume.downwardAPI.items.map(defaultDownwardItem) }),
        defaultMode: volume.downwardAPI.defaultMode ?? FILE_MODE_0644,
      },
    };
  }
  if (volume.projected) {
    return {
      ...volume,
      projected: {
        ...volume.projected,
        ...(volume.projected.sources && { sources: volume.projected.sources.map(defaultProjection) }),
        defaultMode: volume.projected.defaultMode ?? FILE_MODE_0644,
      },
    };
  }
  if (volume.ephemeral?.volumeClaimTemplate) {
    const template = volume.ephemeral.volumeClaimTemplate;
    return {
      ...volume,
      ephemeral: { volumeClaimTemplate: { ...template, spec: defaultClaimSpec(template.spec ?? {}) } },
    };
  }
  if (volume.image) {
    const policy = volume.image.pullPolicy || defaultPullPolicy(volume.image.reference ?? '');
    return { ...volume, image: { ...volume.image, pullPolicy: policy } };
  }
  return volume;
}

type DownwardItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

function defaultDownwardItem(item: DownwardItem): DownwardItem {
  if (!item.fieldRef) return item;
  return { ...item, fieldRef: { ...item.fieldRef, apiVersion: item.fieldRef.apiVersion || 'v1' } };
}

function defaultProjection(projection: VolumeProjection): VolumeProjection {
  if (projection.serviceAccountToken) {
    const token = projection.serviceAccountToken;
    return {
      ...projection,
      serviceAccountToken: { ...token, expirationSeconds: token.expirationSeconds ?? 3600 },
    };
  }
  if (projection.downwardAPI?.items) {
    return { ...projection, downwardAPI: { items: projection.downwardAPI.items.map(defaultDownwardItem) } };
  }
  return projection;
}

export function defaultClaimSpec(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  return {
    ...spec,
    ...(spec.resources && {
      resources: {
        ...spec.resources,
        ...(spec.resources.limits && { limits: roundResourceList(spec.resources.limits) }),
        ...(spec.resources.requests && { requests: roundResourceList(spec.resources.requests) }),
      },
    }),
    volumeMode: spec.volumeMode ?? 'Filesystem',
  };
}

// Models kubernetes@v1.36.0 plugin/pkg/admission/serviceaccount/admission.go
// Differs: the annotation kubernetes.io/enforce-mountable-secrets has no effect, and static Pods are not known.
import {
  type Container,
  extend,
  forbiddenStatus,
  kindInfo,
  type Pod,
  type PodSpec,
  type ProjectedVolumeSource,
  type ServiceAccount,
  type Status,
  type Volume,
  type VolumeMount,
} from '../../../api/index.ts';
import { nameSuffix } from '../../kernel/ids.ts';
import { get } from '../../kernel/table.ts';
import { type Call, type Later, nameOfNew } from '../call.ts';
import { cacheOf } from '../state.ts';

const DEFAULT_NAME = 'default';
const VOLUME_PREFIX = 'kube-api-access-';
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
/** How often the default account is looked for before its absence is an error: its controller may be about to make it. */
const DEFAULT_LOOKUPS = 10;
const RETRY_MS = 100;

/** The same for every Pod, so all share it. */
const TOKEN_SOURCE: ProjectedVolumeSource = {
  defaultMode: 0o644,
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
      },
    },
  ],
};

/**
 * Gives a Pod its account and, unless that is switched off, a volume with a token for it, mounted in every
 * container. Refuses a Pod whose account does not exist.
 */
export function admitServiceAccount(call: Call, pod: Pod): Pod | Status | Later {
  const name = pod.spec.serviceAccountName || DEFAULT_NAME;
  const namespace = pod.metadata.namespace ?? '';
  const account = get(cacheOf(call.state, 'serviceaccounts').objects, `${namespace}/${name}`) as
    | ServiceAccount
    | undefined;
  if (account === undefined) {
    if (name === DEFAULT_NAME && (call.lookups ?? 1) < DEFAULT_LOOKUPS) {
      return { type: 'later', delayMs: RETRY_MS + (call.context.random() % RETRY_MS) };
    }
    return forbiddenStatus(
      kindInfo('Pod'),
      nameOfNew(call),
      `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
    );
  }
  let spec: PodSpec = extend(pod.spec, { serviceAccountName: name, serviceAccount: name });
  if (pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) {
    spec = mountToken(call, spec);
  }
  const secrets = account.imagePullSecrets ?? [];
  if ((spec.imagePullSecrets?.length ?? 0) === 0 && secrets.length > 0) {
    spec = extend(spec, { imagePullSecrets: secrets.map((secret) => ({ name: secret.name ?? '' })) });
  }
  return { ...pod, spec };
}

function mountToken(call: Call, spec: PodSpec): PodSpec {
  const lacks = ({ volumeMounts }: Container): boolean =>
    volumeMounts === undefined || !volumeMounts.some(({ mountPath }) => mountPath === MOUNT_PATH);
  if (!spec.containers.some(lacks) && !spec.initContainers?.some(lacks)) return spec;
  const present = spec.volumes?.find((volume) => volume.name.startsWith(VOLUME_PREFIX));
  const name = present?.name ?? VOLUME_PREFIX + nameSuffix(() => call.context.random());
  // One object for all containers.
  const mount: VolumeMount = { name, readOnly: true, mountPath: MOUNT_PATH };
  const mounted = (container: Container): Container =>
    lacks(container)
      ? extend(container, { volumeMounts: [...(container.volumeMounts ?? []), mount] })
      : container;
  const volume: Volume = { name, projected: TOKEN_SOURCE };
  return extend(spec, {
    ...(present === undefined && { volumes: [...(spec.volumes ?? []), volume] }),
    ...(spec.initContainers !== undefined && { initContainers: spec.initContainers.map(mounted) }),
    containers: spec.containers.map(mounted),
  });
}

// What a manifest may say and the simulator does not do. Read by checkManifest (a note on the line) and by the
// generator of docs/limits.md. Whoever models a field removes or softens its entry here.
import type { FieldPath, PathSegment } from './paths.ts';
import type { ModelledKind } from './types/index.ts';

export type UnmodelledLevel =
  /** Stored and shown, without any effect. */
  | 'ignored'
  /** Has an effect, but less than in Kubernetes. */
  | 'simplified'
  /** The object is stored, but what uses the field does not run and says so. */
  | 'refused';

export interface UnmodelledField {
  /** Every kind, or one. Entries for Pod also hold for the Pod templates in other kinds. */
  readonly kind: ModelledKind | '*';
  /** `spec.volumes[*].nfs`: `[*]` stands for any index, `{a,b}` for either name. Empty: the kind itself. */
  readonly path: string;
  readonly level: UnmodelledLevel;
  /** Only these values are meant; otherwise every value but false, zero and empty. */
  readonly values?: readonly (string | number | boolean)[];
  readonly text: { readonly en: string; readonly 'zh-CN': string };
}

const CONTAINER = 'spec.{containers,initContainers,ephemeralContainers}[*]';

function entry(
  kind: UnmodelledField['kind'],
  path: string,
  level: UnmodelledLevel,
  en: string,
  zh: string,
  values?: UnmodelledField['values'],
): UnmodelledField {
  return { kind, path, level, text: { en, 'zh-CN': zh }, ...(values && { values }) };
}

function volumes(names: readonly string[], en: string, zh: string): UnmodelledField[] {
  return names.map((name) => entry('Pod', `spec.volumes[*].${name}`, 'simplified', en, zh));
}

export const UNMODELLED_FIELDS: readonly UnmodelledField[] = [
  entry(
    '*',
    'metadata.managedFields',
    'ignored',
    'Server-side field ownership is not modelled: the list is stored and never read.',
    '没有模拟服务端的字段归属（field ownership）：该列表只被保存，不会被使用。',
  ),

  // Scheduling
  entry(
    'Pod',
    'spec.resourceClaims',
    'ignored',
    'Dynamic resource allocation (ResourceClaim) is not modelled.',
    '没有模拟动态资源分配（ResourceClaim）。',
  ),
  entry(
    'Pod',
    'spec.schedulingGroup',
    'ignored',
    'Pod groups are not modelled.',
    '没有模拟 Pod 组（PodGroup）。',
  ),
  entry(
    'Pod',
    'spec.tolerations[*].operator',
    'refused',
    'The operators Lt and Gt are an alpha feature that is off in Kubernetes 1.36 unless enabled, and here always.',
    '运算符 Lt 和 Gt 是 Alpha 特性，在 Kubernetes 1.36 中默认关闭，在这里始终关闭。',
    ['Lt', 'Gt'],
  ),

  // Runtime
  entry(
    'Pod',
    'spec.runtimeClassName',
    'ignored',
    'RuntimeClass is not modelled: every Pod runs on the same runtime.',
    '没有模拟 RuntimeClass：所有 Pod 都使用同一个运行时。',
  ),
  entry(
    'Pod',
    'spec.securityContext.{seLinuxOptions,seLinuxChangePolicy,seccompProfile,appArmorProfile,windowsOptions}',
    'ignored',
    'SELinux, seccomp and AppArmor are not modelled: nothing is labelled and no system call is filtered.',
    '没有模拟 SELinux、seccomp 和 AppArmor：不会打标签，也不会过滤系统调用。',
  ),
  entry(
    'Pod',
    `${CONTAINER}.securityContext.{seLinuxOptions,seccompProfile,appArmorProfile,windowsOptions}`,
    'ignored',
    'SELinux, seccomp and AppArmor are not modelled: nothing is labelled and no system call is filtered.',
    '没有模拟 SELinux、seccomp 和 AppArmor：不会打标签，也不会过滤系统调用。',
  ),
  entry(
    'Pod',
    `${CONTAINER}.securityContext.privileged`,
    'simplified',
    'A privileged container gets every capability and may write to its cgroups; the devices of the node are not in it.',
    '特权容器拥有全部 capabilities 并可写 cgroup；但其中没有节点的设备。',
  ),
  entry(
    'Pod',
    `${CONTAINER}.securityContext.procMount`,
    'ignored',
    'No path below /proc is masked here, whatever this says.',
    '这里不会遮蔽 /proc 下的任何路径，无论此处如何设置。',
  ),
  entry(
    'Pod',
    'spec.securityContext.sysctls',
    'simplified',
    'The settings of ports take effect; the others can only be read below /proc/sys/net.',
    '与端口有关的设置会生效；其他设置只能在 /proc/sys/net 下读到。',
  ),
  entry('Pod', 'spec.hostUsers', 'ignored', 'User namespaces are not modelled.', '没有模拟用户名字空间。', [
    false,
  ]),
  entry('Pod', 'spec.os', 'ignored', 'Every node is a Linux node here.', '这里的所有节点都是 Linux 节点。', [
    'windows',
  ]),
  entry(
    'Pod',
    'spec.serviceAccountName',
    'simplified',
    'The Pod gets a token for the account, but nobody asks what the account may do: there is no RBAC.',
    'Pod 会得到该账号的令牌，但没有 RBAC，不检查账号有哪些权限。',
  ),
  entry(
    'Pod',
    'spec.imagePullSecrets',
    'simplified',
    'A private registry takes any credentials for its host; images of public registries need none.',
    '私有镜像仓库接受任何写有其主机名的凭据；公开仓库的镜像不需要凭据。',
  ),
  entry(
    'Pod',
    `${CONTAINER}.resizePolicy`,
    'ignored',
    'Resizing a running container in place is not modelled.',
    '没有模拟对运行中容器的原地扩缩（in-place resize）。',
  ),
  entry(
    'Pod',
    `${CONTAINER}.volumeDevices`,
    'refused',
    'Raw block devices are not modelled.',
    '没有模拟裸块设备。',
  ),
  entry(
    'Pod',
    `${CONTAINER}.volumeMounts[*].{mountPropagation,recursiveReadOnly}`,
    'ignored',
    'Mounts that are made later inside a volume do not pass from the container to the node or back here.',
    '这里，之后在卷内部建立的挂载不会在容器与节点之间传播。',
  ),
  entry(
    'Pod',
    `${CONTAINER}.env[*].valueFrom.fileKeyRef`,
    'refused',
    'Environment variables from a file in a volume are not modelled.',
    '没有模拟从卷内文件读取的环境变量。',
  ),
  entry(
    'Pod',
    `${CONTAINER}.restartPolicyRules[*].action`,
    'ignored',
    'Restarting all containers of the Pod by a rule is not modelled.',
    '没有模拟按规则重启 Pod 的全部容器。',
    ['RestartAllContainers'],
  ),
  entry(
    'Pod',
    'spec.volumes[*].emptyDir.medium',
    'simplified',
    'What is written to a volume in memory does not count as memory of the container here.',
    '这里，写入内存卷的数据不计入容器的内存用量。',
    ['Memory'],
  ),
  entry(
    'Pod',
    'spec.volumes[*].projected.sources[*].{clusterTrustBundle,podCertificate}',
    'simplified',
    'Trust bundles and certificates are not issued here: the volume is mounted without them.',
    '这里不会签发信任包和证书：卷会被挂载，但其中没有它们。',
  ),
  entry(
    'Pod',
    'spec.volumes[*].{csi,image,nfs,iscsi,fc}',
    'simplified',
    'This kind of volume is not modelled: it is taken to mount without fault, and nothing is in it.',
    '没有模拟这种卷：假定它总能挂载成功，其中没有内容。',
  ),
  ...volumes(
    [
      'gcePersistentDisk',
      'awsElasticBlockStore',
      'gitRepo',
      'glusterfs',
      'rbd',
      'flexVolume',
      'cinder',
      'cephfs',
      'flocker',
      'azureFile',
      'azureDisk',
      'vsphereVolume',
      'quobyte',
      'photonPersistentDisk',
      'portworxVolume',
      'scaleIO',
      'storageos',
    ],
    'This old in-tree kind of volume is gone or deprecated in Kubernetes; here it is taken to mount without fault.',
    '这种旧的树内（in-tree）卷在 Kubernetes 中已被移除或弃用；这里假定它总能挂载成功。',
  ),

  // Services
  entry(
    'Service',
    'spec.type',
    'simplified',
    'There is no cloud here: the Service works inside the cluster, and its external IP stays <pending>.',
    '这里没有云平台：Service 在集群内可用，其外部 IP 一直是 <pending>。',
    ['LoadBalancer'],
  ),
  entry(
    'Service',
    'spec.sessionAffinity',
    'ignored',
    'Sessions do not stick to one Pod here.',
    '这里不会把会话固定到同一个 Pod。',
    ['ClientIP'],
  ),
  entry(
    'Service',
    'spec.externalIPs',
    'ignored',
    'No traffic comes from outside here.',
    '这里没有来自集群外的流量。',
  ),
  entry(
    'Service',
    'spec.{internalTrafficPolicy,externalTrafficPolicy}',
    'ignored',
    'Traffic is not kept on its own node here.',
    '这里不会把流量限制在本节点。',
    ['Local'],
  ),
  entry(
    'Service',
    'spec.trafficDistribution',
    'ignored',
    'Traffic is not steered by topology here.',
    '这里不会按拓扑引导流量。',
  ),
  entry('Service', 'spec.ipFamilies[*]', 'ignored', 'Only IPv4 is modelled.', '只模拟 IPv4。', ['IPv6']),

  // Storage
  entry(
    'PersistentVolumeClaim',
    'spec.{dataSource,dataSourceRef}',
    'ignored',
    'Volumes are not filled from snapshots or other volumes here.',
    '这里不会用快照或其他卷来填充卷。',
  ),
  entry(
    'PersistentVolumeClaim',
    'spec.volumeAttributesClassName',
    'ignored',
    'Volume attribute classes are not modelled.',
    '没有模拟 VolumeAttributesClass。',
  ),
  entry(
    'PersistentVolumeClaim',
    'spec.volumeMode',
    'refused',
    'Raw block volumes are not modelled.',
    '没有模拟裸块卷。',
    ['Block'],
  ),
  entry(
    'PersistentVolume',
    'spec.persistentVolumeReclaimPolicy',
    'ignored',
    'Recycling a volume is deprecated in Kubernetes and not modelled.',
    '回收（Recycle）在 Kubernetes 中已弃用，这里没有模拟。',
    ['Recycle'],
  ),
  entry(
    'PersistentVolume',
    'spec.mountOptions',
    'ignored',
    'Mount options have no effect here.',
    '挂载选项在这里没有作用。',
  ),
  entry(
    'StorageClass',
    'mountOptions',
    'ignored',
    'Mount options have no effect here.',
    '挂载选项在这里没有作用。',
  ),
  entry(
    'StorageClass',
    'parameters',
    'ignored',
    'Parameters of a provisioner have no effect here.',
    '供应者的参数在这里没有作用。',
  ),
  entry('StorageClass', 'allowVolumeExpansion', 'ignored', 'Volumes do not grow here.', '这里的卷不会扩容。'),
];

export interface UnmodelledUse {
  readonly field: UnmodelledField;
  readonly path: FieldPath;
}

const TEMPLATE_KINDS = new Set(['Deployment', 'ReplicaSet']);

/** Where an object uses what the simulator does not do. */
export function findUnmodelled(kind: string, object: unknown): UnmodelledUse[] {
  const uses: UnmodelledUse[] = [];
  for (const field of UNMODELLED_FIELDS) {
    const own = field.kind === '*' || field.kind === kind;
    const inTemplate = field.kind === 'Pod' && TEMPLATE_KINDS.has(kind);
    if (!own && !inTemplate) continue;
    const prefix = inTemplate ? ['spec', 'template'] : [];
    for (const path of matches(object, [...prefix, ...patternSegments(field.path)])) {
      uses.push({ field, path });
    }
  }
  return uses.filter(
    ({ field, path }) => path.length === 0 || isUsed(valueAtPath(object, path), field.values),
  );
}

/** A fact worth a note: not the default, not empty. */
function isUsed(value: unknown, values: UnmodelledField['values']): boolean {
  if (values !== undefined) return (values as readonly unknown[]).includes(value);
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function patternSegments(pattern: string): string[] {
  return pattern === '' ? [] : pattern.replaceAll('[*]', '.[*]').split('.');
}

function matches(root: unknown, segments: readonly string[]): PathSegment[][] {
  let found: PathSegment[][] = [[]];
  for (const segment of segments) {
    found = found.flatMap((path) => {
      const value = valueAtPath(root, path);
      if (segment === '[*]') return Array.isArray(value) ? value.map((_, index) => [...path, index]) : [];
      const names = segment.startsWith('{') ? segment.slice(1, -1).split(',') : [segment];
      return names
        .filter((name) => typeof value === 'object' && value !== null && Object.hasOwn(value, name))
        .map((name) => [...path, name]);
    });
  }
  return found;
}

function valueAtPath(root: unknown, path: FieldPath): unknown {
  let value = root;
  for (const segment of path) value = (value as Record<PathSegment, unknown> | undefined)?.[segment];
  return value;
}

// Models kubernetes@v1.36.0 pkg/kubelet/kuberuntime/kuberuntime_sandbox.go, pkg/kubelet/network/dns/dns.go, pkg/kubelet/cm/pod_container_manager_linux.go
import {
  type Container,
  type EphemeralContainer,
  milliValue,
  type Pod,
  podQOSClass,
  value as quantityValue,
  type VolumeMount,
} from '../../api/index.ts';
import type { Mount } from '../linux/fs/types.ts';
import type { ContainerConfig, PortMapping, SandboxConfig } from '../runtime/cri.ts';
import { expand } from './environment.ts';
import { securityOf, userOf } from './security.ts';
import type { ContainerRecord, KubeletState, Worker } from './state.ts';

/** The cluster's DNS Service, as kubeadm sets it up. */
const CLUSTER_DNS = '10.96.0.10';
const CLUSTER_DOMAIN = 'cluster.local';

export function sandboxConfig(state: KubeletState, { pod, uid, attempts }: Worker): SandboxConfig {
  const { spec, metadata } = pod;
  const namespace = metadata.namespace ?? '';
  const hostNetwork = spec.hostNetwork === true;
  return {
    namespace,
    name: metadata.name ?? '',
    uid,
    attempt: attempts,
    hostNetwork,
    hostPID: spec.hostPID === true,
    hostIPC: spec.hostIPC === true,
    shareProcessNamespace: spec.shareProcessNamespace === true,
    hostname: hostNetwork ? state.node : hostnameOf(pod),
    domain: domainOf(pod),
    hostnameAsFQDN: spec.setHostnameAsFQDN === true && !hostNetwork && domainOf(pod) !== '',
    hostAliases: (spec.hostAliases ?? []).map(({ ip, hostnames = [] }) => ({ ip, hostnames })),
    resolvConf: resolvConf(pod),
    portMappings: hostNetwork ? [] : (spec.containers ?? []).flatMap(portMappings),
    user: userOf(pod, {}),
    sysctls: Object.fromEntries(
      (spec.securityContext?.sysctls ?? []).map(({ name, value }) => [name.replaceAll('/', '.'), value]),
    ),
    cgroupParent: podCgroup(pod, uid),
    memoryMaxBytes: sumOfLimits(pod, 'memory', quantityValue),
    cpuMax: sumOfLimits(pod, 'cpu', processors),
  };
}

const hostnameOf = ({ spec, metadata }: Pod): string => (spec.hostname ?? metadata.name ?? '').slice(0, 63);

/** The domain that a Pod with a subdomain has in the cluster's DNS. */
const domainOf = ({ spec, metadata }: Pod): string =>
  spec.subdomain === undefined ? '' : `${spec.subdomain}.${metadata.namespace ?? ''}.svc.${CLUSTER_DOMAIN}`;

/** The most a host's name may have. */
const MAX_HOSTNAME = 64;

/** Why a Pod cannot be called by its full name; '' when it can or need not. */
export function hostnameTrouble(pod: Pod): string {
  if (pod.spec.setHostnameAsFQDN !== true || domainOf(pod) === '') return '';
  const name = `${hostnameOf(pod)}.${domainOf(pod)}`;
  return name.length <= MAX_HOSTNAME
    ? ''
    : `failed to construct FQDN from pod hostname and cluster domain, FQDN ${name} is too long (${MAX_HOSTNAME} characters is the max, ${name.length} characters requested)`;
}

function portMappings({ ports = [] }: Container): PortMapping[] {
  return ports.flatMap(({ hostPort, containerPort, protocol, hostIP }) =>
    hostPort === undefined || protocol === 'SCTP'
      ? []
      : [
          {
            protocol: protocol === 'UDP' ? 'udp' : 'tcp',
            hostIp: hostIP ?? '0.0.0.0',
            hostPort,
            containerPort,
          },
        ],
  );
}

const processors = (quantity: string | number): number => milliValue(quantity) / 1000;

/** The limit of the Pod as a whole, which it has when it says so or when each of its containers has one. */
function sumOfLimits(
  { spec }: Pod,
  name: 'memory' | 'cpu',
  numberOf: (quantity: string | number) => number,
): number | null {
  const own = spec.resources?.limits?.[name];
  if (own !== undefined) return numberOf(own);
  let sum = 0;
  for (const { resources } of spec.containers) {
    const limit = resources?.limits?.[name];
    if (limit === undefined) return null;
    sum += numberOf(limit);
  }
  return sum;
}

/** The names systemd gives a Pod's cgroup; a Guaranteed Pod's lies directly below that of all Pods. */
function podCgroup(pod: Pod, uid: string): string {
  const qos = podQOSClass(pod);
  const name = `pod${uid.replaceAll('-', '_')}.slice`;
  if (qos === 'Guaranteed') return `kubepods.slice/kubepods-${name}`;
  const above = `kubepods-${qos.toLowerCase()}`;
  return `kubepods.slice/${above}.slice/${above}-${name}`;
}

function resolvConf({ spec, metadata }: Pod): string {
  const policy = spec.dnsPolicy ?? 'ClusterFirst';
  const { nameservers = [], searches = [], options = [] } = spec.dnsConfig ?? {};
  const usesCluster =
    policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && spec.hostNetwork !== true);
  const search = usesCluster
    ? [`${metadata.namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN]
    : [];
  const servers = usesCluster ? [CLUSTER_DNS] : policy === 'None' ? [] : [NODE_DNS];
  const all = [...new Set([...search, ...searches])];
  const flags = [
    ...options.map(({ name = '', value }) => (value === undefined ? name : `${name}:${value}`)),
    ...(usesCluster && !options.some(({ name }) => name === 'ndots') ? ['ndots:5'] : []),
  ];
  return [
    ...(all.length > 0 ? [`search ${all.join(' ')}`] : []),
    ...[...new Set([...servers, ...nameservers])].map((server) => `nameserver ${server}`),
    ...(flags.length > 0 ? [`options ${flags.join(' ')}`] : []),
    '',
  ].join('\n');
}

/** What the machines themselves ask: the router of their network. */
const NODE_DNS = '172.18.0.1';

export function containerConfig(
  worker: Worker,
  container: Container,
  record: ContainerRecord,
  env: Readonly<Record<string, string>>,
): ContainerConfig {
  const { pod } = worker;
  const limits = container.resources?.limits ?? {};
  const memory = limits.memory ?? pod.spec.resources?.limits?.memory;
  const annotation = pod.metadata.annotations?.[`podscope.dev/program.${container.name}`];
  return {
    name: container.name,
    type: record.type,
    attempt: record.attempts,
    image: container.image ?? '',
    command: (container.command ?? []).map((word) => expand(word, env)),
    args: (container.args ?? []).map((word) => expand(word, env)),
    env,
    mounts: (container.volumeMounts ?? []).flatMap((mount) => mountOf(worker, mount, env)),
    ports: (container.ports ?? []).map((port) => port.containerPort),
    stdin: container.stdin === true,
    tty: container.tty === true,
    workingDir: container.workingDir === undefined ? '' : expand(container.workingDir, env),
    user: userOf(pod, container),
    security: securityOf(pod, container),
    readOnlyRootFilesystem: container.securityContext?.readOnlyRootFilesystem === true,
    memoryLimitBytes: memory === undefined ? null : quantityValue(memory),
    cpuLimit: limits.cpu === undefined ? null : processors(limits.cpu),
    terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
    fallsBackToLogs: container.terminationMessagePolicy === 'FallbackToLogsOnError',
    described: annotation ?? '',
    target: (container as EphemeralContainer).targetContainerName ?? '',
  };
}

/** A variable that a `subPathExpr` asks for and the container does not have; null: none. */
export function unknownInSubPaths(
  { volumeMounts }: Container,
  env: Readonly<Record<string, string>>,
): string | null {
  for (const { subPathExpr = '' } of volumeMounts ?? []) {
    for (const [, name] of subPathExpr.matchAll(/\$\$|\$\(([^)]+)\)/g)) {
      if (name !== undefined && env[name] === undefined) return name;
    }
  }
  return null;
}

/** Where a container sees a volume, or with subPath a part of it. */
function mountOf(worker: Worker, mount: VolumeMount, env: Readonly<Record<string, string>>): Mount[] {
  const source = worker.volumes[mount.name];
  if (source === undefined) return [];
  const part = mount.subPathExpr === undefined ? mount.subPath : expand(mount.subPathExpr, env);
  const inside = part === undefined || part === '' ? '' : `/${part.replace(/^\/+|\/+$/g, '')}`;
  const volume = worker.pod.spec.volumes?.find(({ name }) => name === mount.name);
  const written = volume?.configMap ?? volume?.secret ?? volume?.projected ?? volume?.downwardAPI;
  return [
    {
      target: mount.mountPath.replace(/(?!^)\/+$/, ''),
      filesystem: source.filesystem,
      root: inside === '' ? source.root : source.root === '/' ? inside : `${source.root}${inside}`,
      readOnly: mount.readOnly === true || written !== undefined,
      source: `volume ${mount.name}`,
    },
  ];
}

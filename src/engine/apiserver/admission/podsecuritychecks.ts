// Models kubernetes@v1.36.0 staging/src/k8s.io/pod-security-admission/policy
// Differs: AppArmor, Windows' host processes and hosts of probes are not looked at; Windows Pods and user namespaces relax nothing; SELinux types are compared, roles and users as well.
import type { Container, PodSpec } from '../../../api/index.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';

/** What a Pod does that its level does not allow, and where. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

type Check = (spec: PodSpec, all: readonly Container[]) => Violation | null;

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** `container "a"` or `containers "a", "b"` */
const containersText = (names: readonly string[]): string =>
  `${names.length === 1 ? 'container' : 'containers'} ${quoted(names)}`;

const those = (all: readonly Container[], wrong: (container: Container) => boolean): string[] =>
  all.filter(wrong).map(({ name }) => name);

const plural = (count: number, one: string, more = `${one}s`): string => (count === 1 ? one : more);

const BASELINE_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const SAFE_SYSCTLS: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
]);

const SELINUX_TYPES: ReadonlySet<string> = new Set([
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
]);

function badCapabilities(
  all: readonly Container[],
  allowed: ReadonlySet<string>,
): readonly [string[], string[]] {
  const bad = new Set<string>();
  const names = those(all, ({ securityContext }) => {
    const added = (securityContext?.capabilities?.add ?? []).filter((name) => !allowed.has(name));
    for (const name of added) bad.add(name);
    return added.length > 0;
  });
  return [names, [...bad].sort()];
}

const hostNamespaces: Check = ({ hostNetwork, hostPID, hostIPC }) => {
  const used = [
    ...(hostNetwork === true ? ['hostNetwork=true'] : []),
    ...(hostPID === true ? ['hostPID=true'] : []),
    ...(hostIPC === true ? ['hostIPC=true'] : []),
  ];
  return used.length === 0 ? null : { reason: 'host namespaces', detail: used.join(', ') };
};

const privileged: Check = (_, all) => {
  const names = those(all, ({ securityContext }) => securityContext?.privileged === true);
  if (names.length === 0) return null;
  return {
    reason: 'privileged',
    detail: `${containersText(names)} must not set securityContext.privileged=true`,
  };
};

const capabilitiesBaseline: Check = (_, all) => {
  const [names, bad] = badCapabilities(all, BASELINE_CAPABILITIES);
  if (names.length === 0) return null;
  const detail = `${containersText(names)} must not include ${quoted(bad)} in securityContext.capabilities.add`;
  return { reason: 'non-default capabilities', detail };
};

const hostPathVolumes: Check = ({ volumes = [] }) => {
  const names = volumes.filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  if (names.length === 0) return null;
  return { reason: 'hostPath volumes', detail: `${plural(names.length, 'volume')} ${quoted(names)}` };
};

const hostPorts: Check = (_, all) => {
  const ports = new Set<number>();
  const names = those(all, ({ ports: own = [] }) => {
    const used = own.flatMap(({ hostPort }) => (hostPort === undefined || hostPort === 0 ? [] : [hostPort]));
    for (const port of used) ports.add(port);
    return used.length > 0;
  });
  if (names.length === 0) return null;
  const list = [...ports].map(String).sort();
  const uses = `${plural(names.length, 'uses', 'use')} ${plural(list.length, 'hostPort')} ${list.join(', ')}`;
  return { reason: 'hostPort', detail: `${containersText(names)} ${uses}` };
};

const procMount: Check = (_, all) => {
  const bad = new Set<string>();
  const names = those(all, ({ securityContext }) => {
    const value = securityContext?.procMount ?? 'Default';
    if (value !== 'Default') bad.add(value);
    return value !== 'Default';
  });
  if (names.length === 0) return null;
  const detail = `${containersText(names)} must not set securityContext.procMount to ${quoted([...bad].sort())}`;
  return { reason: 'procMount', detail };
};

const seLinux: Check = (spec, all) => {
  const wrong = (options: { type?: string; user?: string; role?: string } | undefined): boolean =>
    options !== undefined &&
    (!SELINUX_TYPES.has(options.type ?? '') || Boolean(options.user) || Boolean(options.role));
  const names = those(all, ({ securityContext }) => wrong(securityContext?.seLinuxOptions));
  const pod = wrong(spec.securityContext?.seLinuxOptions);
  if (!pod && names.length === 0) return null;
  const who = [...(pod ? ['pod'] : []), ...(names.length > 0 ? [containersText(names)] : [])].join(' and ');
  return { reason: 'seLinuxOptions', detail: `${who} set forbidden securityContext.seLinuxOptions` };
};

const sysctls: Check = ({ securityContext }) => {
  const bad = (securityContext?.sysctls ?? [])
    .map(({ name }) => name)
    .filter((name) => !SAFE_SYSCTLS.has(name));
  return bad.length === 0 ? null : { reason: 'forbidden sysctls', detail: bad.join(', ') };
};

/** Whether a profile is named that is none; for `restricted` also whether one is missing. */
function unconfined(
  spec: PodSpec,
  all: readonly Container[],
): { readonly pod: boolean; readonly names: string[] } {
  const names = those(all, ({ securityContext }) => securityContext?.seccompProfile?.type === 'Unconfined');
  return { pod: spec.securityContext?.seccompProfile?.type === 'Unconfined', names };
}

const seccompBaseline: Check = (spec, all) => {
  const { pod, names } = unconfined(spec, all);
  if (!pod && names.length === 0) return null;
  const who = [...(pod ? ['pod'] : []), ...(names.length > 0 ? [containersText(names)] : [])].join(' and ');
  return {
    reason: 'seccompProfile',
    detail: `${who} must not set securityContext.seccompProfile.type to "Unconfined"`,
  };
};

const ALLOWED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const restrictedVolumes: Check = ({ volumes = [] }) => {
  const types = new Set<string>();
  const names: string[] = [];
  for (const { name, ...source } of volumes) {
    const bad = Object.keys(source).filter((type) => !ALLOWED_VOLUMES.includes(type));
    if (bad.length === 0) continue;
    names.push(name);
    for (const type of bad) types.add(type);
  }
  if (names.length === 0) return null;
  const uses = `${plural(names.length, 'volume')} ${quoted(names)} ${plural(names.length, 'uses', 'use')}`;
  const which = `restricted volume ${plural(types.size, 'type')} ${quoted([...types].sort())}`;
  return { reason: 'restricted volume types', detail: `${uses} ${which}` };
};

const escalation: Check = (_, all) => {
  const names = those(all, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (names.length === 0) return null;
  const detail = `${containersText(names)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: 'allowPrivilegeEscalation != false', detail };
};

const runAsNonRoot: Check = (spec, all) => {
  const own = spec.securityContext?.runAsNonRoot;
  const wrong = those(all, ({ securityContext }) => securityContext?.runAsNonRoot === false);
  const silent = those(all, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  const said: string[] = [];
  if (own === false && silent.length > 0) said.push('pod');
  if (wrong.length > 0) said.push(containersText(wrong));
  if (said.length > 0) {
    return {
      reason: 'runAsNonRoot != true',
      detail: `${said.join(' and ')} must not set securityContext.runAsNonRoot=false`,
    };
  }
  if (own === true || silent.length === 0) return null;
  const detail = `pod or ${containersText(silent)} must set securityContext.runAsNonRoot=true`;
  return { reason: 'runAsNonRoot != true', detail };
};

const runAsUser: Check = (spec, all) => {
  const names = those(all, ({ securityContext }) => securityContext?.runAsUser === 0);
  const pod = spec.securityContext?.runAsUser === 0;
  if (!pod && names.length === 0) return null;
  const who = [...(pod ? ['pod'] : []), ...(names.length > 0 ? [containersText(names)] : [])].join(' and ');
  return { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` };
};

const seccompRestricted: Check = (spec, all) => {
  const { pod, names } = unconfined(spec, all);
  if (pod || names.length > 0) return seccompBaseline(spec, all);
  if (spec.securityContext?.seccompProfile !== undefined) return null;
  const silent = those(all, ({ securityContext }) => securityContext?.seccompProfile === undefined);
  if (silent.length === 0) return null;
  const detail = `pod or ${containersText(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return { reason: 'seccompProfile', detail };
};

const capabilitiesRestricted: Check = (_, all) => {
  const careless = those(
    all,
    ({ securityContext }) => !(securityContext?.capabilities?.drop ?? []).includes('ALL'),
  );
  const [names, bad] = badCapabilities(all, new Set(['NET_BIND_SERVICE']));
  const said: string[] = [];
  if (careless.length > 0)
    said.push(`${containersText(careless)} must set securityContext.capabilities.drop=["ALL"]`);
  if (names.length > 0) {
    said.push(`${containersText(names)} must not include ${quoted(bad)} in securityContext.capabilities.add`);
  }
  return said.length === 0 ? null : { reason: 'unrestricted capabilities', detail: said.join('; ') };
};

/** In upstream's order, by the names of the checks; those of `restricted` take the place of what they are stricter than. */
const BASELINE: readonly Check[] = [
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  privileged,
  procMount,
  seLinux,
  seccompBaseline,
  sysctls,
];
const RESTRICTED: readonly Check[] = [
  hostNamespaces,
  hostPorts,
  privileged,
  procMount,
  seLinux,
  sysctls,
  escalation,
  capabilitiesRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
];

export function violations(level: Level, spec: PodSpec): Violation[] {
  if (level === 'privileged') return [];
  const all = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
  return (level === 'baseline' ? BASELINE : RESTRICTED).flatMap((check) => check(spec, all) ?? []);
}

// Models kubernetes@v1.36.0 pkg/kubelet/sysctl/allowlist.go, safe_sysctls.go
import type { Pod } from '../../api/index.ts';
import type { Trouble } from './state.ts';

const SAFE: ReadonlySet<string> = new Set([
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
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);

/** Kernel settings that a Pod may not make here: those not known to touch nobody else. */
export function forbiddenSysctl({ spec }: Pod): Trouble | null {
  for (const { name } of spec.securityContext?.sysctls ?? []) {
    const dotted = name.replaceAll('/', '.');
    const why = trouble(dotted, spec);
    if (why !== '') return { reason: 'SysctlForbidden', message: `forbidden sysctl: "${dotted}" ${why}` };
  }
  return null;
}

function trouble(name: string, { hostNetwork, hostIPC }: Pod['spec']): string {
  if (!SAFE.has(name)) return 'not allowlisted';
  if (name.startsWith('kernel.') && hostIPC === true) return 'not allowed with host ipc enabled';
  if (name.startsWith('net.') && hostNetwork === true) return 'not allowed with host net enabled';
  return '';
}

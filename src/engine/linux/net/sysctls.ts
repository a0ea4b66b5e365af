// Models linux@v6.12 net/ipv4/sysctl_net_ipv4.c
// Differs: of what a network namespace has settings for, those of ports take effect; others are only read.
import type { NamespaceOf } from '../state.ts';
import { isContainerNetwork } from './interfaces.ts';

/** Settings of a network namespace by their path below /proc/sys, with what a new one has. */
const DEFAULTS = {
  'net/ipv4/ip_local_port_range': '32768\t60999',
  'net/ipv4/ip_local_reserved_ports': '',
  'net/ipv4/ip_unprivileged_port_start': '1024',
  'net/ipv4/ping_group_range': '0\t2147483647',
  'net/ipv4/tcp_fin_timeout': '60',
  'net/ipv4/tcp_keepalive_intvl': '75',
  'net/ipv4/tcp_keepalive_probes': '9',
  'net/ipv4/tcp_keepalive_time': '7200',
  'net/ipv4/tcp_rmem': '4096\t131072\t6291456',
  'net/ipv4/tcp_syncookies': '1',
  'net/ipv4/tcp_wmem': '4096\t16384\t4194304',
} as const;

export const NET_SYSCTLS: readonly string[] = Object.keys(DEFAULTS);

export function sysctlOf(namespace: NamespaceOf<'net'>, name: keyof typeof DEFAULTS): string {
  const own = namespace.sysctls?.[name];
  if (own !== undefined) return own;
  // Container runtimes let everybody take any port.
  return name === 'net/ipv4/ip_unprivileged_port_start' && isContainerNetwork(namespace)
    ? '0'
    : DEFAULTS[name];
}

export function readNetSysctl(namespace: NamespaceOf<'net'>, name: string): string | undefined {
  return Object.hasOwn(DEFAULTS, name) ? sysctlOf(namespace, name as keyof typeof DEFAULTS) : undefined;
}

/** The path of a setting that is written with dots; those of numbers in a row come with tabs. */
export function sysctlEntry(name: string, value: string): [path: string, value: string] {
  return [name.replaceAll('.', '/'), value.trim().replace(/\s+/g, '\t')];
}

// Models iptables@v1.8.11 iptables/iptables-save.c
// Models kubernetes@v1.36.0 pkg/proxy/iptables/proxier.go (syncProxyRules)
// Models containernetworking/plugins@v1.7.0 plugins/meta/portmap/portmap_iptables.go
// Differs: only the rules of Services and of Pods' hostPorts; nothing is counted; all hostPorts share one chain.
import { utf8Bytes } from '../../../api/utf8.ts';
import { isErrno } from '../../linux/errno.ts';
import type { FilterRule, PacketFilter } from '../../linux/net/filter.ts';
import { show } from '../../linux/net/packets.ts';
import type { Endpoint } from '../../linux/net/types.ts';
import { sha256 } from '../commands/digests.ts';
import { type Call, command } from '../commands/program.ts';

const USAGE = 'iptables-save [-t table]';

/** `iptables-save`: what kube-proxy has programmed on this machine, as it would program it. */
export const iptablesSave = command((call: Call): number => {
  const options = call.options({ short: 't:', usage: USAGE });
  if (typeof options === 'number') return options;
  const filter = call.sys.packetFilter();
  if (isErrno(filter)) {
    call.err('Could not fetch rule set generation id: Permission denied (you must be root)');
    return 4;
  }
  const wanted = options.value('t');
  for (const [name, lines] of Object.entries(tables(filter))) {
    if (wanted !== undefined && wanted !== name) continue;
    call.out(`*${name}\n${[...declared(name, lines), ...lines].map((line) => `${line}\n`).join('')}COMMIT\n`);
  }
  return 0;
});

const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
};

/** The chains of a table, which are said before its rules. */
function declared(table: string, lines: readonly string[]): string[] {
  const builtIn = BUILT_IN[table] ?? [];
  const own = new Set<string>();
  for (const line of lines) {
    own.add(line.split(' ', 2)[1] as string);
    const target = / -j ((?:KUBE|CNI)-\S+)/.exec(line)?.[1];
    if (target !== undefined) own.add(target);
  }
  for (const name of builtIn) own.delete(name);
  return [
    ...builtIn.map((name) => `:${name} ACCEPT [0:0]`),
    ...[...own].sort().map((name) => `:${name} - [0:0]`),
  ];
}

const PORTALS = '-m comment --comment "kubernetes service portals"';
const NODE_PORTS = '-m addrtype --dst-type LOCAL';

/** How packets come to the chains of kube-proxy and CNI. */
const JUMPS = {
  filter: ['FORWARD', 'INPUT', 'OUTPUT'].map(
    (chain) => `-A ${chain} -m conntrack --ctstate NEW ${PORTALS} -j KUBE-SERVICES`,
  ),
  nat: [
    ...['PREROUTING', 'OUTPUT'].flatMap((chain) => [
      `-A ${chain} ${PORTALS} -j KUBE-SERVICES`,
      `-A ${chain} ${NODE_PORTS} -j CNI-HOSTPORT-DNAT`,
    ]),
    '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
  ],
};

export function tables(filter: PacketFilter): { readonly filter: string[]; readonly nat: string[] } {
  if (filter.podCIDR === '') return { filter: [], nat: [] };
  const nat = [
    '-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000',
    '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0',
    '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
  ];
  const rejects: string[] = [];
  for (const rule of filter.services) {
    if (rule.endpoints.length === 0) rejects.push(...refusals(rule));
    else nat.push(...chains(rule, filter.podCIDR));
  }
  for (const { protocol, hostIp, hostPort, to } of filter.hostPorts) {
    const at = hostIp === '' || hostIp === '0.0.0.0' ? '' : ` -d ${hostIp}/32`;
    nat.push(
      `-A CNI-HOSTPORT-DNAT${at} -p ${protocol} -m ${protocol} --dport ${hostPort} -j DNAT --to-destination ${show(to)}`,
    );
  }
  const isNodePort =
    '-m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain"';
  // The last rule of its chain: the sort keeps it there.
  nat.push(`-A KUBE-SERVICES ${isNodePort} ${NODE_PORTS} -j KUBE-NODEPORTS`);
  return {
    filter: [...JUMPS.filter, ...rejects.sort()],
    nat: [...JUMPS.nat, ...nat.sort(byChain)],
  };
}

/** Rules of one chain keep their order. */
function byChain(a: string, b: string): number {
  const [first = '', second = ''] = [a, b].map((line) => line.split(' ', 2)[1] as string);
  return first < second ? -1 : first > second ? 1 : 0;
}

function refusals({ name, protocol, clusterIP, externalIPs, port, nodePort }: FilterRule): string[] {
  const comment = `-m comment --comment "${name} has no endpoints"`;
  const reject = '-j REJECT --reject-with icmp-port-unreachable';
  const lines = [
    `-A KUBE-SERVICES -d ${clusterIP}/32 -p ${protocol} ${comment} -m ${protocol} --dport ${port} ${reject}`,
  ];
  for (const ip of externalIPs) {
    lines.push(
      `-A KUBE-EXTERNAL-SERVICES -d ${ip}/32 -p ${protocol} ${comment} -m ${protocol} --dport ${port} ${reject}`,
    );
  }
  if (nodePort !== 0) {
    lines.push(
      `-A KUBE-EXTERNAL-SERVICES -p ${protocol} ${comment} -m addrtype --dst-type LOCAL -m ${protocol} --dport ${nodePort} ${reject}`,
    );
  }
  return lines;
}

function chains(rule: FilterRule, podCIDR: string): string[] {
  const { name, protocol, clusterIP, externalIPs, port, nodePort, endpoints, local } = rule;
  const id = hashOf(name + protocol);
  const [service, near, external] = [`KUBE-SVC-${id}`, `KUBE-SVL-${id}`, `KUBE-EXT-${id}`] as const;
  const inner = rule.internalLocal ? near : service;
  const match = (ip: string, what: string): string =>
    `-d ${ip}/32 -p ${protocol} -m comment --comment "${name} ${what}" -m ${protocol} --dport ${port}`;
  const lines = [`-A KUBE-SERVICES ${match(clusterIP, 'cluster IP')} -j ${inner}`];
  for (const ip of externalIPs) {
    lines.push(`-A KUBE-SERVICES ${match(ip, 'external IP')} -j ${external}`);
  }
  if (nodePort !== 0) {
    lines.push(
      `-A KUBE-NODEPORTS -p ${protocol} -m comment --comment "${name}" -m ${protocol} --dport ${nodePort} -j ${external}`,
    );
  }
  if (nodePort !== 0 || externalIPs.length > 0) lines.push(...outer(rule, external, service, near, podCIDR));
  const masquerade = `! -s ${podCIDR} ${match(clusterIP, 'cluster IP')} -j KUBE-MARK-MASQ`;
  const usesAll = !rule.internalLocal || nodePort !== 0 || externalIPs.length > 0;
  if (usesAll) lines.push(`-A ${service} ${masquerade}`, ...choice(rule, service, endpoints));
  if ((rule.internalLocal || rule.externalLocal) && local.length > 0) {
    if (rule.internalLocal) lines.push(`-A ${near} ${masquerade}`);
    lines.push(...choice(rule, near, local));
  }
  for (const endpoint of usesAll ? endpoints : local) lines.push(...destination(rule, endpoint));
  return lines;
}

/** Traffic that comes by a node's port or an outer address. */
function outer(
  { name, externalLocal }: FilterRule,
  external: string,
  service: string,
  near: string,
  podCIDR: string,
): string[] {
  const comment = (what: string): string =>
    `-m comment --comment "${what} for ${name} external destinations"`;
  if (!externalLocal) {
    return [
      `-A ${external} ${comment('masquerade traffic')} -j KUBE-MARK-MASQ`,
      `-A ${external} -j ${service}`,
    ];
  }
  const fromHere = '-m addrtype --src-type LOCAL';
  return [
    `-A ${external} -s ${podCIDR} ${comment('pod traffic')} -j ${service}`,
    `-A ${external} ${comment('masquerade LOCAL traffic')} ${fromHere} -j KUBE-MARK-MASQ`,
    `-A ${external} ${comment('route LOCAL traffic')} ${fromHere} -j ${service}`,
    `-A ${external} -j ${near}`,
  ];
}

/** One after the other with a growing chance, so that each endpoint gets its share. */
function choice(
  { name, protocol, affinityS }: FilterRule,
  chain: string,
  endpoints: readonly Endpoint[],
): string[] {
  const to = (endpoint: Endpoint): string => `KUBE-SEP-${hashOf(name + protocol + show(endpoint))}`;
  const comment = (endpoint: Endpoint): string =>
    `-A ${chain} -m comment --comment "${name} -> ${show(endpoint)}"`;
  const kept =
    affinityS === 0
      ? []
      : endpoints.map(
          (one) =>
            `${comment(one)} -m recent --rcheck --seconds ${affinityS} --reap --name ${to(one)} ` +
            `--mask 255.255.255.255 --rsource -j ${to(one)}`,
        );
  const drawn = endpoints.map((one, index) => {
    const left = endpoints.length - index;
    const chance = left === 1 ? '' : ` -m statistic --mode random --probability ${probability(left)}`;
    return `${comment(one)}${chance} -j ${to(one)}`;
  });
  return [...kept, ...drawn];
}

function destination({ name, protocol, affinityS }: FilterRule, endpoint: Endpoint): string[] {
  const chain = `KUBE-SEP-${hashOf(name + protocol + show(endpoint))}`;
  const comment = `-m comment --comment "${name}"`;
  const recent = affinityS === 0 ? '' : ` -m recent --set --name ${chain} --mask 255.255.255.255 --rsource`;
  return [
    `-A ${chain} -s ${endpoint.ip}/32 ${comment} -j KUBE-MARK-MASQ`,
    `-A ${chain} -p ${protocol} ${comment}${recent} -m ${protocol} -j DNAT --to-destination ${show(endpoint)}`,
  ];
}

/** The kernel keeps a chance in 31 bits. */
const CHANCES = 2 ** 31;

function probability(n: number): string {
  return (Math.round(Number((1 / n).toFixed(10)) * CHANCES) / CHANCES).toFixed(11);
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const HASH_LENGTH = 16;

/** Names of chains are short: the beginning of a SHA-256 in base 32. */
export function hashOf(text: string): string {
  const hex = sha256(utf8Bytes(text));
  let hash = '';
  for (let bit = 0; hash.length < HASH_LENGTH; bit += 5) {
    // Five bits never lie in more than two of the digits' groups of eight.
    const at = Math.floor(bit / 8) * 2;
    const pair = Number.parseInt(hex.slice(at, at + 4), 16);
    hash += BASE32[(pair >> (11 - (bit % 8))) & 31];
  }
  return hash;
}

import { describe, expect, it } from 'vitest';
import type { FilterRule } from '../../linux/net/filter.ts';
import { hashOf, tables } from './iptables.ts';

const rule: FilterRule = {
  name: 'default/web',
  protocol: 'tcp',
  clusterIP: '10.96.0.50',
  externalIPs: [],
  port: 80,
  nodePort: 0,
  internalLocal: false,
  externalLocal: false,
  affinityS: 0,
  endpoints: [
    { ip: '10.244.0.2', port: 8080 },
    { ip: '10.244.1.2', port: 8080 },
    { ip: '10.244.1.3', port: 8080 },
  ],
  local: [{ ip: '10.244.0.2', port: 8080 }],
};

const of = (fields: Partial<FilterRule>) =>
  tables({ podCIDR: '10.244.0.0/24', services: [{ ...rule, ...fields }], hostPorts: [] });

/** Rules with the hashes of their chains left out. */
const plain = (lines: readonly string[]): string[] =>
  lines
    .filter((line) => /^-A (KUBE-S|KUBE-E|KUBE-N)/.test(line) && !line.includes('this must be the last'))
    .map((line) => line.replace(/-[A-Z2-7]{16}/g, ''));

describe('iptables-save', () => {
  it('names chains as kube-proxy does', () => {
    // As a page of Kubernetes' documentation prints it.
    expect(hashOf('default/hostnames:tcp')).toBe('NWV5X2332I4OT4T3');
  });

  it('shows how a Service spreads over its endpoints', () => {
    expect(plain(of({}).nat).filter((line) => !line.startsWith('-A KUBE-SEP'))).toEqual([
      '-A KUBE-SERVICES -d 10.96.0.50/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-SVC',
      '-A KUBE-SVC ! -s 10.244.0.0/24 -d 10.96.0.50/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ',
      '-A KUBE-SVC -m comment --comment "default/web -> 10.244.0.2:8080" -m statistic --mode random --probability 0.33333333349 -j KUBE-SEP',
      '-A KUBE-SVC -m comment --comment "default/web -> 10.244.1.2:8080" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP',
      '-A KUBE-SVC -m comment --comment "default/web -> 10.244.1.3:8080" -j KUBE-SEP',
    ]);
  });

  it('shows where each endpoint is', () => {
    const lines = plain(of({}).nat);
    for (const { ip } of rule.endpoints) {
      expect(lines).toContain(`-A KUBE-SEP -s ${ip}/32 -m comment --comment "default/web" -j KUBE-MARK-MASQ`);
      expect(lines).toContain(
        `-A KUBE-SEP -p tcp -m comment --comment "default/web" -m tcp -j DNAT --to-destination ${ip}:8080`,
      );
    }
  });

  it('shows why a Service without endpoints is refused', () => {
    const { nat, filter } = of({ endpoints: [], local: [] });
    expect(plain(nat)).toEqual([]);
    expect(plain(filter)).toEqual([
      '-A KUBE-SERVICES -d 10.96.0.50/32 -p tcp -m comment --comment "default/web has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable',
    ]);
  });

  it.each<[string, Partial<FilterRule>, string]>([
    [
      'a node port',
      { nodePort: 30_080 },
      '-A KUBE-NODEPORTS -p tcp -m comment --comment "default/web" -m tcp --dport 30080 -j KUBE-EXT',
    ],
    [
      'that it hides who asks',
      { nodePort: 30_080 },
      '-A KUBE-EXT -m comment --comment "masquerade traffic for default/web external destinations" -j KUBE-MARK-MASQ',
    ],
    ['or does not', { nodePort: 30_080, externalLocal: true }, '-A KUBE-EXT -j KUBE-SVL'],
    [
      'what stays on the machine',
      { internalLocal: true },
      '-A KUBE-SVL -m comment --comment "default/web -> 10.244.0.2:8080" -j KUBE-SEP',
    ],
    [
      'who is kept',
      { affinityS: 10_800 },
      '-A KUBE-SVC -m comment --comment "default/web -> 10.244.0.2:8080" -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP --mask 255.255.255.255 --rsource -j KUBE-SEP',
    ],
  ])('shows %s', (_, fields, line) => {
    expect(plain(of(fields).nat)).toContain(line);
  });

  it('shows a hostPort', () => {
    const forward = {
      protocol: 'tcp' as const,
      hostIp: '',
      hostPort: 8080,
      to: { ip: '10.244.0.2', port: 80 },
    };
    expect(tables({ podCIDR: '10.244.0.0/24', services: [], hostPorts: [forward] }).nat).toContain(
      '-A CNI-HOSTPORT-DNAT -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.244.0.2:80',
    );
  });
});

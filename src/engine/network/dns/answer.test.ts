import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Service } from '../../../api/index.ts';
import type { Component } from '../../kernel/component.ts';
import type { DnsType } from '../../linux/net/dns.ts';
import { Driver } from '../../testing/driver.ts';
import { answerQuery } from './answer.ts';
import { coredns } from './coredns.ts';
import { type CoreDnsState, initialCoreDns } from './state.ts';

const service = (name: string, spec: Service['spec']): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec,
});

const slice = (
  name: string,
  endpoints: EndpointSlice['endpoints'],
  ports: EndpointSlice['ports'],
): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${name}-1`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  endpoints,
  ports: ports ?? [],
});

const ready = { ready: true, serving: true, terminating: false };

function knowing(): CoreDnsState {
  const driver = new Driver().add('coredns', coredns as Component<CoreDnsState>, initialCoreDns());
  const tell = (resource: string, object: unknown): void => {
    const body = { type: 'watch', event: 'ADDED', resource, object };
    driver.post({ from: 'apiserver', to: 'coredns', verb: 'watch', body });
  };
  tell('namespaces', { metadata: { name: 'default' } });
  tell(
    'services',
    service('web', { clusterIP: '10.96.3.4', ports: [{ name: 'http', port: 80, protocol: 'TCP' }] }),
  );
  tell(
    'services',
    service('db', { clusterIP: 'None', ports: [{ name: 'sql', port: 3306, protocol: 'TCP' }] }),
  );
  tell('services', service('nobody', { clusterIP: 'None', ports: [{ port: 80 }] }));
  tell('services', service('away', { type: 'ExternalName', externalName: 'www.example.com' }));
  tell(
    'endpointslices',
    slice(
      'db',
      [
        { addresses: ['10.244.1.5'], conditions: ready, hostname: 'db-0' },
        { addresses: ['10.244.2.6'], conditions: ready },
        { addresses: ['10.244.2.7'], conditions: { ...ready, ready: false } },
      ],
      [{ name: 'sql', port: 3306, protocol: 'TCP' }],
    ),
  );
  driver.run(10);
  return driver.state('coredns');
}

describe('names of the cluster', () => {
  const state = knowing();
  const ask = (type: DnsType, name: string) => answerQuery(state, { id: 1, name, type });
  const cases: [DnsType, string, string[] | string][] = [
    ['A', 'web.default.svc.cluster.local', ['10.96.3.4']],
    ['A', 'WEB.Default.svc.cluster.local', ['10.96.3.4']],
    ['AAAA', 'web.default.svc.cluster.local', []],
    ['A', 'web.other.svc.cluster.local', 'NXDOMAIN'],
    ['A', 'nosuch.default.svc.cluster.local', 'NXDOMAIN'],
    ['A', 'default.svc.cluster.local', []],
    ['A', 'db.default.svc.cluster.local', ['10.244.1.5', '10.244.2.6']],
    ['A', 'db-0.db.default.svc.cluster.local', ['10.244.1.5']],
    ['A', '10-244-2-6.db.default.svc.cluster.local', ['10.244.2.6']],
    ['A', '10-244-2-7.db.default.svc.cluster.local', 'NXDOMAIN'],
    ['A', 'nobody.default.svc.cluster.local', 'NXDOMAIN'],
    ['CNAME', 'away.default.svc.cluster.local', ['www.example.com']],
    ['SRV', '_http._tcp.web.default.svc.cluster.local', ['0 100 80 web.default.svc.cluster.local']],
    [
      'SRV',
      '_sql._tcp.db.default.svc.cluster.local',
      ['0 50 3306 db-0.db.default.svc.cluster.local', '0 50 3306 10-244-2-6.db.default.svc.cluster.local'],
    ],
    ['SRV', '_nosuch._tcp.web.default.svc.cluster.local', 'NXDOMAIN'],
    ['A', '10-244-9-9.default.pod.cluster.local', ['10.244.9.9']],
    ['A', 'web.default.pod.cluster.local', 'NXDOMAIN'],
    ['A', '10-244-9-9.other.pod.cluster.local', 'NXDOMAIN'],
    ['PTR', '4.3.96.10.in-addr.arpa', ['web.default.svc.cluster.local']],
    ['PTR', '5.1.244.10.in-addr.arpa', ['db-0.db.default.svc.cluster.local']],
    ['PTR', '9.9.9.9.in-addr.arpa', 'NXDOMAIN'],
    ['A', 'web', 'NXDOMAIN'],
    ['A', 'web.default', 'NXDOMAIN'],
    ['A', 'kubernetes.io', 'SERVFAIL'],
  ];
  it.each(cases)('%s %s', (type, name, wanted) => {
    const { code, answers, reason } = ask(type, name);
    if (typeof wanted === 'string') {
      expect(code).toBe(wanted);
      expect(reason).toBeTruthy();
    } else {
      expect(code).toBe('NOERROR');
      expect(answers.map(({ data }) => data)).toEqual(wanted);
    }
  });

  it('are forgotten with what they named', () => {
    const driver = new Driver().add('coredns', coredns as Component<CoreDnsState>, state);
    const object = service('web', { clusterIP: '10.96.3.4' });
    const body = { type: 'watch', event: 'DELETED', resource: 'services', object };
    driver.post({ from: 'apiserver', to: 'coredns', verb: 'watch', body }).run(1);
    const after = driver.state<CoreDnsState>('coredns');
    expect(answerQuery(after, { id: 1, name: 'web.default.svc.cluster.local', type: 'A' }).code).toBe(
      'NXDOMAIN',
    );
    expect(answerQuery(after, { id: 1, name: '4.3.96.10.in-addr.arpa', type: 'PTR' }).code).toBe('NXDOMAIN');
  });
});

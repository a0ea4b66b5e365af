import { expect, test } from 'vitest';
import type { Pod, Service } from '../../api/index.ts';
import { tableOf } from '../kernel/table.ts';
import { serviceVariables } from './serviceVariables.ts';

const service = (key: string, spec: Service['spec']): [string, Service] => {
  const [namespace = '', name = ''] = key.split('/');
  return [key, { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name }, spec }];
};

const SERVICES = tableOf([
  service('default/kubernetes', { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443 }] }),
  service('default/headless', { clusterIP: 'None', ports: [{ port: 80 }] }),
  service('default/outside', { type: 'ExternalName', externalName: 'example.org' }),
  service('shop/redis-leader', {
    clusterIP: '10.0.0.11',
    ports: [
      { name: 'client', port: 6379 },
      { name: 'dns-udp', port: 53, protocol: 'UDP' },
    ],
  }),
]);

const API_SERVER = {
  KUBERNETES_SERVICE_HOST: '10.96.0.1',
  KUBERNETES_SERVICE_PORT: '443',
  KUBERNETES_SERVICE_PORT_HTTPS: '443',
  KUBERNETES_PORT: 'tcp://10.96.0.1:443',
  KUBERNETES_PORT_443_TCP: 'tcp://10.96.0.1:443',
  KUBERNETES_PORT_443_TCP_PROTO: 'tcp',
  KUBERNETES_PORT_443_TCP_PORT: '443',
  KUBERNETES_PORT_443_TCP_ADDR: '10.96.0.1',
};
const REDIS = {
  REDIS_LEADER_SERVICE_HOST: '10.0.0.11',
  REDIS_LEADER_SERVICE_PORT: '6379',
  REDIS_LEADER_SERVICE_PORT_CLIENT: '6379',
  REDIS_LEADER_SERVICE_PORT_DNS_UDP: '53',
  REDIS_LEADER_PORT: 'tcp://10.0.0.11:6379',
  REDIS_LEADER_PORT_6379_TCP: 'tcp://10.0.0.11:6379',
  REDIS_LEADER_PORT_6379_TCP_PROTO: 'tcp',
  REDIS_LEADER_PORT_6379_TCP_PORT: '6379',
  REDIS_LEADER_PORT_6379_TCP_ADDR: '10.0.0.11',
  REDIS_LEADER_PORT_53_UDP: 'udp://10.0.0.11:53',
  REDIS_LEADER_PORT_53_UDP_PROTO: 'udp',
  REDIS_LEADER_PORT_53_UDP_PORT: '53',
  REDIS_LEADER_PORT_53_UDP_ADDR: '10.0.0.11',
};

test.each([
  { of: 'a Pod beside the API server', namespace: 'default', links: true, expected: API_SERVER },
  {
    of: 'a Pod beside another Service',
    namespace: 'shop',
    links: true,
    expected: { ...API_SERVER, ...REDIS },
  },
  { of: 'a Pod that asks for no links', namespace: 'shop', links: false, expected: API_SERVER },
])('$of', ({ namespace, links, expected }) => {
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name: 'web' },
    spec: { containers: [{ name: 'web' }], enableServiceLinks: links },
  };
  expect(serviceVariables(SERVICES, pod)).toEqual(expected);
});

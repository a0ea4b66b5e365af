import { describe, expect, it } from 'vitest';
import { Driver } from '../testing/driver.ts';
import { makeService, makeSlice } from '../testing/fabric.ts';
import { initialKubeProxy, kubeProxy } from './kubeProxy.ts';
import type { RuleSync } from './rules.ts';

function started() {
  const driver = new Driver().add('kube-proxy', kubeProxy, initialKubeProxy());
  driver.post({ from: 'machine/node-1', to: 'kube-proxy/node-1', verb: 'start' }).run(10);
  const watches = driver.inbox.splice(0);
  const tell = (resource: string, event: string, object: unknown): RuleSync[] => {
    driver.inbox.length = 0;
    const body = { type: 'watch', event, resource, object };
    driver.post({ from: 'apiserver', to: 'kube-proxy/node-1', verb: 'watch', body }).run(1);
    return driver.inbox.map((envelope) => envelope.body as RuleSync);
  };
  return { driver, watches, tell };
}

describe('kube-proxy', () => {
  it('watches Services and their slices, but for headless ones', () => {
    const { watches } = started();
    expect(watches.map(({ body }) => body)).toMatchObject([
      {
        resource: 'services',
        options: { labelSelector: expect.stringContaining('!service.kubernetes.io/headless') },
      },
      { resource: 'endpointslices' },
    ]);
    expect(watches.every(({ background }) => background)).toBe(true);
  });

  it('programs a Service at once, and what follows within a second together', () => {
    const { driver, tell } = started();
    const [first] = tell('services', 'ADDED', makeService());
    expect(first).toMatchObject({ service: 'default/web', rules: [{ name: 'default/web', endpoints: [] }] });
    expect(tell('endpointslices', 'ADDED', makeSlice(['10.244.1.2']))).toEqual([]);
    expect(tell('endpointslices', 'MODIFIED', makeSlice(['10.244.1.2', '10.244.2.2']))).toEqual([]);
    driver.run(1000);
    expect(
      driver.inbox.map(({ body }) => (body as RuleSync).rules[0]?.endpoints[0]?.map(({ ip }) => ip)),
    ).toEqual([['10.244.1.2', '10.244.2.2']]);
  });

  it('says nothing when nothing it programs has changed', () => {
    const { driver, tell } = started();
    tell('services', 'ADDED', makeService());
    driver.run(5000);
    expect(
      tell('services', 'MODIFIED', {
        ...makeService(),
        metadata: { ...makeService().metadata, labels: { a: 'b' } },
      }),
    ).toEqual([]);
    expect(tell('endpointslices', 'ADDED', makeSlice(['10.244.1.2!']))).toEqual([]);
    expect(tell('endpointslices', 'MODIFIED', makeSlice(['10.244.1.2']))).toHaveLength(1);
  });

  it('takes the rules of a deleted Service away', () => {
    const { driver, tell } = started();
    tell('services', 'ADDED', makeService());
    driver.run(5000);
    expect(tell('services', 'DELETED', makeService())).toEqual([{ service: 'default/web', rules: [] }]);
  });

  it.each([
    ['headless', { clusterIP: 'None' }],
    ['another name', { type: 'ExternalName' as const, externalName: 'x.example.com' }],
    ['without an address yet', { clusterIP: '' }],
  ])('programs nothing for a Service that is %s', (_, spec) => {
    expect(started().tell('services', 'ADDED', makeService(spec))).toEqual([]);
  });
});

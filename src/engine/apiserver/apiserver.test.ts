import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/index.ts';
import { makePod } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';

describe('a Pod through the API server', () => {
  it('is created, read, bound, given a status and deleted', () => {
    const plane = new ControlPlane();
    const created = plane.create(makePod('web'), 'pods');
    expect(created.code, JSON.stringify(created.status)).toBe(201);
    expect(created.object?.metadata).toMatchObject({ name: 'web', namespace: 'default', generation: 1 });
    expect(plane.get('pods', 'web', 'default').object).toEqual(created.object);
    const bound = plane.request({
      verb: 'create',
      resource: 'pods',
      subresource: 'binding',
      namespace: 'default',
      name: 'web',
      object: {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: 'web' },
        target: { kind: 'Node', name: 'n1' },
      },
    });
    expect(bound.code).toBe(201);
    const running = plane.request({
      verb: 'patch',
      patchType: 'strategic',
      resource: 'pods',
      subresource: 'status',
      namespace: 'default',
      name: 'web',
      object: { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } },
    });
    expect((running.object as Pod).status).toMatchObject({
      phase: 'Running',
      conditions: [{ type: 'PodScheduled' }, { type: 'Ready' }],
    });
    const deleting = plane.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'web' });
    expect(deleting.object?.metadata).toMatchObject({ deletionGracePeriodSeconds: 30, generation: 2 });
    const options = { gracePeriodSeconds: 0 };
    plane.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'web', options });
    expect(plane.get('pods', 'web', 'default')).toMatchObject({
      code: 404,
      status: { reason: 'NotFound', message: 'pods "web" not found' },
    });
  });
});

describe('what the API server notes on records', () => {
  const plane = new ControlPlane();
  const pod = plane.create(makePod('web', { nodeName: 'n1' }), 'pods').object as Pod;
  plane.request({
    verb: 'patch',
    patchType: 'strategic',
    resource: 'pods',
    subresource: 'status',
    namespace: 'default',
    name: 'web',
    object: { status: { phase: 'Running' } },
  });
  const about = plane.records.filter(
    ({ object }) => object?.uid === pod.metadata.uid || object?.name === 'web',
  );

  it('tells a request for a subresource from one for the object', () => {
    const asked = plane.records.filter(({ from, detail }) => from === 'test' && detail?.resource === 'pods');
    expect(asked.map(({ detail }) => detail)).toEqual([
      { resource: 'pods' },
      { resource: 'pods', subresource: 'status' },
    ]);
  });

  it('says how many watchers of one node were told of a Pod', () => {
    const news = about.filter(({ from, verb }) => from === 'etcd' && verb === 'watch');
    expect(news.map(({ detail }) => detail)).toEqual([
      { event: 'ADDED', resource: 'pods', watchers: 0, selected: 0 },
      { event: 'MODIFIED', resource: 'pods', watchers: 0, selected: 0 },
    ]);
  });
});

describe('what the API server makes for itself', () => {
  it('has the Service kubernetes and where to reach it', () => {
    const plane = new ControlPlane();
    expect(plane.object('services', 'default/kubernetes')).toMatchObject({
      spec: { clusterIP: '10.96.0.1' },
    });
    expect(plane.object('endpointslices', 'default/kubernetes')).toMatchObject({
      metadata: { labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['172.18.0.2'], conditions: { ready: true } }],
      ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
    });
  });
});

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

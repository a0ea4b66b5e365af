import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/index.ts';
import { makeConfigMap, makeNamespace, makePod } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';
import type { RequestOptions } from './messages.ts';

const remove = (plane: ControlPlane, resource: string, name: string, options: RequestOptions = {}) =>
  plane.request({
    verb: 'delete',
    resource,
    namespace: resource === 'namespaces' ? undefined : 'default',
    name,
    options,
  });

describe('deleting a Pod', () => {
  it.each([
    ['on a node waits its own grace', { nodeName: 'n' }, {}, 30],
    ['with a period of its own waits that', { nodeName: 'n', terminationGracePeriodSeconds: 5 }, {}, 5],
    ['with a period in the request waits that', { nodeName: 'n' }, { gracePeriodSeconds: 7 }, 7],
    ['with a negative period waits a second', { nodeName: 'n' }, { gracePeriodSeconds: -3 }, 1],
    ['with a period of 0 goes at once', { nodeName: 'n' }, { gracePeriodSeconds: 0 }, null],
    ['on no node goes at once', {}, {}, null],
  ])('%s', (_, spec, options, seconds) => {
    const plane = new ControlPlane();
    plane.create(makePod('x', { spec }), 'pods');
    plane.run(10_000 - plane.nowMs);
    const answer = remove(plane, 'pods', 'x', options);
    expect(answer.code).toBe(200);
    const left = plane.object('pods', 'default/x');
    if (seconds === null) expect(left).toBeUndefined();
    else {
      expect(left?.metadata).toMatchObject({
        deletionGracePeriodSeconds: seconds,
        deletionTimestamp: `2026-01-01T00:00:${10 + seconds}Z`,
        generation: 2,
      });
    }
  });

  it('that has ended goes at once', () => {
    const plane = new ControlPlane();
    plane.create(makePod('x', { nodeName: 'n' }), 'pods');
    const object = { status: { phase: 'Succeeded' } };
    const target = { resource: 'pods', namespace: 'default', name: 'x' } as const;
    plane.request({ ...target, verb: 'patch', patchType: 'merge', subresource: 'status', object });
    remove(plane, 'pods', 'x');
    expect(plane.object('pods', 'default/x')).toBeUndefined();
  });

  it.each([
    ['shortens the wait', 10, 10],
    ['does not lengthen it', 60, 30],
    ['without a period changes nothing', undefined, 30],
    ['with 0 ends it', 0, null],
  ])('again %s', (_, gracePeriodSeconds, seconds) => {
    const plane = new ControlPlane();
    plane.create(makePod('x', { nodeName: 'n' }), 'pods');
    plane.run(10_000 - plane.nowMs);
    remove(plane, 'pods', 'x');
    remove(plane, 'pods', 'x', { gracePeriodSeconds });
    const { metadata } = plane.object('pods', 'default/x') ?? {};
    if (seconds === null) expect(metadata).toBeUndefined();
    else {
      expect(metadata?.deletionGracePeriodSeconds).toBe(seconds);
      expect(metadata?.deletionTimestamp).toBe(`2026-01-01T00:00:${10 + seconds}Z`);
    }
  });
});

describe('preconditions', () => {
  it.each([
    [
      'uid',
      { uid: 'other' },
      /^Operation cannot be fulfilled on pods "x": Precondition failed: UID in precondition: other, UID in object meta: /,
    ],
    [
      'resourceVersion',
      { resourceVersion: '1' },
      /ResourceVersion in precondition: 1, ResourceVersion in object meta: \d+$/,
    ],
  ])('on the %s', (_, preconditions, message) => {
    const plane = new ControlPlane();
    plane.create(makePod('x'), 'pods');
    expect(remove(plane, 'pods', 'x', { preconditions }).status).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: expect.stringMatching(message),
    });
    expect(plane.object('pods', 'default/x')).toBeDefined();
  });
});

describe('finalizers', () => {
  const finalizers = ['example.com/a', 'example.com/b'];
  const setFinalizers = (plane: ControlPlane, name: string, list: string[] | null) =>
    plane.request({
      verb: 'patch',
      patchType: 'merge',
      resource: 'configmaps',
      namespace: 'default',
      name,
      object: { metadata: { finalizers: list } },
    });

  it('hold an object until the last is gone', () => {
    const plane = new ControlPlane();
    plane.create(makeConfigMap('a', {}, { metadata: { finalizers } }), 'configmaps');
    expect(remove(plane, 'configmaps', 'a').object?.metadata).toMatchObject({
      deletionGracePeriodSeconds: 0,
    });
    setFinalizers(plane, 'a', ['example.com/b']);
    expect(plane.object('configmaps', 'default/a')).toBeDefined();
    expect(setFinalizers(plane, 'a', null).code).toBe(200);
    expect(plane.object('configmaps', 'default/a')).toBeUndefined();
  });

  it('hold nothing that is not being deleted', () => {
    const plane = new ControlPlane();
    plane.create(makeConfigMap('a', {}, { metadata: { finalizers } }), 'configmaps');
    setFinalizers(plane, 'a', null);
    expect(plane.object('configmaps', 'default/a')).toBeDefined();
  });
});

describe('deleting', () => {
  it('what is not there is 404', () => {
    expect(remove(new ControlPlane(), 'pods', 'x').status).toMatchObject({
      code: 404,
      message: 'pods "x" not found',
    });
  });

  it('answers with the object as it was', () => {
    const plane = new ControlPlane();
    plane.create(makeConfigMap('a', { k: 'v' }), 'configmaps');
    expect(remove(plane, 'configmaps', 'a').object).toMatchObject({
      metadata: { name: 'a' },
      data: { k: 'v' },
    });
  });

  it('twice at once deletes once', () => {
    const plane = new ControlPlane();
    plane.create(makeConfigMap('a'), 'configmaps');
    const target = { verb: 'delete', resource: 'configmaps', namespace: 'default', name: 'a' } as const;
    const ids = [plane.send(target), plane.send(target)];
    plane.settle();
    expect(ids.map((id) => plane.response(id).code)).toEqual([200, 404]);
  });

  it('with a policy that needs the garbage collector says that it is not modelled', () => {
    const plane = new ControlPlane();
    plane.create(makeConfigMap('a'), 'configmaps');
    expect(remove(plane, 'configmaps', 'a', { propagationPolicy: 'Foreground' }).warnings).toEqual([
      'propagationPolicy Foreground is not modelled by Podscope yet; Background is used',
    ]);
  });
});

describe('a namespace', () => {
  it.each(['default', 'kube-system', 'kube-public'])('%s stays', (name) => {
    expect(remove(new ControlPlane(), 'namespaces', name).status).toMatchObject({
      code: 403,
      message: `namespaces "${name}" is forbidden: this namespace may not be deleted`,
    });
  });

  it('terminates, and is gone when its finalizer is', () => {
    const plane = new ControlPlane();
    plane.create(makeNamespace('a'), 'namespaces');
    const terminating = remove(plane, 'namespaces', 'a').object as KubeObject;
    expect(terminating).toMatchObject({
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Terminating' },
    });
    const object = { ...terminating, spec: { finalizers: [] } };
    plane.request({ verb: 'update', resource: 'namespaces', subresource: 'finalize', name: 'a', object });
    expect(plane.object('namespaces', 'a')).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import type { ConfigMap, Deployment, Node, Pod } from '../../api/index.ts';
import { makeConfigMap, makeDeployment, makeNode, makePod } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';

const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

function patch(plane: ControlPlane, resource: string, name: string, object: object, more: object = {}) {
  const namespace = resource === 'nodes' ? undefined : 'default';
  return plane.request({ verb: 'patch', patchType: 'strategic', resource, namespace, name, object, ...more });
}

describe('an update', () => {
  it('from an old revision is a conflict in upstream’s words', () => {
    const plane = new ControlPlane();
    const old = plane.create(makePod('x'), 'pods').object as Pod;
    patch(plane, 'pods', 'x', { metadata: { labels: { a: 'b' } } });
    const answer = plane.request({
      verb: 'update',
      resource: 'pods',
      namespace: 'default',
      name: 'x',
      object: old,
    });
    expect(answer.status).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on pods "x": ${MODIFIED}`,
      details: { name: 'x', kind: 'pods' },
    });
  });

  it('of another object of the same name is a conflict', () => {
    const plane = new ControlPlane();
    const { uid } = plane.create(makeConfigMap('a'), 'configmaps').object?.metadata ?? {};
    const object = makeConfigMap('a', { k: 'v' }, { uid: 'other' });
    const answer = plane.request({
      verb: 'update',
      resource: 'configmaps',
      namespace: 'default',
      name: 'a',
      object,
    });
    expect(answer.status?.message).toBe(
      'Operation cannot be fulfilled on configmaps "a": ' +
        `Precondition failed: UID in precondition: other, UID in object meta: ${uid}`,
    );
  });

  it('of what is not there is 404', () => {
    const object = makeConfigMap('a');
    const answer = new ControlPlane().request({
      verb: 'update',
      resource: 'configmaps',
      namespace: 'default',
      name: 'a',
      object,
    });
    expect(answer.status).toMatchObject({ code: 404, message: 'configmaps "a" not found' });
  });

  it('under another name is 400', () => {
    const plane = new ControlPlane();
    plane.create(makeConfigMap('a'), 'configmaps');
    const object = makeConfigMap('b');
    const answer = plane.request({
      verb: 'update',
      resource: 'configmaps',
      namespace: 'default',
      name: 'a',
      object,
    });
    expect(answer.status?.message).toBe('the name of the object (b) does not match the name on the URL (a)');
  });

  it('of a lease needs the revision', () => {
    const plane = new ControlPlane();
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'n', namespace: 'kube-node-lease' },
      spec: { holderIdentity: 'n', leaseDurationSeconds: 40 },
    };
    const created = plane.create(lease, 'leases').object;
    const target = { verb: 'update', resource: 'leases', namespace: 'kube-node-lease', name: 'n' } as const;
    const spec = { ...lease.spec, leaseTransitions: 1 };
    expect(plane.request({ ...target, object: { ...lease, spec } }).status).toMatchObject({
      code: 422,
      message:
        'Lease.coordination.k8s.io "n" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    });
    expect(plane.request({ ...target, object: { ...created, spec } }).code).toBe(200);
  });

  it('that changes nothing writes nothing', () => {
    const plane = new ControlPlane();
    const created = plane.create(makePod('x'), 'pods').object as Pod;
    const writes = () => plane.records.filter((record) => record.change !== undefined).length;
    const before = writes();
    const target = { resource: 'pods', namespace: 'default', name: 'x' } as const;
    const answers = [
      plane.request({ ...target, verb: 'update', object: { ...created, metadata: { name: 'x' } } }),
      plane.request({ ...target, verb: 'update', object: structuredClone(created) }),
      patch(plane, 'pods', 'x', { spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] } }),
      patch(plane, 'pods', 'x', { metadata: { labels: null } }),
      patch(plane, 'pods', 'x', { status: { phase: 'Pending' } }, { subresource: 'status' }),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ code: 200, object: created });
    expect(writes()).toBe(before);
  });

  it('keeps the system’s metadata', () => {
    const plane = new ControlPlane();
    const created = plane.create(makeConfigMap('a'), 'configmaps').object as ConfigMap;
    const object = {
      ...created,
      metadata: { ...created.metadata, creationTimestamp: null, generation: 9, deletionTimestamp: 'x' },
      data: { a: 'b' },
    };
    const answer = plane.request({
      verb: 'update',
      resource: 'configmaps',
      namespace: 'default',
      name: 'a',
      object,
    });
    const { resourceVersion: _, ...metadata } = created.metadata;
    expect(answer.object?.metadata).toMatchObject(metadata);
    expect(answer.object?.metadata.generation).toBeUndefined();
    expect(answer.object?.metadata.deletionTimestamp).toBeUndefined();
  });

  it('that is invalid is refused and leaves the object alone', () => {
    const plane = new ControlPlane();
    const created = plane.create(makePod('x'), 'pods').object;
    const answer = patch(plane, 'pods', 'x', { spec: { hostname: 'other' } });
    expect(answer.status).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: expect.stringMatching(
        /^Pod "x" is invalid: spec: Forbidden: pod updates may not change fields other than/,
      ),
    });
    expect(plane.object('pods', 'default/x')).toEqual(created);
  });
});

describe('generation', () => {
  it.each([
    ['counts a change of the spec', { spec: { containers: [{ name: 'app', image: 'nginx:2' }] } }, {}, 2],
    ['does not count a label', { metadata: { labels: { a: 'b' } } }, {}, 1],
    ['does not count a status', { status: { phase: 'Running' } }, { subresource: 'status' }, 1],
  ])('%s', (_, change, more, generation) => {
    const plane = new ControlPlane();
    plane.create(makePod('x'), 'pods');
    expect(patch(plane, 'pods', 'x', change, more).object?.metadata.generation).toBe(generation);
  });
});

describe('the status subresource', () => {
  it('changes the status only', () => {
    const plane = new ControlPlane();
    plane.create(makeNode('n', { labels: { a: 'b' } }), 'nodes');
    const object = { spec: { unschedulable: true }, status: { capacity: { cpu: '8' } } };
    const node = patch(plane, 'nodes', 'n', object, { subresource: 'status' }).object as Node;
    expect(node.spec?.unschedulable).toBeUndefined();
    expect(node.status?.capacity).toMatchObject({ cpu: '8', pods: '110' });
  });

  it('is left alone by an update of the object', () => {
    const plane = new ControlPlane();
    plane.create(makePod('x'), 'pods');
    const pod = patch(plane, 'pods', 'x', { status: { phase: 'Running' } }).object as Pod;
    expect(pod.status?.phase).toBe('Pending');
  });

  it('does not exist where the kind has none', () => {
    const plane = new ControlPlane();
    plane.create(makeConfigMap('a'), 'configmaps');
    const answer = patch(plane, 'configmaps', 'a', {}, { subresource: 'status' });
    expect(answer.status).toMatchObject({
      code: 404,
      message: 'the server could not find the requested resource',
    });
  });
});

describe('a patch', () => {
  it('is decoded strictly when asked', () => {
    const plane = new ControlPlane();
    plane.create(makeDeployment('d'), 'deployments');
    const object = { spec: { template: { spec: { containers: [{ name: 'app', imagee: 'x' }] } } } };
    const answer = patch(plane, 'deployments', 'd', object, { options: { fieldValidation: 'Strict' } });
    expect(answer.status?.message).toBe(
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ' +
        'unknown field "spec.template.spec.containers[0].imagee"',
    );
  });

  it('has its additions defaulted', () => {
    const plane = new ControlPlane();
    plane.create(makeDeployment('d'), 'deployments');
    const object = { spec: { template: { spec: { containers: [{ name: 'b', image: 'busybox' }] } } } };
    const deployment = patch(plane, 'deployments', 'd', object).object as Deployment;
    expect(deployment.spec.template.spec.containers[1]).toMatchObject({
      name: 'b',
      imagePullPolicy: 'Always',
    });
    expect(deployment.metadata.generation).toBe(2);
  });

  it('with a resourceVersion is conditional', () => {
    const plane = new ControlPlane();
    plane.create(makeConfigMap('a'), 'configmaps');
    const answer = patch(plane, 'configmaps', 'a', { metadata: { resourceVersion: '1' }, data: { a: 'b' } });
    expect(answer.status?.message).toBe(`Operation cannot be fulfilled on configmaps "a": ${MODIFIED}`);
  });

  it.each([
    ['no object', 'merge', [1], 'error decoding patch: the patch must be a JSON object'],
    ['a bad directive', 'strategic', { $patch: 'explode' }, 'Unknown patch type found: explode'],
    [
      'no merge key',
      'strategic',
      { spec: { containers: [{ image: 'x' }] } },
      'map: {"image":"x"} does not contain declared merge key: name',
    ],
  ])('with %s is 400', (_, patchType, object, message) => {
    const plane = new ControlPlane();
    plane.create(makePod('x'), 'pods');
    const answer = patch(plane, 'pods', 'x', object, { patchType });
    expect(answer.status).toMatchObject({ code: 400, message });
  });
});

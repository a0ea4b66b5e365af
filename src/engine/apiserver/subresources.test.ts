import { describe, expect, it } from 'vitest';
import type { Deployment, Pod } from '../../api/index.ts';
import { makeDeployment, makeNode, makePod, type PodOptions } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';

const pods = { resource: 'pods', namespace: 'default', name: 'x' } as const;

function bind(plane: ControlPlane, target: object = { kind: 'Node', name: 'n' }, metadata: object = {}) {
  const object = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'x', ...metadata }, target };
  return plane.request({ ...pods, verb: 'create', subresource: 'binding', object });
}

function withPod(options: PodOptions = {}): ControlPlane {
  const plane = new ControlPlane();
  plane.create(makePod('x', options), 'pods');
  return plane;
}

describe('pods/binding', () => {
  it('sets the node and the PodScheduled condition, and does not count as a change of the spec', () => {
    const plane = withPod();
    expect(bind(plane).code).toBe(201);
    expect(plane.object<Pod>('pods', 'default/x')).toMatchObject({
      metadata: { generation: 1 },
      spec: { nodeName: 'n' },
      status: {
        conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }],
      },
    });
  });

  it('turns the condition of a failed attempt around', () => {
    const plane = withPod();
    const object = {
      status: {
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no' }],
      },
    };
    plane.request({ ...pods, verb: 'patch', patchType: 'strategic', subresource: 'status', object });
    bind(plane);
    const conditions = plane.object<Pod>('pods', 'default/x')?.status?.conditions;
    expect(conditions).toHaveLength(1);
    expect(conditions?.[0]).toMatchObject({ type: 'PodScheduled', status: 'True' });
    expect(conditions?.[0]?.reason).toBeUndefined();
  });

  it('ends the nomination of a Pod that others were preempted for', () => {
    const plane = withPod();
    const object = { status: { nominatedNodeName: 'm' } };
    plane.request({ ...pods, verb: 'patch', patchType: 'strategic', subresource: 'status', object });
    expect(plane.object<Pod>('pods', 'default/x')?.status?.nominatedNodeName).toBe('m');
    bind(plane);
    expect(plane.object<Pod>('pods', 'default/x')?.status).not.toHaveProperty('nominatedNodeName');
  });

  it('gives the Pod its node’s zone and region', () => {
    const plane = withPod({ labels: { a: 'b' } });
    plane.create(makeNode('n', { labels: { 'topology.kubernetes.io/zone': 'z1' } }), 'nodes');
    bind(plane);
    expect(plane.object('pods', 'default/x')?.metadata.labels).toEqual({
      a: 'b',
      'topology.kubernetes.io/zone': 'z1',
    });
  });

  const refused: [string, ControlPlane, object, object, number, string][] = [
    [
      'of what is bound',
      withPod({ nodeName: 'm' }),
      { name: 'n' },
      {},
      409,
      'Operation cannot be fulfilled on pods/binding "x": pod x is already assigned to node "m"',
    ],
    [
      'of a gated Pod',
      withPod({ spec: { schedulingGates: [{ name: 'a/b' }] } }),
      { name: 'n' },
      {},
      409,
      'Operation cannot be fulfilled on pods/binding "x": pod x has non-empty .spec.schedulingGates',
    ],
    ['of nothing', new ControlPlane(), { name: 'n' }, {}, 404, 'pods "x" not found'],
    ['to nothing', withPod(), {}, {}, 422, 'Binding "x" is invalid: target.name: Required value'],
    [
      'to something else',
      withPod(),
      { kind: 'Pod', name: 'n' },
      {},
      422,
      'Binding "x" is invalid: target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"',
    ],
  ];
  it.each(refused)('%s is refused', (_, plane, target, metadata, code, message) => {
    expect(bind(plane, target, metadata).status).toMatchObject({ code, message });
  });

  it('of an older Pod of that name is refused', () => {
    expect(bind(withPod(), { name: 'n' }, { uid: 'old' }).status?.message).toMatch(
      /^Operation cannot be fulfilled on pods "x": Precondition failed: UID in precondition: old, UID in object meta: /,
    );
  });

  it('of a Pod that is being deleted is refused', () => {
    const plane = withPod({ metadata: { finalizers: ['a/b'] } });
    plane.request({ ...pods, verb: 'delete' });
    expect(bind(plane).status?.message).toBe(
      'Operation cannot be fulfilled on pods/binding "x": pod x is being deleted, cannot be assigned to a host',
    );
  });

  it('twice at once binds once', () => {
    const plane = withPod();
    const send = (name: string) =>
      plane.send({
        ...pods,
        verb: 'create',
        subresource: 'binding',
        object: {
          apiVersion: 'v1',
          kind: 'Binding',
          metadata: { name: 'x' },
          target: { kind: 'Node', name },
        },
      });
    const ids = [send('a'), send('b')];
    plane.settle();
    expect(ids.map((id) => plane.response(id).code)).toEqual([201, 409]);
    expect(plane.response(ids[1] as string).status?.message).toBe(
      'Operation cannot be fulfilled on pods/binding "x": pod x is already assigned to node "a"',
    );
  });
});

describe('pods/eviction', () => {
  const evict = (plane: ControlPlane, deleteOptions?: object) =>
    plane.request({
      ...pods,
      verb: 'create',
      subresource: 'eviction',
      object: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'x' }, deleteOptions },
    });

  it('marks a running Pod as disrupted, then deletes it with its grace', () => {
    const plane = withPod({ nodeName: 'n' });
    const object = { status: { phase: 'Running' } };
    plane.request({ ...pods, verb: 'patch', patchType: 'merge', subresource: 'status', object });
    expect(evict(plane).code).toBeLessThan(300);
    expect(plane.object('pods', 'default/x')).toMatchObject({
      metadata: { deletionGracePeriodSeconds: 30 },
      status: {
        conditions: [
          {
            type: 'DisruptionTarget',
            status: 'True',
            reason: 'EvictionByEvictionAPI',
            message: 'Eviction API: evicting',
          },
        ],
      },
    });
  });

  it('deletes a pending Pod as it is', () => {
    const plane = withPod();
    const before = plane.records.length;
    evict(plane);
    expect(plane.object('pods', 'default/x')).toBeUndefined();
    const changes = plane.records.slice(before).flatMap((record) => record.change ?? []);
    expect(changes.map((change) => change.after === null)).toEqual([true]);
  });

  it('heeds its deleteOptions', () => {
    const plane = withPod({ nodeName: 'n' });
    evict(plane, { gracePeriodSeconds: 3 });
    expect(plane.object('pods', 'default/x')?.metadata.deletionGracePeriodSeconds).toBe(3);
    expect(evict(plane, { preconditions: { uid: 'other' } }).code).toBe(409);
  });

  it('of nothing is 404', () => {
    expect(evict(new ControlPlane()).status?.message).toBe('pods "x" not found');
  });
});

describe('scale', () => {
  const target = { resource: 'deployments', subresource: 'scale', namespace: 'default', name: 'd' } as const;

  it('shows and changes the replicas of a Deployment', () => {
    const plane = new ControlPlane();
    plane.create(makeDeployment('d', 2), 'deployments');
    expect(plane.request({ ...target, verb: 'get' }).object).toMatchObject({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'd' },
      spec: { replicas: 2 },
      status: { replicas: 0, selector: 'app=d' },
    });
    const patched = plane.request({
      ...target,
      verb: 'patch',
      patchType: 'merge',
      object: { spec: { replicas: 5 } },
    });
    expect(patched.object).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } });
    expect(plane.object<Deployment>('deployments', 'default/d')).toMatchObject({
      metadata: { generation: 2 },
      spec: { replicas: 5, selector: { matchLabels: { app: 'd' } } },
    });
  });

  it('cannot be negative', () => {
    const plane = new ControlPlane();
    plane.create(makeDeployment('d', 2), 'deployments');
    const answer = plane.request({
      ...target,
      verb: 'patch',
      patchType: 'merge',
      object: { spec: { replicas: -1 } },
    });
    expect(answer.status?.message).toBe(
      'Scale.autoscaling "d" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
  });

  it('is not for Pods', () => {
    expect(withPod().request({ ...target, resource: 'pods', name: 'x', verb: 'get' }).code).toBe(404);
  });
});

describe('a verb that a resource does not have', () => {
  it.each([
    ['a name', { verb: 'get', resource: 'pods', namespace: 'default' }, 400, 'name must be provided'],
    ['a namespace', { verb: 'get', resource: 'pods', name: 'x' }, 400, 'namespace must be provided'],
    [
      'the right verb',
      { ...pods, verb: 'patch', subresource: 'binding' },
      405,
      'patch is not supported on resources of kind "pods"',
    ],
  ] as const)('or a request without %s', (_, request, code, message) => {
    expect(withPod().request(request).status).toMatchObject({ code, message });
  });
});

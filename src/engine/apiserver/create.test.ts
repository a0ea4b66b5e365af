import { describe, expect, it } from 'vitest';
import type { Node, Pod, Secret } from '../../api/index.ts';
import {
  makeConfigMap,
  makeDefaultStorageClass,
  makeNamespace,
  makeNode,
  makePersistentVolumeClaim,
  makePod,
  makePriorityClass,
  makeService,
  makeStorageClass,
} from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';

describe('a new object', () => {
  it('gets what only the system sets, whatever the client wrote there', () => {
    const plane = new ControlPlane();
    const metadata = {
      uid: 'mine',
      generation: 7,
      deletionTimestamp: '2020-01-01T00:00:00Z',
      creationTimestamp: '2020-01-01T00:00:00Z',
    };
    const pod = plane.create(makePod('web', { metadata, status: { phase: 'Running' } }), 'pods')
      .object as Pod;
    expect(pod.metadata).toMatchObject({ generation: 1, creationTimestamp: '2026-01-01T00:00:00Z' });
    expect(pod.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(pod.metadata.deletionTimestamp).toBeUndefined();
    expect(pod.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(pod.spec.terminationGracePeriodSeconds).toBe(30);
  });

  it('goes into the namespace of the request', () => {
    const plane = new ControlPlane();
    const object = { ...makePod('web'), metadata: { name: 'web' } };
    const answer = plane.request({ verb: 'create', resource: 'pods', namespace: 'kube-system', object });
    expect(answer.object?.metadata.namespace).toBe('kube-system');
  });

  it('gets five characters after its generateName, others for each', () => {
    const plane = new ControlPlane();
    const names = [1, 2, 3].map(() => {
      const object = makePod('', { metadata: { generateName: 'web-' } });
      return plane.create(object, 'pods').object?.metadata.name;
    });
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('keeps a node’s status, which the kubelet registers with it', () => {
    const plane = new ControlPlane();
    const node = makeNode('n1');
    expect(plane.create(node, 'nodes').object).toMatchObject({ status: node.status });
  });

  it('has its secret text encoded', () => {
    const plane = new ControlPlane();
    const secret: Secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'default' },
      stringData: { a: 'hällo', b: 'x' },
      data: { b: 'eQ==' },
    };
    const stored = plane.create(secret, 'secrets').object as Secret;
    expect(stored.data).toEqual({ a: 'aMOkbGxv', b: 'eA==' });
    expect(stored.stringData).toBeUndefined();
  });

  it('with scheduling gates says so in its condition', () => {
    const plane = new ControlPlane();
    const pod = plane.create(
      makePod('web', { spec: { schedulingGates: [{ name: 'a.b/c' }] } }),
      'pods',
    ).object;
    expect((pod as Pod).status?.conditions).toMatchObject([
      {
        type: 'PodScheduled',
        status: 'False',
        lastTransitionTime: '2026-01-01T00:00:00Z',
        reason: 'SchedulingGated',
      },
    ]);
  });
});

describe('what cannot be created is refused with', () => {
  const cases: [string, object, string, object][] = [
    [
      '409 when the name is taken',
      makeConfigMap('taken'),
      'configmaps',
      { code: 409, reason: 'AlreadyExists', message: 'configmaps "taken" already exists' },
    ],
    [
      '404 without its namespace',
      makePod('web', { namespace: 'nope' }),
      'pods',
      { code: 404, reason: 'NotFound', message: 'namespaces "nope" not found' },
    ],
    [
      '403 in a namespace that goes away',
      makePod('web', { namespace: 'leaving' }),
      'pods',
      {
        code: 403,
        reason: 'Forbidden',
        message:
          'pods "web" is forbidden: unable to create new content in namespace leaving because it is being terminated',
      },
    ],
    [
      '422 with every mistake',
      makePod('Web', { containers: [{ name: 'a', image: '' }] }),
      'pods',
      {
        code: 422,
        reason: 'Invalid',
        message: expect.stringMatching(
          /^Pod "Web" is invalid: \[metadata\.name: .*, spec\.containers\[0\]\.image: Required value\]$/,
        ),
      },
    ],
    [
      '422 without a name',
      makePod('', {}),
      'pods',
      {
        code: 422,
        message: 'Pod "" is invalid: metadata.name: Required value: name or generateName is required',
      },
    ],
    [
      '400 when the kind is another',
      makeConfigMap('a'),
      'pods',
      {
        code: 400,
        reason: 'BadRequest',
        message:
          'the API version in the data (v1, Kind=ConfigMap) does not match the expected API version (v1, Kind=Pod)',
      },
    ],
    [
      '500 when it has a resourceVersion',
      makePod('web', { resourceVersion: '5' }),
      'pods',
      { code: 500, message: 'resourceVersion should not be set on objects to be created' },
    ],
    [
      '403 when its priority class is unknown',
      makePod('web', { spec: { priorityClassName: 'vip' } }),
      'pods',
      { code: 403, message: 'pods "web" is forbidden: no PriorityClass with name vip was found' },
    ],
    [
      '403 when it says its priority itself',
      makePod('web', { spec: { priority: 5 } }),
      'pods',
      {
        code: 403,
        message:
          'pods "web" is forbidden: the integer value of priority (5) must not be provided in pod spec; ' +
          'priority admission controller computed 0 from the given PriorityClass name',
      },
    ],
  ];
  it.each(cases)('%s', (_, object, resource, status) => {
    const plane = new ControlPlane();
    plane.create(makeConfigMap('taken'), 'configmaps');
    plane.create(makeNamespace('leaving'), 'namespaces');
    plane.request({ verb: 'delete', resource: 'namespaces', name: 'leaving' });
    const before = plane.stored(resource);
    const answer = plane.create(object as Pod, resource);
    expect(answer.status).toMatchObject(status);
    expect(answer.object).toBeUndefined();
    expect(plane.stored(resource)).toEqual(before);
  });

  it('400 when the namespaces differ', () => {
    const object = makePod('web', { namespace: 'a' });
    const answer = new ControlPlane().request({ verb: 'create', resource: 'pods', namespace: 'b', object });
    expect(answer.status?.message).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  });
});

describe('unknown fields', () => {
  const object = { ...makeConfigMap('a'), dota: {} };
  const create = (fieldValidation: 'Strict' | 'Warn' | 'Ignore') =>
    new ControlPlane().request({
      verb: 'create',
      resource: 'configmaps',
      namespace: 'default',
      object,
      options: { fieldValidation },
    });

  it('are refused when strict', () => {
    expect(create('Strict').status).toMatchObject({
      code: 400,
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dota"',
    });
  });

  it('are warned of and dropped otherwise', () => {
    expect(create('Warn')).toMatchObject({ code: 201, warnings: ['unknown field "dota"'] });
    expect(create('Warn').object).not.toHaveProperty('dota');
    expect(create('Ignore').warnings).toBeUndefined();
  });
});

describe('admission of a Pod', () => {
  it.each([
    ['nothing', {}, 0, 'PreemptLowerPriority', undefined],
    ['a class', { priorityClassName: 'high' }, 1000, 'Never', 'high'],
    [
      'a system class',
      { priorityClassName: 'system-node-critical' },
      2000001000,
      'PreemptLowerPriority',
      'system-node-critical',
    ],
  ])('resolves the priority of %s', (_, spec, priority, preemptionPolicy, priorityClassName) => {
    const plane = new ControlPlane();
    plane.create(makePriorityClass('high', 1000, { preemptionPolicy: 'Never' }), 'priorityclasses');
    const pod = plane.create(makePod('web', { namespace: 'kube-system', spec }), 'pods').object as Pod;
    expect(pod.spec).toMatchObject({ priority, preemptionPolicy });
    expect(pod.spec.priorityClassName).toBe(priorityClassName);
  });

  it('takes the default class, of which there is one', () => {
    const plane = new ControlPlane();
    plane.create(makePriorityClass('usual', 7, { globalDefault: true }), 'priorityclasses');
    const pod = plane.create(makePod('web'), 'pods').object as Pod;
    expect(pod.spec).toMatchObject({ priority: 7, priorityClassName: 'usual' });
    const second = plane.create(makePriorityClass('other', 8, { globalDefault: true }), 'priorityclasses');
    expect(second.status?.message).toBe(
      'priorityclasses.scheduling.k8s.io "other" is forbidden: PriorityClass usual is already marked as default. ' +
        'Only one default can exist',
    );
  });

  it('lets it stay 300 s on a node that is not ready or unreachable, unless it says otherwise', () => {
    const plane = new ControlPlane();
    const own = {
      key: 'node.kubernetes.io/not-ready',
      operator: 'Exists' as const,
      effect: 'NoExecute' as const,
    };
    const pod = plane.create(makePod('web', { spec: { tolerations: [own] } }), 'pods').object as Pod;
    expect(pod.spec.tolerations).toEqual([
      own,
      {
        key: 'node.kubernetes.io/unreachable',
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      },
    ]);
  });
});

describe('admission of a Node', () => {
  it.each([
    ['none', undefined, [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]],
    [
      'its own',
      [{ key: 'k', effect: 'NoExecute' }],
      [
        { key: 'k', effect: 'NoExecute' },
        { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
      ],
    ],
    [
      'that one',
      [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }],
      [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }],
    ],
  ] as const)('that has %s adds the taint of new nodes once', (_, taints, expected) => {
    const plane = new ControlPlane();
    const options = taints === undefined ? {} : { taints: [...taints] };
    expect(plane.create(makeNode('n1', options), 'nodes').object).toMatchObject({
      spec: { taints: expected },
    });
    const patch = { verb: 'patch', patchType: 'merge', resource: 'nodes', name: 'n1' } as const;
    const changed = plane.request({ ...patch, object: { spec: { taints: null } } }).object;
    expect((changed as Node).spec).not.toHaveProperty('taints');
  });
});

describe('admission of a claim', () => {
  it.each([
    ['no class', {}, 'standard'],
    ['the class with no name', { storageClassName: '' }, ''],
    ['a class of its own', { storageClassName: 'slow' }, 'slow'],
  ])('that names %s', (_, spec, expected) => {
    const plane = new ControlPlane();
    plane.create(makeStorageClass('slow'), 'storageclasses');
    plane.create(makeDefaultStorageClass(), 'storageclasses');
    const claim = plane.create(makePersistentVolumeClaim('data', spec), 'persistentvolumeclaims').object;
    expect(claim).toMatchObject({ spec: { storageClassName: expected }, status: { phase: 'Pending' } });
  });

  it('takes the newest of several default classes', () => {
    const plane = new ControlPlane();
    plane.create(makeDefaultStorageClass('b-old'), 'storageclasses');
    plane.run(2000);
    plane.create(makeDefaultStorageClass('a-new'), 'storageclasses');
    const claim = plane.create(makePersistentVolumeClaim('data'), 'persistentvolumeclaims').object;
    expect(claim).toMatchObject({ spec: { storageClassName: 'a-new' } });
  });
});

describe('a resource that is not served', () => {
  it.each([
    ['unicorns', 'the server could not find the requested resource'],
    ['jobs', 'the server could not find the requested resource (Podscope does not model jobs yet)'],
  ])('%s', (resource, message) => {
    const answer = new ControlPlane().request({ verb: 'list', resource });
    expect(answer).toMatchObject({ code: 404, status: { message } });
  });
});

describe('at its start', () => {
  it('the API server makes what every cluster has', () => {
    const plane = new ControlPlane();
    const names = (resource: string) => plane.stored(resource).map((object) => object.metadata.name);
    expect(names('namespaces')).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
    expect(names('priorityclasses')).toEqual(['system-cluster-critical', 'system-node-critical']);
    expect(plane.stored('services')).toMatchObject([
      { metadata: { name: 'kubernetes' }, spec: { clusterIP: '10.96.0.1' } },
    ]);
  });

  it('requests wait until it has read etcd', () => {
    const plane = new ControlPlane();
    expect(plane.create(makeService('web'), 'services').code).toBe(201);
  });
});

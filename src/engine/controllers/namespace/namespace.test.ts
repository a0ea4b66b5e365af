import { describe, expect, it } from 'vitest';
import { KINDS, type KubeObject, type Namespace } from '../../../api/index.ts';
import { cacheOf } from '../../apiserver/state.ts';
import {
  makeConfigMap,
  makeDeployment,
  makeNamespace,
  makePod,
  makeService,
} from '../../testing/builders.ts';
import { Lab, sh } from '../../testing/lab.ts';

const IN_DEV = { namespace: 'dev' };

function inDev<T extends KubeObject>(object: T): T {
  return { ...object, metadata: { ...object.metadata, namespace: 'dev' } };
}

function contentOf(lab: Lab): string[] {
  return KINDS.map(({ resource }) => resource).filter((resource) =>
    JSON.stringify(cacheOf(lab.world.apiserver, resource).objects).includes('"namespace":"dev"'),
  );
}

/** The namespace's conditions that are not as one would like, as `type: message`. */
function trouble(lab: Lab): string[] {
  const { conditions = [] } = lab.object<Namespace>('namespaces', 'dev')?.status ?? {};
  return conditions
    .filter(({ status }) => status === 'True')
    .map(({ type, message }) => `${type}: ${message}`);
}

describe('deleting a namespace', () => {
  it.each([
    ['nothing', [], 5],
    ['objects that nobody holds', [makeConfigMap('a', {}, IN_DEV), inDev(makeService('web'))], 5],
    ['a Pod that stops at once', [makePod('web', { ...IN_DEV, image: 'nginx' })], 10],
    ['a Deployment', [inDev(makeDeployment('web', 3))], 10],
    [
      'a Pod that stops only when killed',
      [makePod('deaf', { ...IN_DEV, containers: [{ name: 'main', ...sh('sleep 3600') }] })],
      // Looked at after 5, 5, 11 and 16 more seconds: half of what the Pod may need, again and again.
      37,
    ],
  ] as const)('that holds %s ends after the last of it', (_, objects, seconds) => {
    const lab = new Lab().apply(makeNamespace('dev'), ...objects).settle();
    const startMs = lab.nowMs;
    lab.kubectl('delete namespace dev').until(() => lab.object('namespaces', 'dev') === undefined);
    expect(Math.floor((lab.nowMs - startMs) / 1000)).toBe(seconds);
    expect(contentOf(lab)).toEqual([]);
    lab.settle();
    expect(contentOf(lab)).toEqual([]);
  });

  it('says what is left while Pods stop, and comes to rest only without them', () => {
    const deaf = makePod('deaf', { ...IN_DEV, containers: [{ name: 'main', ...sh('sleep 3600') }] });
    const lab = new Lab().apply(makeNamespace('dev'), deaf, makeConfigMap('a', {}, IN_DEV)).settle();
    lab.kubectl('delete namespace dev').run(8000);
    expect(trouble(lab)).toEqual([
      'NamespaceContentRemaining: Some resources are remaining: pods. has 1 resource instances',
    ]);
    expect(lab.object('configmaps', 'dev/a')).toBeDefined();
    lab.settle();
    expect(lab.object('namespaces', 'dev')).toBeUndefined();
  });

  it('waits for finalizers, without keeping the world busy', () => {
    const held = makeConfigMap('a', {}, IN_DEV);
    const finalizers = ['example.com/hold'];
    const lab = new Lab()
      .apply(makeNamespace('dev'), { ...held, metadata: { ...held.metadata, finalizers } })
      .settle();
    lab.kubectl('delete namespace dev').settle();
    expect(trouble(lab)).toEqual([
      'NamespaceContentRemaining: Some resources are remaining: configmaps. has 1 resource instances',
      'NamespaceFinalizersRemaining: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    ]);
    const { metadata } = lab.object('configmaps', 'dev/a') as KubeObject;
    expect(metadata.deletionTimestamp).toBeDefined();
    lab.run(60_000);
    expect(lab.object('namespaces', 'dev')).toBeDefined();
  });

  it('is not at rest once what held it is gone', () => {
    const held = makeConfigMap('a', {}, IN_DEV);
    const lab = new Lab()
      .apply(makeNamespace('dev'), {
        ...held,
        metadata: { ...held.metadata, finalizers: ['example.com/hold'] },
      })
      .settle();
    lab.kubectl('delete namespace dev').settle();
    expect(lab.object('namespaces', 'dev')).toBeDefined();
    const live = lab.object('configmaps', 'dev/a') as KubeObject;
    lab.apply({ ...live, metadata: { ...live.metadata, finalizers: [] } }).settle();
    expect(lab.object('namespaces', 'dev')).toBeUndefined();
    expect(contentOf(lab)).toEqual([]);
  });

  it('is not at rest once a Pod that outlived its grace period is gone', () => {
    const deaf = makePod('deaf', {
      ...IN_DEV,
      containers: [{ name: 'main', ...sh('sleep 3600') }],
      spec: { terminationGracePeriodSeconds: 30 },
    });
    const lab = new Lab().apply(makeNamespace('dev'), deaf).settle();
    // Without its kubelet nobody says that the Pod has ended.
    lab.issue({ type: 'fault', fault: { kind: 'NodeDown', node: 'node-1' } }).run(1000);
    lab.kubectl('delete namespace dev').run(50_000);
    expect(trouble(lab)).toContainEqual(
      expect.stringMatching(
        /^NamespaceDeletionContentFailure: .*unexpected items still remain in namespace: dev for gvr: \/v1, Resource=pods/,
      ),
    );
    lab.issue({ type: 'fault', fault: { kind: 'NodeUp', node: 'node-1' } }).settle();
    expect(lab.object('namespaces', 'dev')).toBeUndefined();
  });
});

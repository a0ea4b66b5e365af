import { describe, expect, it } from 'vitest';
import type { Pod, PodAffinityTerm } from '../../api/index.ts';
import { makePod } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';

const TERM: PodAffinityTerm = {
  topologyKey: 'zone',
  labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] },
};

/** The term as it is stored for a Pod with the labels version=v2 and tenant=a. */
function stored(term: PodAffinityTerm): PodAffinityTerm | undefined {
  const plane = new ControlPlane();
  const pod = makePod('x', { labels: { version: 'v2', tenant: 'a' } });
  const podAntiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
  const answer = plane.create(
    { ...pod, spec: { ...pod.spec, affinity: { podAntiAffinity } } } as Pod,
    'pods',
  );
  expect(answer.status?.message).toBeUndefined();
  const { affinity } = plane.object<Pod>('pods', 'default/x')?.spec ?? {};
  return affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0];
}

describe('label keys of Pod affinity', () => {
  it.each([
    ['none', {}, []],
    ['a key to match', { matchLabelKeys: ['version'] }, [{ key: 'version', operator: 'In', values: ['v2'] }]],
    [
      'a key to differ in',
      { mismatchLabelKeys: ['tenant'] },
      [{ key: 'tenant', operator: 'NotIn', values: ['a'] }],
    ],
    ['a key the Pod does not have', { matchLabelKeys: ['other'] }, []],
  ] as const)('%s', (_, keys, added) => {
    const term = stored({ ...TERM, ...keys } as PodAffinityTerm);
    expect(term?.labelSelector?.matchExpressions).toEqual([{ key: 'app', operator: 'Exists' }, ...added]);
  });
});

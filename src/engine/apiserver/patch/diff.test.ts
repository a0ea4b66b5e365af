import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { threeWayPatch } from './diff.ts';
import type { JsonObject } from './json.ts';
import { strategicMerge } from './strategic.ts';

const containers = (...list: object[]) => ({ spec: { containers: list } });

describe('the patch of an apply', () => {
  const cases: [string, object, object, object, object][] = [
    [
      'is empty when everything stands',
      { spec: { hostname: 'h' } },
      { spec: { hostname: 'h' } },
      { spec: { hostname: 'h', nodeName: 'n' } },
      {},
    ],
    [
      'leaves alone what others set',
      {},
      { spec: { hostname: 'h' } },
      { spec: { nodeName: 'n' } },
      { spec: { hostname: 'h' } },
    ],
    [
      'deletes what was applied and is no longer wanted',
      { spec: { hostname: 'h' } },
      { spec: {} },
      { spec: { hostname: 'h' } },
      { spec: { hostname: null } },
    ],
    ['does not delete what was never applied', {}, { spec: {} }, { spec: { hostname: 'h' } }, {}],
    [
      'names the container it changes',
      containers({ name: 'a', image: '1' }, { name: 'b' }),
      containers({ name: 'a', image: '2' }, { name: 'b' }),
      containers({ name: 'a', image: '1', tty: true }, { name: 'b' }),
      {
        spec: {
          containers: [{ name: 'a', image: '2' }],
          '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }],
        },
      },
    ],
    [
      'deletes a container',
      containers({ name: 'a' }, { name: 'b' }),
      containers({ name: 'a' }),
      containers({ name: 'a' }, { name: 'b' }),
      {
        spec: {
          containers: [{ $patch: 'delete', name: 'b' }],
          '$setElementOrder/containers': [{ name: 'a' }],
        },
      },
    ],
    [
      'retains the keys of a volume that becomes another',
      { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
      { spec: { volumes: [{ name: 'v', hostPath: { path: '/x' } }] } },
      { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
      {
        spec: {
          volumes: [
            { $retainKeys: ['hostPath', 'name'], name: 'v', hostPath: { path: '/x' }, emptyDir: null },
          ],
          '$setElementOrder/volumes': [{ name: 'v' }],
        },
      },
    ],
    [
      'removes a finalizer it once set',
      { metadata: { finalizers: ['a'] } },
      { metadata: {} },
      { metadata: { finalizers: ['a', 'x'] } },
      { metadata: { finalizers: null } },
    ],
  ];
  it.each(cases)('%s', (_, original, modified, current, expected) => {
    const patch = threeWayPatch(original as JsonObject, modified as JsonObject, current as JsonObject, 'Pod');
    expect(patch).toEqual(expected);
  });

  const env = fc.uniqueArray(
    fc.record({ name: fc.constantFrom('X', 'Y', 'Z'), value: fc.constantFrom('1', '2') }),
    {
      selector: (item) => item.name,
    },
  );
  const container = fc.record(
    {
      name: fc.constantFrom('a', 'b', 'c'),
      image: fc.constantFrom('1', '2'),
      command: fc.array(fc.constantFrom('x', 'y'), { minLength: 1, maxLength: 2 }),
      env,
    },
    { requiredKeys: ['name'] },
  );
  const pod = fc.record(
    {
      labels: fc.dictionary(fc.constantFrom('l', 'm'), fc.constantFrom('1', '2')),
      containers: fc.uniqueArray(container, { selector: (item) => item.name, minLength: 1 }),
      hostname: fc.constantFrom('h', 'i'),
      tolerations: fc.array(fc.record({ key: fc.constantFrom('k', 'j') }), { maxLength: 2 }),
    },
    { requiredKeys: ['containers'] },
  );
  const shape = ({ labels, ...spec }: { labels?: object }) =>
    ({ metadata: { ...(labels && { labels }) }, spec }) as JsonObject;

  it('takes a object that nobody else touched to exactly what is wanted', () => {
    fc.assert(
      fc.property(pod, pod, (last, next) => {
        const [original, modified] = [shape(last), shape(next)];
        const patch = threeWayPatch(original, modified, original, 'Pod');
        expect(dropEmpty(strategicMerge(original, patch, 'Pod'))).toEqual(dropEmpty(modified));
      }),
    );
  });

  it('is not needed twice, whatever others did', () => {
    fc.assert(
      fc.property(pod, pod, pod, (last, next, now) => {
        const [original, modified, current] = [shape(last), shape(next), shape(now)];
        const after = strategicMerge(current, threeWayPatch(original, modified, current, 'Pod'), 'Pod');
        const again = threeWayPatch(modified, modified, after, 'Pod');
        expect(again).toEqual({});
      }),
    );
  });
});

/** An emptied list or map and an absent one are the same to Kubernetes. */
function dropEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropEmpty);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, dropEmpty(member)] as const)
      .filter(
        ([, member]) => typeof member !== 'object' || member === null || Object.keys(member).length > 0,
      ),
  );
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../api/index.ts';
import { aNode, aPod } from '../testing/objects.ts';
import { naturalOrder } from './naturalOrder.ts';
import { Placement } from './placement.ts';
import { formatCPU, formatGi, loadOf } from './resources.ts';

const on = (name: string, node?: string, createdAt = '2026-01-01T00:00:00Z'): Pod =>
  aPod(name, {
    metadata: { name, creationTimestamp: createdAt },
    spec: { containers: [{ name: 'a' }], ...(node && { nodeName: node }) },
  });

describe('names in natural order', () => {
  test.each([
    [
      ['web-10', 'web-2', 'web-1'],
      ['web-1', 'web-2', 'web-10'],
    ],
    [
      ['b', 'a10b', 'a9c'],
      ['a9c', 'a10b', 'b'],
    ],
    [
      ['node', 'node-1'],
      ['node', 'node-1'],
    ],
  ])('%j', (names, sorted) => {
    expect(names.toSorted(naturalOrder)).toEqual(sorted);
  });
});

function placed(pods: readonly Pod[]): Placement {
  const placement = new Placement();
  for (const pod of pods) placement.set(pod.metadata.name ?? '', pod);
  return placement;
}

const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name);

describe('Pods by node', () => {
  test('stand in order of creation, then of name', () => {
    const placement = placed([
      on('b-10', 'n'),
      on('b-2', 'n'),
      on('late', 'n', '2026-01-01T00:00:01Z'),
      on('waits'),
    ]);
    expect(names(placement.on('n'))).toEqual(['b-2', 'b-10', 'late']);
    expect(names(placement.unplaced)).toEqual(['waits']);
    expect(placement.count).toBe(4);
  });

  test('keep the lists in which nothing changed', () => {
    const placement = placed([on('a', 'one'), on('b', 'two')]);
    const [one, two] = [placement.on('one'), placement.on('two')];
    placement.set('b', on('b', 'two'));
    expect(placement.on('one')).toBe(one);
    expect(placement.on('two')).not.toBe(two);
    expect(placement.on('two')).toBe(placement.on('two'));
  });

  test('give the same empty list for every node without Pods', () => {
    const placement = placed([]);
    expect(placement.on('x')).toBe(placement.on('y'));
  });

  test('followed one by one stand as if all were placed anew', () => {
    const change = fc.record({
      name: fc.integer({ min: 0, max: 12 }).map((number) => `web-${number}`),
      node: fc.constantFrom('', 'one', 'two'),
      second: fc.integer({ min: 0, max: 2 }),
      what: fc.constantFrom('set', 'set', 'set', 'remove', 'look', 'clear'),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const followed = new Placement();
        const all = new Map<string, Pod>();
        for (const { name, node, second, what } of changes) {
          if (what === 'set') {
            const pod = on(name, node, `2026-01-01T00:00:0${second}Z`);
            all.set(name, pod);
            followed.set(name, pod);
          } else if (what === 'remove') {
            all.delete(name);
            followed.remove(name);
          } else if (what === 'look') followed.on(node);
          else {
            all.clear();
            followed.clear();
          }
        }
        const anew = placed([...all.values()]);
        expect(followed.count).toBe(all.size);
        for (const node of ['', 'one', 'two']) expect(followed.on(node)).toEqual(anew.on(node));
      }),
    );
  });
});

describe('the books of a node', () => {
  const asks = (name: string, cpu: string, memory: string, phase?: 'Succeeded') =>
    aPod(name, {
      spec: { containers: [{ name: 'a', resources: { requests: { cpu, memory } } }] },
      ...(phase && { status: { phase } }),
    });
  const node = aNode('n', { status: { allocatable: { cpu: '4', memory: '8Gi' } } });

  test('keep the Pod that is followed apart and leave finished ones out', () => {
    const followed = asks('mine', '250m', '128Mi');
    const load = loadOf(
      node,
      [asks('a', '1', '1Gi'), asks('done', '2', '2Gi', 'Succeeded'), followed],
      followed,
    );
    expect(load).toEqual({
      allocatable: { milliCPU: 4000, memoryBytes: 8 * 1024 ** 3 },
      requested: { milliCPU: 1000, memoryBytes: 1024 ** 3 },
      added: { milliCPU: 250, memoryBytes: 128 * 1024 ** 2 },
    });
  });

  test('of a machine that has not registered are empty', () => {
    expect(loadOf(null, [], null).allocatable).toEqual({ milliCPU: 0, memoryBytes: 0 });
  });

  test.each([
    [formatCPU(0), '0'],
    [formatCPU(250), '0.25'],
    [formatCPU(4000), '4'],
    [formatGi(8 * 1024 ** 3), '8'],
    [formatGi(128 * 1024 ** 2), '0.13'],
    [formatGi(256.4 * 1024 ** 3), '256'],
  ])('%s reads %s', (shown, wanted) => {
    expect(shown).toBe(wanted);
  });
});

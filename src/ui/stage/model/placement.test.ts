import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../api/index.ts';
import { aNode, aPod } from '../testing/objects.ts';
import { naturalOrder } from './naturalOrder.ts';
import { placePods, podsOn } from './placement.ts';
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

describe('Pods by node', () => {
  test('stand in order of creation, then of name', () => {
    const pods = [on('b-10', 'n'), on('b-2', 'n'), on('late', 'n', '2026-01-01T00:00:01Z'), on('waits')];
    const placement = placePods(pods);
    expect(podsOn(placement, 'n').map(({ metadata }) => metadata.name)).toEqual(['b-2', 'b-10', 'late']);
    expect(placement.unplaced.map(({ metadata }) => metadata.name)).toEqual(['waits']);
    expect(placement.count).toBe(4);
  });

  test('keep the lists in which nothing changed', () => {
    const a = on('a', 'one');
    const b = on('b', 'two');
    const before = placePods([a, b]);
    const after = placePods([a, on('b', 'two')], before);
    expect(podsOn(after, 'one')).toBe(podsOn(before, 'one'));
    expect(podsOn(after, 'two')).not.toBe(podsOn(before, 'two'));
  });

  test('give the same empty list for every node without Pods', () => {
    const placement = placePods([]);
    expect(podsOn(placement, 'x')).toBe(podsOn(placement, 'y'));
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

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SandboxView } from '../../protocol/view.ts';
import { Machines } from './machines.ts';
import { Sorted } from './sorted.ts';

const sandbox = (id: string, ip = '') => ({ id, ip }) as SandboxView;
const volume = (name: string) =>
  ({ podUid: 'u', name, type: 'emptyDir', state: 'Mounted', message: '' }) as const;

describe('values in order of their keys', () => {
  test('are those of a table that is sorted anew', () => {
    const key = fc.integer({ min: 0, max: 20 }).map(String);
    const diff = fc.record({
      changed: fc.array(fc.tuple(key, fc.nat()), { maxLength: 8 }),
      removed: fc.array(key, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(diff, { maxLength: 12 }), (diffs) => {
        const sorted = new Sorted<number>();
        const table = new Map<string, number>();
        for (const { changed, removed } of diffs) {
          sorted.apply({ changed, removed });
          for (const each of removed) table.delete(each);
          for (const [each, value] of changed) table.set(each, value);
          const keys = [...table.keys()].sort();
          expect(sorted.list()).toEqual(keys.map((each) => table.get(each)));
          expect(sorted.size).toBe(table.size);
        }
      }),
    );
  });
});

describe('machines', () => {
  test('are put together from what changed on them, bit by bit', () => {
    const machines = new Machines();
    const images = [{ name: 'nginx', sizeBytes: 1 }];
    machines.apply({
      changed: [
        ['n', { poweredOn: true, images, pulls: [] }],
        ['n', { poweredOn: true, sandboxes: { changed: [['b', sandbox('b')]], removed: [] } }],
        ['n', { poweredOn: true, sandboxes: { changed: [['a', sandbox('a')]], removed: [] } }],
        ['n', { poweredOn: true, volumes: { changed: [['u', [volume('v')]]], removed: [] } }],
      ],
      removed: [],
    });
    expect(machines.views.get('n')).toEqual({
      node: 'n',
      poweredOn: true,
      images,
      pulls: [],
      sandboxes: [sandbox('a'), sandbox('b')],
      volumes: [volume('v')],
    });
  });

  test('keep what did not change', () => {
    const machines = new Machines();
    const a = sandbox('a');
    machines.apply({
      changed: [['n', { poweredOn: true, sandboxes: { changed: [['a', a]], removed: [] } }]],
      removed: [],
    });
    const before = machines.views.get('n');
    machines.apply({ changed: [['n', { poweredOn: false }]], removed: [] });
    const after = machines.views.get('n');
    expect(after).not.toBe(before);
    expect(after?.poweredOn).toBe(false);
    expect(after?.sandboxes).toBe(before?.sandboxes);
    expect(after?.volumes).toBe(before?.volumes);
  });

  test('go, and come again with nothing of what they were', () => {
    const machines = new Machines();
    const full = { poweredOn: true, sandboxes: { changed: [['a', sandbox('a')] as const], removed: [] } };
    machines.apply({ changed: [['n', full]], removed: [] });
    machines.apply({ changed: [], removed: ['n'] });
    expect(machines.views.size).toBe(0);
    machines.apply({ changed: [['n', { poweredOn: true }]], removed: [] });
    expect(machines.views.get('n')?.sandboxes).toEqual([]);
  });
});

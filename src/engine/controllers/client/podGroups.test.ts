import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Pod } from '../../../api/index.ts';
import { emptyTable } from '../../kernel/table.ts';
import { makePod } from '../../testing/builders.ts';
import { isPodActive, isPodReady, isPodTerminal } from '../pods.ts';
import { groupOf, type PodGroups, podsOf, regroup } from './podGroups.ts';

const change = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  gone: fc.boolean(),
  owner: fc.constantFrom('', 'x', 'y'),
  app: fc.constantFrom('web', 'db'),
  phase: fc.constantFrom('Pending', 'Running', 'Failed'),
  ready: fc.boolean(),
  deleting: fc.boolean(),
});

function podOf(values: typeof change extends fc.Arbitrary<infer T> ? T : never): Pod | undefined {
  const { name, gone, owner, app, phase, ready, deleting } = values;
  if (gone) return undefined;
  return makePod(name, {
    labels: { app },
    metadata: {
      ...(owner === ''
        ? {}
        : {
            ownerReferences: [
              { apiVersion: 'v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true },
            ],
          }),
      ...(deleting ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    status: { phase: phase as 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  });
}

it('counts what counting anew would', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const now = new Map<string, Pod>();
      let groups: PodGroups = emptyTable();
      for (const values of changes) {
        const { name } = values;
        const after = podOf(values);
        groups = regroup(groups, name, now.get(name), after);
        if (after === undefined) now.delete(name);
        else now.set(name, after);
      }
      for (const owner of ['x', 'y']) {
        const pods = [...now.entries()]
          .filter(([, pod]) => pod.metadata.ownerReferences?.[0]?.uid === owner)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, pod]) => pod);
        const group = groupOf(groups, owner);
        expect(podsOf(groups, owner)).toEqual(pods);
        expect(group.active).toBe(pods.filter(isPodActive).length);
        expect(group.ready).toBe(pods.filter((pod) => isPodActive(pod) && isPodReady(pod)).length);
        expect(group.terminating).toBe(
          pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod)).length,
        );
        const labels = Object.fromEntries(
          Object.entries(group.labels).map(([text, { count }]) => [text, count]),
        );
        const expected: Record<string, number> = {};
        for (const pod of pods.filter(isPodActive)) {
          const text = `app=${pod.metadata.labels?.app}`;
          expected[text] = (expected[text] ?? 0) + 1;
        }
        expect(labels).toEqual(expected);
      }
    }),
  );
});

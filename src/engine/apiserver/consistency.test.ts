import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigMap, KubeObject } from '../../api/index.ts';
import type { EtcdState } from '../etcd/etcd.ts';
import { makeConfigMap } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';
import type { ApiRequest } from './messages.ts';

type Edit = { verb: 'create' | 'delete' | 'append' | 'replace'; name: string; delayMs: number };

const edits = fc.array(
  fc.record({
    verb: fc.constantFrom('create' as const, 'delete' as const, 'append' as const, 'replace' as const),
    name: fc.constantFrom('a', 'b', 'c'),
    delayMs: fc.integer({ min: 0, max: 12 }),
  }),
  { maxLength: 40 },
);

function requestFor(edit: Edit, index: number): Omit<ApiRequest, 'type' | 'id'> {
  const { name } = edit;
  const target = { resource: 'configmaps', namespace: 'default', name } as const;
  const key = `k${index}`;
  switch (edit.verb) {
    case 'create':
      return { ...target, verb: 'create', object: makeConfigMap(name, { [key]: 'create' }) };
    case 'delete':
      return { ...target, verb: 'delete' };
    case 'append':
      return { ...target, verb: 'patch', patchType: 'merge', object: { data: { [key]: 'append' } } };
    case 'replace':
      return { ...target, verb: 'update', object: makeConfigMap(name, { [key]: 'replace' }) };
  }
}

/** Sends everything at its moment, so that requests meet in flight. */
function play(list: readonly Edit[]): { plane: ControlPlane; ids: string[] } {
  const plane = new ControlPlane();
  plane.send({ verb: 'watch', resource: 'configmaps' }, 'watcher');
  plane.settle();
  const ids = list.map((edit, index) => {
    const id = `edit-${index}`;
    const body: ApiRequest = { ...requestFor(edit, index), type: 'request', id };
    plane.post({ from: 'test', to: 'apiserver', verb: body.verb, body }, edit.delayMs);
    return id;
  });
  plane.settle();
  return { plane, ids };
}

describe('whatever meets in flight', () => {
  it('revisions only grow, and every change has its own', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const { plane } = play(list);
        const after = plane.records.flatMap(({ change, detail }) =>
          change ? [Number(detail?.revision)] : [],
        );
        expect(after).toEqual([...new Set(after)].sort((a, b) => a - b));
        expect(after.at(-1)).toBe(plane.state<EtcdState>('etcd').store.revision);
      }),
    );
  });

  it('a watch replays to exactly the list', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const { plane } = play(list);
        const seen = new Map<string, KubeObject>();
        for (const { event, object } of plane.watched('watcher', 'configmaps')) {
          const name = object.metadata.name as string;
          if (event === 'DELETED') expect(seen.delete(name)).toBe(true);
          else {
            expect(seen.has(name)).toBe(event === 'MODIFIED');
            seen.set(name, object);
          }
        }
        const listed = plane.request({ verb: 'list', resource: 'configmaps' }).items ?? [];
        expect(
          [...seen.values()].sort((a, b) => (String(a.metadata.name) < String(b.metadata.name) ? -1 : 1)),
        ).toEqual(listed);
        expect(listed).toEqual(plane.stored('configmaps'));
      }),
    );
  });

  it('no accepted patch is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 25 }), (delays) => {
        const plane = new ControlPlane();
        plane.create(makeConfigMap('a'), 'configmaps');
        delays.forEach((delayMs, index) => {
          const body: ApiRequest = {
            ...requestFor({ verb: 'append', name: 'a', delayMs }, index),
            type: 'request',
            id: `edit-${index}`,
          };
          plane.post({ from: 'test', to: 'apiserver', verb: 'patch', body }, delayMs);
        });
        plane.settle();
        const data = (plane.object<ConfigMap>('configmaps', 'default/a') as ConfigMap).data ?? {};
        delays.forEach((_, index) => {
          expect(plane.response(`edit-${index}`).code).toBe(200);
          expect(data[`k${index}`]).toBe('append');
        });
      }),
    );
  });

  it('of several updates from one revision, one wins and the others are told', () => {
    const plane = new ControlPlane();
    const created = plane.create(makeConfigMap('a'), 'configmaps').object as ConfigMap;
    const ids = ['1', '2', '3'].map((text) =>
      plane.send({
        verb: 'update',
        resource: 'configmaps',
        namespace: 'default',
        name: 'a',
        object: { ...created, data: { text } },
      }),
    );
    plane.settle();
    expect(ids.map((id) => plane.response(id).code).sort()).toEqual([200, 409, 409]);
    const winner = ids.findIndex((id) => plane.response(id).code === 200);
    expect(plane.object<ConfigMap>('configmaps', 'default/a')?.data).toEqual({ text: String(winner + 1) });
  });
});

describe('a run', () => {
  it('keeps its state as plain data', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const { plane } = play(list);
        for (const address of ['etcd', 'apiserver']) {
          const state = plane.state(address);
          expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('is the same for the same seed, and differs in ids for another', () => {
    const uids = (seed: number) => {
      const plane = new ControlPlane(seed);
      plane.create(makeConfigMap('a'), 'configmaps');
      return plane.stored('configmaps').map((object) => object.metadata.uid);
    };
    expect(uids(1)).toEqual(uids(1));
    expect(uids(1)).not.toEqual(uids(2));
  });
});

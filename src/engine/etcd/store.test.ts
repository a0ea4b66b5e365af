import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/index.ts';
import { get, keys, values } from '../kernel/table.ts';
import type { WriteOp } from './messages.ts';
import {
  commit,
  compact,
  ERR_COMPACTED,
  ERR_FUTURE_REVISION,
  emptyStore,
  holds,
  range,
  type Store,
  valueAt,
} from './store.ts';

const object = (name: string, data = ''): KubeObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }) as KubeObject;

const putOp = (key: string, data = ''): WriteOp => ({ type: 'put', key, value: object(key, data) });
const deleteOp = (key: string): WriteOp => ({ type: 'delete', key });

function write(store: Store, ...ops: readonly WriteOp[]): Store {
  return ops.reduce((next, op) => commit(next, op)?.store ?? next, store);
}

describe('a put', () => {
  it('makes a key, then a new version of it', () => {
    const store = write(emptyStore(), putOp('a'), putOp('b'), putOp('a', 'x'));
    expect(get(store.keys, 'a')).toMatchObject({ createRevision: 2, modRevision: 4, version: 2 });
    expect(get(store.keys, 'b')).toMatchObject({ createRevision: 3, modRevision: 3, version: 1 });
  });

  it('stores the object with its revision and leaves the one it was given alone', () => {
    const given = object('a');
    const done = commit(emptyStore(), { type: 'put', key: 'a', value: given });
    expect(done?.after?.value.metadata.resourceVersion).toBe('2');
    expect(given.metadata.resourceVersion).toBeUndefined();
  });
});

describe('a delete', () => {
  it('takes a revision and begins a new life of the key', () => {
    const store = write(emptyStore(), putOp('a'), deleteOp('a'), putOp('a'));
    expect(get(store.keys, 'a')).toMatchObject({ createRevision: 4, version: 1 });
  });

  it('of what does not exist changes nothing', () => {
    expect(commit(emptyStore(), deleteOp('a'))).toBeNull();
  });
});

describe('compare', () => {
  const store = write(emptyStore(), putOp('a'));
  it.each([
    ['the revision it was last written at', 'a', 2, true],
    ['another revision', 'a', 3, false],
    ['0 for a key that exists', 'a', 0, false],
    ['0 for a key that does not', 'b', 0, true],
  ])('with %s', (_, key, modRevision, expected) => {
    expect(holds(store, [{ key, modRevision }])).toBe(expected);
  });

  it('holds only if every comparison does', () => {
    expect(
      holds(store, [
        { key: 'a', modRevision: 2 },
        { key: 'b', modRevision: 9 },
      ]),
    ).toBe(false);
  });
});

describe('range', () => {
  it('gives the keys under a prefix in order', () => {
    const store = write(emptyStore(), putOp('/b/2'), putOp('/a/1'), putOp('/b/1'), putOp('/c/1'));
    expect(range(store, '/b/').map((kv) => kv.key)).toEqual(['/b/1', '/b/2']);
  });
});

describe('valueAt', () => {
  // Revisions: a=2, b=3, a=4, delete a=5, a=6.
  const store = write(
    emptyStore(),
    putOp('a', '2'),
    putOp('b', '3'),
    putOp('a', '4'),
    deleteOp('a'),
    putOp('a', '6'),
  );
  const dataOf = (value: KubeObject | null | undefined) =>
    value && (value as unknown as { data: string }).data;

  it.each([
    [2, '2'],
    [3, '3'],
    [4, '4'],
    [5, null],
    [6, '6'],
    [7, undefined],
    [1, undefined],
  ])('revision %i without a key is %s', (revision, expected) => {
    expect(dataOf(valueAt(store, revision))).toBe(expected);
  });

  it.each([
    [1, null],
    [2, '2'],
    [3, '2'],
    [4, '4'],
    [5, null],
    [6, '6'],
    [7, undefined],
  ])('revision %i of key a is %s', (revision, expected) => {
    expect(dataOf(valueAt(store, revision, 'a'))).toBe(expected);
  });

  it('knows a key that is gone now', () => {
    const gone = write(store, deleteOp('a'));
    expect(dataOf(valueAt(gone, 6, 'a'))).toBe('6');
    expect(valueAt(gone, 7, 'a')).toBeNull();
    expect(valueAt(gone, 7, 'never')).toBeNull();
  });
});

describe('compaction', () => {
  it.each([
    ['at or before the last one', 3, ERR_COMPACTED],
    ['in the future', 99, ERR_FUTURE_REVISION],
  ])('%s is refused', (_, revision, error) => {
    const { store } = compact(write(emptyStore(), putOp('a'), putOp('a'), putOp('a')), 3);
    expect(compact(store, revision)).toEqual({ store, error });
  });

  it('forgets what was superseded and deletions, and keeps what is current at that revision', () => {
    const before = write(
      emptyStore(),
      putOp('a', '2'),
      putOp('a', '3'),
      putOp('b', '4'),
      deleteOp('b'),
      putOp('a', '6'),
    );
    const { store } = compact(before, 5);
    expect(keys(store.history)).toEqual([3, 6]);
    expect(store.keys).toBe(before.keys);
    expect(valueAt(store, 4, 'b')).toBeUndefined();
    expect(valueAt(store, 5, 'a')).toEqual(valueAt(before, 5, 'a'));
  });

  it('changes nothing of what is readable from its revision on', () => {
    const op = fc.oneof(
      fc.record({ key: fc.constantFrom('a', 'b', 'c'), data: fc.string() }),
      fc.record({ key: fc.constantFrom('a', 'b', 'c') }),
    );
    fc.assert(
      fc.property(fc.array(op, { minLength: 1, maxLength: 40 }), fc.nat(), (ops, at) => {
        const before = write(
          emptyStore(),
          ...ops.map((entry) => ('data' in entry ? putOp(entry.key, entry.data) : deleteOp(entry.key))),
        );
        const revision = 1 + (at % before.revision);
        const { store, error } = compact(before, revision);
        expect(error).toBe('');
        for (const key of ['a', 'b', 'c']) {
          let expected: KubeObject | null = null;
          for (let r = 1; r <= before.revision; r++) {
            const written = get(before.history, r);
            if (written?.key === key) expected = written.value;
            expect(valueAt(before, r, key)).toEqual(expected);
            if (r >= revision) expect(valueAt(store, r, key)).toEqual(expected);
          }
        }
        expect(values(store.keys)).toEqual(values(before.keys));
      }),
    );
  });
});

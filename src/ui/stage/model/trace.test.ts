import { describe, expect, test } from 'vitest';
import type { TraceRecord } from '../../../protocol/view.ts';
import { aDecision, aRecord } from '../testing/objects.ts';
import { TraceIndex } from './trace.ts';

const attempt = (seq: number, pod: string): TraceRecord =>
  aRecord('scheduler', 'scheduler', 'schedule', { seq, detail: { decision: aDecision({ pod }) } });
const other = (seq: number, kind = 'Pod'): TraceRecord =>
  aRecord('apiserver', 'etcd', 'txn', { seq, object: { kind, name: 'x' } });

describe('the index of a trace', () => {
  test('finds the latest attempt for a Pod, or for any, up to a moment', () => {
    const index = new TraceIndex();
    index.sync([other(1), attempt(2, 'default/a'), attempt(3, 'default/b'), attempt(4, 'default/a')]);
    expect(index.latest('default/a', 1)).toBeNull();
    expect(index.latest('default/a', 2)?.seq).toBe(2);
    expect(index.latest('default/a', 3)?.seq).toBe(2);
    expect(index.latest('default/a', 9)?.seq).toBe(4);
    expect(index.latest('default/b', 9)?.seq).toBe(3);
    expect(index.latest(null, 9)?.seq).toBe(4);
    expect(index.latest('default/c', 9)).toBeNull();
  });

  test('follows records that are appended', () => {
    const index = new TraceIndex();
    const records = [attempt(1, 'default/a')];
    index.sync(records);
    records.push(attempt(2, 'default/a'));
    index.sync(records);
    expect(index.latest('default/a', 9)?.seq).toBe(2);
  });

  test('forgets a future that was cut off, even when another has grown as long', () => {
    const index = new TraceIndex();
    const records = [other(1), attempt(2, 'default/a')];
    index.sync(records);
    records.length = 1;
    records.push(other(2), attempt(3, 'default/b'));
    index.sync(records);
    expect(index.latest('default/a', 9)).toBeNull();
    expect(index.latest('default/b', 9)?.seq).toBe(3);
  });

  test('knows whether anybody in the run asks for storage', () => {
    const index = new TraceIndex();
    const records = [other(1)];
    index.sync(records);
    expect(index.usesClaims).toBe(false);
    records.push(other(2, 'PersistentVolumeClaim'));
    index.sync(records);
    expect(index.usesClaims).toBe(true);
    records.length = 1;
    index.sync(records);
    expect(index.usesClaims).toBe(false);
  });
});

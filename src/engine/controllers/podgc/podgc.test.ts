import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/index.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { Lab } from '../../testing/lab.ts';

describe('Pods on nodes that are not there', () => {
  it.each([
    ['written into a manifest', 'nope'],
    ['that has been taken away', 'node-2'],
  ])('a node %s', (_, nodeName) => {
    const lab = new Lab({ nodes: [makeNode('node-1'), makeNode('node-2')] });
    lab.apply(makePod('lost', { nodeName }), makePod('kept', { nodeName: 'node-1' })).run(5000);
    if (nodeName !== 'nope') lab.issue({ type: 'cluster', nodes: [makeNode('node-1')] });
    lab.run(40_000);
    expect(lab.pod('lost').spec.nodeName).toBe(nodeName);
    lab.settle();
    expect(lab.object<Pod>('pods', 'default/lost')).toBeUndefined();
    expect(lab.nowMs).toBeLessThan(70_000);
    expect(lab.pod('kept').status?.phase).toBe('Running');
  });

  it.each([
    // Rounds come every 20 s; the first after a change begins a quarantine of 40 s.
    ['just before a round', 19_000, 60],
    ['just after one', 21_000, 80],
  ])('of which it learns %s', (_, atMs, seconds) => {
    const lab = new Lab().run(atMs).apply(makePod('lost', { nodeName: 'nope' }));
    lab.run(seconds * 1000 - 100 - lab.nowMs);
    expect(lab.pod('lost').status?.phase).toBe('Pending');
    lab.run(200);
    expect(lab.object<Pod>('pods', 'default/lost')).toBeUndefined();
  });

  it('unless the node comes in time', () => {
    const lab = new Lab().apply(makePod('late', { nodeName: 'node-2' })).run(10_000);
    lab.issue({ type: 'cluster', nodes: [makeNode('node-1'), makeNode('node-2')] }).settle();
    expect(lab.nowMs).toBeGreaterThan(50_000);
    expect(lab.pod('late').status?.phase).toBe('Running');
  });
});

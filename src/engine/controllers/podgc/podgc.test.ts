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
});

import { describe, expect, it } from 'vitest';
import type { Node, Taint } from '../api/index.ts';
import { changeLines, isResized } from './cluster.ts';
import { keys } from './kernel/table.ts';
import { makeNode } from './testing/builders.ts';
import { Lab } from './testing/lab.ts';

const node = (
  labels: Record<string, string>,
  taints: Taint[],
  capacity: Record<string, string> = {},
): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', labels },
  spec: { taints },
  status: { capacity },
});
const gpu: Taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
const own: Taint = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' };

describe('changeLines', () => {
  it.each([
    ['nothing changed', node({ a: '1' }, [gpu]), node({ a: '1' }, [gpu]), []],
    [
      'a label is new, one is another and one is gone',
      node({ a: '1', b: '1' }, []),
      node({ b: '2', c: '3' }, []),
      ['label nodes node-1 b=2 c=3 a- --overwrite'],
    ],
    [
      'a taint is new',
      node({}, []),
      node({}, [gpu]),
      ['taint nodes node-1 dedicated=gpu:NoSchedule --overwrite'],
    ],
    [
      'a taint is gone',
      node({}, [gpu]),
      node({}, []),
      ['taint nodes node-1 dedicated:NoSchedule- --overwrite'],
    ],
    [
      'a taint has another value',
      node({}, [gpu]),
      node({}, [{ ...gpu, value: 'cpu' }]),
      ['taint nodes node-1 dedicated=cpu:NoSchedule --overwrite'],
    ],
    [
      'the rest is the kubelet’s and the controllers’',
      node({ 'kubernetes.io/hostname': 'node-1' }, [own]),
      node({}, []),
      [],
    ],
  ])('%s', (_, current, wanted, lines) => {
    expect(changeLines(current, wanted)).toEqual(lines);
  });
});

describe('isResized', () => {
  it.each([
    ['the same', { cpu: '4' }, { cpu: '4' }, false],
    ['more of one', { cpu: '4' }, { cpu: '8' }, true],
    ['something new', { cpu: '4' }, { cpu: '4', memory: '1Gi' }, true],
  ])('%s', (_, before, after, expected) => {
    expect(isResized(node({}, [], before), node({}, [], after))).toBe(expected);
  });
});

describe('another cluster', () => {
  const machine = (name: string, cpu: string): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { capacity: { cpu, memory: '8Gi', pods: '110' } },
  });
  const nodeOf = (lab: Lab, name: string) => lab.object<Node>('nodes', name);

  it('boots what is new, resizes what stays and switches off what is missing', () => {
    const lab = new Lab({ nodes: [makeNode('node-1'), makeNode('node-2')] });
    lab.issue({ type: 'cluster', nodes: [machine('node-2', '16'), machine('node-3', '2')] }).run(60_000);
    expect(keys(lab.world.hosts)).toEqual(['node-2', 'node-3']);
    expect(nodeOf(lab, 'node-1')).toBeUndefined();
    expect(nodeOf(lab, 'node-2')?.status?.allocatable?.cpu).toBe('16');
    expect(nodeOf(lab, 'node-3')?.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe(
      'True',
    );
  });

  it('never gives two machines the same addresses', () => {
    const lab = new Lab({ nodes: [makeNode('node-1'), makeNode('node-2')] });
    lab.issue({ type: 'cluster', nodes: [makeNode('node-2')] }).run(1000);
    lab.issue({ type: 'cluster', nodes: [makeNode('node-2'), makeNode('node-3')] }).run(60_000);
    const ranges = ['node-2', 'node-3'].map((name) => nodeOf(lab, name)?.spec?.podCIDR);
    expect(new Set(ranges).size).toBe(2);
  });
});

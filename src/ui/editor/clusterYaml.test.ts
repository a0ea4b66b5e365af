import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Node } from '../../api/index.ts';
import { clusterYaml, withWorker } from './clusterYaml.ts';

const node: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', labels: { 'kubernetes.io/hostname': 'node-1', disktype: 'ssd', gpu: 'true' } },
  spec: {
    taints: [
      { key: 'dedicated', value: '1', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
    ],
  },
  status: { capacity: { cpu: '4', memory: '8Gi', pods: '110' } },
};

describe('clusterYaml', () => {
  it('says how a node was made and leaves out what controllers and kubelets added', () => {
    expect(parseAllDocuments(clusterYaml([node])).map((each) => each.toJS())).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: 'node-1', labels: { disktype: 'ssd', gpu: 'true' } },
        spec: { taints: [{ key: 'dedicated', value: '1', effect: 'NoSchedule' }] },
        status: { capacity: { cpu: '4', memory: '8Gi', pods: '110' } },
      },
    ]);
  });

  it.each([
    ['after the highest number', clusterYaml([node]), ['node-1', 'node-2']],
    ['to an empty sheet', '', ['node-1']],
  ])('adds a worker %s', (_, text, names) => {
    const found = parseAllDocuments(withWorker(text)).map((each) => each.getIn(['metadata', 'name']));
    expect(found).toEqual(names);
  });
});

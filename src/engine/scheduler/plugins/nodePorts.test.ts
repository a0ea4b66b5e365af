import { describe, expect, test } from 'vitest';
import type { ContainerPort, Pod } from '../../../api/index.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import { cycleOf, filterAll, wouldRequeue } from '../testing/fixture.ts';
import { nodePorts } from './nodePorts.ts';

const NO = "Unschedulable: node(s) didn't have free ports for the requested pod ports";
const withPorts = (name: string, ports: Partial<ContainerPort>[], nodeName?: string): Pod =>
  makePod(name, {
    containers: [{ ports: ports.map((port) => ({ containerPort: 80, ...port })) }],
    ...(nodeName !== undefined && { nodeName }),
  });

describe('filter', () => {
  const cases: [string, Partial<ContainerPort>[], Partial<ContainerPort>[], string][] = [
    ['no host port', [{}], [{ hostPort: 80 }], 'skipped'],
    ['a free port', [{ hostPort: 81 }], [{ hostPort: 80 }], 'ok'],
    ['a taken port', [{ hostPort: 80 }], [{ hostPort: 80 }], NO],
    ['another protocol', [{ hostPort: 80, protocol: 'UDP' }], [{ hostPort: 80 }], 'ok'],
    ['other addresses', [{ hostPort: 80, hostIP: '10.0.0.1' }], [{ hostPort: 80, hostIP: '10.0.0.2' }], 'ok'],
    ['the same address', [{ hostPort: 80, hostIP: '10.0.0.1' }], [{ hostPort: 80, hostIP: '10.0.0.1' }], NO],
    ['one address of all', [{ hostPort: 80, hostIP: '10.0.0.1' }], [{ hostPort: 80 }], NO],
    ['all addresses of one', [{ hostPort: 80 }], [{ hostPort: 80, hostIP: '10.0.0.1' }], NO],
    ['one of two', [{ hostPort: 81 }, { hostPort: 80 }], [{ hostPort: 80 }], NO],
  ];
  test.each(cases)('%s', (_, wanted, used, expected) => {
    const objects = { nodes: [makeNode('node-1')], pods: [withPorts('old', used, 'node-1')] };
    expect(filterAll(nodePorts, cycleOf(objects, withPorts('web', wanted)))).toEqual({ 'node-1': expected });
  });
});

test.each([
  ['held the port', 80, true],
  ['held another', 81, false],
])('a deleted Pod that %s brings a rejected Pod back: %s', (_, hostPort, expected) => {
  const before = withPorts('old', [{ hostPort }], 'node-1');
  const change = { resource: 'AssignedPod', actions: ACTION.Delete, before, after: null };
  expect(wouldRequeue(nodePorts, withPorts('web', [{ hostPort: 80 }]), change)).toBe(expected);
});

import { describe, expect, test } from 'vitest';
import { makeNode, makePod } from '../testing/builders.ts';
import { Lab } from '../testing/lab.ts';

const bare = () => {
  const node = makeNode('lab');
  return { ...node, metadata: { ...node.metadata, annotations: { 'podscope.dev/bare': 'true' } } };
};

const type = (lab: Lab, text: string, node = 'lab') =>
  lab.issue({ type: 'terminal', node, terminal: 't1', text }).settle();

const screen = (lab: Lab, node = 'lab') => {
  const terminals: string[] = [];
  for (const leaf of JSON.stringify(lab.host(node).machine.terminals).matchAll(
    /"output":("(?:[^"\\]|\\.)*")/g,
  )) {
    terminals.push(JSON.parse(leaf[1] as string) as string);
  }
  return terminals.join('\n');
};

describe('a terminal of a machine', () => {
  test('opens with a shell of its root and runs what is typed', () => {
    const lab = new Lab({ nodes: [bare()] });
    type(lab, 'echo hello from $(hostname)\n');
    expect(screen(lab)).toContain('hello from lab\n');
  });

  test('a bare machine is no node of the cluster', () => {
    const lab = new Lab({ nodes: [bare()] });
    expect(lab.records.filter(({ from }) => from === 'kubelet/lab')).toEqual([]);
  });

  test('a process of a container is seen and killed from its node', () => {
    const lab = new Lab({ nodes: [makeNode('node-1')] }).apply(makePod('p')).settle();
    const before = lab.pod('p').status?.containerStatuses?.[0];
    type(lab, 'kill -9 $(pgrep -o pause)\n', 'node-1');
    lab.run(20_000);
    expect(lab.pod('p').status?.containerStatuses?.[0]?.containerID).not.toBe(before?.containerID);
    expect(lab.events('p').some((text) => text.startsWith('SandboxChanged'))).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import type { Node } from '../../../api/index.ts';
import type { TraceRecord } from '../../kernel/record.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { Lab } from '../../testing/lab.ts';

const SUFFICIENT = [
  'NodeHasSufficientMemory: Node NODE status is now: NodeHasSufficientMemory',
  'NodeHasNoDiskPressure: Node NODE status is now: NodeHasNoDiskPressure',
  'NodeHasSufficientPID: Node NODE status is now: NodeHasSufficientPID',
];
const NEW_NODE = [
  'Starting: Starting kubelet.',
  'NodeAllocatableEnforced: Updated Node Allocatable limit across pods',
  ...SUFFICIENT,
  'RegisteredNode: Node NODE event: Registered Node NODE in Controller',
  'NodeReady: Node NODE status is now: NodeReady',
];

/** Events about a node, with its name taken out. */
const events = (lab: Lab, name: string): string[] =>
  lab.events(name).map((text) => text.replaceAll(name, 'NODE'));

const ready = (node: Node | undefined) => node?.status?.conditions?.find(({ type }) => type === 'Ready');
const addNode = (lab: Lab, name: string): Lab =>
  lab.issue({ type: 'cluster', nodes: [makeNode('node-1'), makeNode(name)] });

describe('a node', () => {
  test('says what it does when it starts', () => {
    expect(events(new Lab(), 'node-1')).toEqual(NEW_NODE);
  });

  test('that is added says the same', () => {
    expect(events(addNode(new Lab(), 'node-2').settle(), 'node-2')).toEqual(NEW_NODE);
  });

  test('is new, not ready and tainted, and a moment later neither', () => {
    const lab = addNode(new Lab(), 'node-2');
    const find = () => lab.object<Node>('nodes', 'node-2');
    lab.until(() => find() !== undefined);
    const registeredMs = lab.nowMs;
    expect(ready(find())).toMatchObject({
      status: 'False',
      reason: 'KubeletNotReady',
      message: 'CSINode is not yet initialized',
    });
    expect(find()?.spec?.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
    lab.until(() => find()?.spec?.taints === undefined || find()?.spec?.taints?.length === 0);
    expect(ready(find())?.status).toBe('True');
    expect(lab.nowMs - registeredMs).toBeLessThan(1000);
  });

  test('gets its first Pod only when it is ready', () => {
    const taken = makeNode('node-1', { taints: [{ key: 'k', effect: 'NoSchedule' }] });
    const lab = new Lab({ nodes: [taken] }).apply(makePod('web')).settle();
    lab.issue({ type: 'cluster', nodes: [taken, makeNode('node-2')] }).settle();
    expect(lab.pod('web').spec.nodeName).toBe('node-2');
    const at = (wanted: (record: TraceRecord) => boolean) => lab.records.find(wanted)?.seq ?? 0;
    expect(at(({ verb }) => verb === 'bind')).toBeGreaterThan(
      at(
        ({ from, verb, object }) => from === 'kubelet/node-2' && verb === 'patch' && object?.kind === 'Node',
      ),
    );
  });

  test('that is cordoned says so with its next status, and again when it is not', () => {
    const lab = new Lab();
    const said = () => events(lab, 'node-1').slice(NEW_NODE.length);
    lab.kubectl('cordon node-1').run(9_000);
    expect(said()).toEqual([]);
    lab.run(2_000);
    expect(said()).toEqual(['NodeNotSchedulable: Node NODE status is now: NodeNotSchedulable']);
    lab.kubectl('uncordon node-1').run(11_000);
    expect(said()).toEqual([
      'NodeNotSchedulable: Node NODE status is now: NodeNotSchedulable',
      'NodeSchedulable: Node NODE status is now: NodeSchedulable',
    ]);
  });

  test('that was silent for long says that all is well again', () => {
    const lab = new Lab();
    lab.issue({ type: 'fault', fault: { kind: 'NodeDown', node: 'node-1' } }).run(70_000);
    expect(ready(lab.object<Node>('nodes', 'node-1'))?.status).toBe('Unknown');
    lab.issue({ type: 'fault', fault: { kind: 'NodeUp', node: 'node-1' } }).settle();
    expect(ready(lab.object<Node>('nodes', 'node-1'))?.status).toBe('True');
    expect(events(lab, 'node-1').slice(NEW_NODE.length)).toEqual([
      'NodeNotReady: Node NODE status is now: NodeNotReady',
      'Starting: Starting kubelet.',
      'NodeAllocatableEnforced: Updated Node Allocatable limit across pods',
      // Once for the Node it made to register, once for the one that was there.
      ...SUFFICIENT.map((text) => `${text} (x2)`),
      expect.stringMatching(/^Rebooted: Node NODE has been rebooted, boot id: [0-9a-f-]{36}$/),
      'NodeReady: Node NODE status is now: NodeReady',
    ]);
  });
});

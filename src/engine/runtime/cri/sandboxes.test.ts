import { expect, test } from 'vitest';
import type { TraceRecord } from '../../kernel/record.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { Lab } from '../../testing/lab.ts';

/** `from to verb` of what the runtime and the network plug-in of node-1 say about sandboxes, without answers. */
function calls({ records }: Lab): string[] {
  return records
    .filter(({ to, verb, object }) => {
      if (verb === 'reply') return false;
      return to === 'cni/node-1' || (to === 'runtime/node-1' && object?.kind === 'Sandbox');
    })
    .map(({ from, to, verb }) => `${from} ${to} ${verb}`);
}

const answers = ({ records }: Lab): TraceRecord[] =>
  records.filter(
    ({ from, to, verb }) => from === 'cri/node-1' && to === 'kubelet/node-1' && verb === 'reply',
  );

test('the network is set up before pause starts', () => {
  const lab = new Lab().apply(makePod()).settle();
  expect(calls(lab)).toEqual(['cri/node-1 cni/node-1 ADD', 'cri/node-1 runtime/node-1 start']);
});

test('a Pod on the network of its node needs no plug-in', () => {
  const lab = new Lab().apply(makePod('web', { spec: { hostNetwork: true } })).settle();
  expect(calls(lab)).toEqual(['cri/node-1 runtime/node-1 start']);
});

test('without an address pause never starts, and what the plug-in left is cleared away first', () => {
  // A range with one address for Pods: 10.9.0.2.
  const lab = new Lab({ nodes: [makeNode('node-1', { spec: { podCIDR: '10.9.0.0/30' } })] });
  lab.apply(makePod('first')).settle();
  const before = calls(lab).length;
  lab.apply(makePod('second')).run(1000);
  expect(calls(lab).slice(before)).toEqual(['cri/node-1 cni/node-1 ADD', 'cri/node-1 cni/node-1 DEL']);
  expect(answers(lab).at(-1)?.detail?.error).toMatch(
    /^rpc error: code = Unknown desc = failed to setup network for sandbox "[0-9a-f]{64}": plugin type="bridge" failed \(add\): failed to allocate for range 0/,
  );
  expect(lab.host().cri.sandboxes.size).toBe(1);
});

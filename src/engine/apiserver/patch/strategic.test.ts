import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json.ts';
import { PatchError, strategicMerge } from './strategic.ts';
import type { TypeName } from './types.ts';

const containers = (...list: object[]) => ({ spec: { containers: list } });
const a = { name: 'a', image: 'a:1' };
const b = { name: 'b', image: 'b:1' };

describe('a strategic merge patch', () => {
  const cases: [string, TypeName, object, object, object][] = [
    [
      'merges objects',
      'Pod',
      { metadata: { labels: { a: '1' } } },
      { metadata: { labels: { b: '2' } } },
      { metadata: { labels: { a: '1', b: '2' } } },
    ],
    ['deletes with null', 'Pod', { spec: { hostname: 'h' } }, { spec: { hostname: null } }, { spec: {} }],
    [
      'adds nothing where it says null',
      'Pod',
      {},
      { spec: { hostname: null, subdomain: 's' } },
      { spec: { subdomain: 's' } },
    ],
    [
      'merges containers by name',
      'Pod',
      containers(a, b),
      containers({ name: 'b', image: 'b:2' }),
      containers(a, { name: 'b', image: 'b:2' }),
    ],
    ['appends a new container', 'Pod', containers(a), containers(b), containers(a, b)],
    [
      'deletes a container',
      'Pod',
      containers(a, b),
      containers({ name: 'a', $patch: 'delete' }),
      containers(b),
    ],
    [
      'replaces a list',
      'Pod',
      containers(a, b),
      containers({ $patch: 'replace' }, { name: 'c' }),
      containers({ name: 'c' }),
    ],
    [
      'replaces an object',
      'Pod',
      { spec: { hostname: 'h', nodeName: 'n' } },
      { spec: { $patch: 'replace', nodeName: 'm' } },
      { spec: { nodeName: 'm' } },
    ],
    [
      'empties an object',
      'Pod',
      { spec: { nodeSelector: { a: 'b' } } },
      { spec: { nodeSelector: { $patch: 'delete' } } },
      { spec: { nodeSelector: {} } },
    ],
    [
      'merges environment by name',
      'Pod',
      containers({ name: 'a', env: [{ name: 'X', value: '1' }] }),
      containers({ name: 'a', env: [{ name: 'Y', value: '2' }] }),
      containers({
        name: 'a',
        env: [
          { name: 'X', value: '1' },
          { name: 'Y', value: '2' },
        ],
      }),
    ],
    [
      'merges ports by number',
      'Pod',
      containers({ name: 'a', ports: [{ containerPort: 80 }] }),
      containers({ name: 'a', ports: [{ containerPort: 80, name: 'http' }] }),
      containers({ name: 'a', ports: [{ containerPort: 80, name: 'http' }] }),
    ],
    [
      'merges mounts by path',
      'Pod',
      containers({ name: 'a', volumeMounts: [{ name: 'v', mountPath: '/a' }] }),
      containers({ name: 'a', volumeMounts: [{ name: 'w', mountPath: '/a' }] }),
      containers({ name: 'a', volumeMounts: [{ name: 'w', mountPath: '/a' }] }),
    ],
    [
      'replaces a command',
      'Pod',
      containers({ name: 'a', command: ['x', 'y'] }),
      containers({ name: 'a', command: ['z'] }),
      containers({ name: 'a', command: ['z'] }),
    ],
    [
      'replaces tolerations',
      'Pod',
      { spec: { tolerations: [{ key: 'a' }] } },
      { spec: { tolerations: [{ key: 'b' }] } },
      { spec: { tolerations: [{ key: 'b' }] } },
    ],
    [
      'merges conditions by type',
      'Pod',
      { status: { conditions: [{ type: 'Ready', status: 'False', reason: 'r' }] } },
      { status: { conditions: [{ type: 'Ready', status: 'True', reason: null }] } },
      { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
    ],
    [
      'replaces container statuses',
      'Pod',
      { status: { containerStatuses: [{ name: 'a' }, { name: 'b' }] } },
      { status: { containerStatuses: [{ name: 'a' }] } },
      { status: { containerStatuses: [{ name: 'a' }] } },
    ],
    [
      'keeps only the keys a volume retains',
      'Pod',
      { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
      { spec: { volumes: [{ $retainKeys: ['name', 'hostPath'], name: 'v', hostPath: { path: '/x' } }] } },
      { spec: { volumes: [{ name: 'v', hostPath: { path: '/x' } }] } },
    ],
    [
      'keeps only the keys a strategy retains',
      'Deployment',
      { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: {} } } },
      { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
      { spec: { strategy: { type: 'Recreate' } } },
    ],
    [
      'replaces taints',
      'Node',
      { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } },
      { spec: { taints: [{ key: 'b', effect: 'NoExecute' }] } },
      { spec: { taints: [{ key: 'b', effect: 'NoExecute' }] } },
    ],
    [
      'merges addresses by type',
      'Node',
      { status: { addresses: [{ type: 'Hostname', address: 'a' }] } },
      { status: { addresses: [{ type: 'InternalIP', address: '1' }] } },
      {
        status: {
          addresses: [
            { type: 'Hostname', address: 'a' },
            { type: 'InternalIP', address: '1' },
          ],
        },
      },
    ],
    [
      'merges service ports by number',
      'Service',
      { spec: { ports: [{ port: 80, nodePort: 30080 }] } },
      { spec: { ports: [{ port: 80, name: 'http' }] } },
      { spec: { ports: [{ port: 80, nodePort: 30080, name: 'http' }] } },
    ],
    [
      'adds finalizers',
      'Plain',
      { metadata: { finalizers: ['a'] } },
      { metadata: { finalizers: ['b', 'a'] } },
      { metadata: { finalizers: ['a', 'b'] } },
    ],
    [
      'removes finalizers',
      'Plain',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } },
      { metadata: { finalizers: ['b'] } },
    ],
    [
      'reaches into a template',
      'Deployment',
      { spec: { template: containers(a, b) } },
      { spec: { template: containers({ name: 'a', image: 'a:2' }) } },
      { spec: { template: containers({ name: 'a', image: 'a:2' }, b) } },
    ],
    [
      'clears directives of what it adds',
      'Pod',
      {},
      containers({
        name: 'a',
        env: [
          { name: 'X', $patch: 'delete' },
          { name: 'Y', value: '1' },
        ],
      }),
      containers({ name: 'a', env: [{ name: 'Y', value: '1' }] }),
    ],
  ];
  it.each(cases)('%s', (_, type, original, patch, expected) => {
    const before = structuredClone(original);
    expect(strategicMerge(original as JsonObject, patch as JsonObject, type)).toEqual(expected);
    expect(original).toEqual(before);
  });

  it.each([
    ['the patch’s own order', ['b', 'a'], ['a', 'b'], ['b', 'a']],
    [
      'what only the server has before what followed it',
      ['b', 'a'],
      ['server', 'a', 'b'],
      ['server', 'b', 'a'],
    ],
    [
      'what only the server has after what preceded it',
      ['b', 'a'],
      ['a', 'b', 'server'],
      ['b', 'a', 'server'],
    ],
    ['new ones where the patch wants them', ['new', 'a'], ['a'], ['new', 'a']],
  ])('orders a list by %s', (_, order, original, expected) => {
    const named = (names: string[]) => names.map((name) => ({ name }));
    const patch = {
      '$setElementOrder/containers': named(order),
      containers: named(order.filter((name) => !original.includes(name))),
    };
    const merged = strategicMerge({ spec: { containers: named(original) } }, { spec: patch }, 'Pod');
    expect(merged).toEqual({ spec: { containers: named(expected) } });
  });

  it('orders a list that it says nothing else of', () => {
    const patch = { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } };
    expect(strategicMerge(containers(a, b), patch, 'Pod')).toEqual(containers(b, a));
  });

  it('gives the original back when nothing changes, and shares what did not', () => {
    const original = {
      ...containers(a, b),
      status: { phase: 'Pending', conditions: [{ type: 'Ready', status: 'True' }] },
    };
    const same = {
      spec: { containers: [{ name: 'b', image: 'b:1' }] },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    };
    expect(strategicMerge(original, same, 'Pod')).toBe(original);
    const changed = strategicMerge(original, { status: { phase: 'Running' } }, 'Pod') as typeof original;
    expect(changed.spec).toBe(original.spec);
    expect(changed.status.conditions).toBe(original.status.conditions);
  });

  it.each([
    [{ spec: { $patch: 'explode' } }, 'Unknown patch type found: explode'],
    [containers({ image: 'x' }), 'map: {"image":"x"} does not contain declared merge key: name'],
  ])('that contradicts itself is an error: %j', (patch, message) => {
    const run = () => strategicMerge(containers(a), patch as JsonObject, 'Pod');
    expect(run).toThrow(PatchError);
    expect(run).toThrow(message);
  });
});

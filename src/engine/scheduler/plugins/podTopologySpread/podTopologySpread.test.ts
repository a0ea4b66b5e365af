import { describe, expect, test } from 'vitest';
import type { Pod, ReplicaSet, TopologySpreadConstraint } from '../../../../api/index.ts';
import { makeNode, makePod, makeService } from '../../../testing/builders.ts';
import { ACTION } from '../../framework/clusterEvent.ts';
import { cycleOf, filterAll, type Objects, scoreAll, wouldRequeue } from '../../testing/fixture.ts';
import { podTopologySpread } from './podTopologySpread.ts';

const NO = "Unschedulable: node(s) didn't match pod topology spread constraints";
const NO_LABEL =
  "UnschedulableAndUnresolvable: node(s) didn't match pod topology spread constraints (missing required label)";

const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';
const inZone = (name: string, zone: string, more = {}) =>
  makeNode(name, { labels: { [ZONE]: zone }, ...more });
const nodes = [inZone('a', 'east'), inZone('b', 'east'), inZone('c', 'west'), inZone('d', 'north')];

const constraint = (more: Partial<TopologySpreadConstraint> = {}): TopologySpreadConstraint => ({
  maxSkew: 1,
  topologyKey: ZONE,
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: { app: 'web' } },
  ...more,
});
const spread = (...topologySpreadConstraints: TopologySpreadConstraint[]): Pod =>
  makePod('web', { labels: { app: 'web', version: '2' }, spec: { topologySpreadConstraints } });
const webs = (...nodeNames: string[]): Pod[] =>
  nodeNames.map((nodeName, index) => makePod(`web-${index}`, { nodeName, labels: { app: 'web' } }));

/** The tree lists nodes zone by zone in turn; here they are told by name. */
const byName = <T>(record: Record<string, T>): T[] =>
  Object.keys(record)
    .sort()
    .map((name) => record[name] as T);

describe('filter', () => {
  const cases: [string, Objects, Pod, string[]][] = [
    ['no constraints', { pods: webs('a') }, makePod(), ['skipped', 'skipped', 'skipped', 'skipped']],
    ['the first may go anywhere', {}, spread(constraint()), ['ok', 'ok', 'ok', 'ok']],
    ['the second goes to another zone', { pods: webs('a') }, spread(constraint()), [NO, NO, 'ok', 'ok']],
    [
      'a greater skew allows more',
      { pods: webs('a') },
      spread(constraint({ maxSkew: 2 })),
      ['ok', 'ok', 'ok', 'ok'],
    ],
    ['by host', { pods: webs('a') }, spread(constraint({ topologyKey: HOST })), [NO, 'ok', 'ok', 'ok']],
    [
      'other Pods do not count',
      { pods: [makePod('x', { nodeName: 'a' })] },
      spread(constraint()),
      ['ok', 'ok', 'ok', 'ok'],
    ],
    [
      'Pods of another namespace do not count',
      { pods: [makePod('x', { nodeName: 'a', namespace: 'other', labels: { app: 'web' } })] },
      spread(constraint()),
      ['ok', 'ok', 'ok', 'ok'],
    ],
    [
      'Pods that are being deleted do not count',
      {
        pods: [
          makePod('x', { nodeName: 'a', labels: { app: 'web' }, metadata: { deletionTimestamp: 'now' } }),
        ],
      },
      spread(constraint()),
      ['ok', 'ok', 'ok', 'ok'],
    ],
    [
      'a Pod that does not match itself may fill the gap',
      { pods: webs('a', 'c', 'd') },
      spread(constraint({ labelSelector: { matchLabels: { app: 'other' } } })),
      ['ok', 'ok', 'ok', 'ok'],
    ],
    [
      'a node without the label',
      { nodes: [nodes[0]!, makeNode('bare')] },
      spread(constraint()),
      ['ok', NO_LABEL],
    ],
    [
      'too few domains keep the minimum at none',
      { nodes: nodes.slice(0, 3), pods: webs('a', 'c') },
      spread(constraint({ minDomains: 3 })),
      [NO, NO, NO],
    ],
    [
      'nodes the Pod may not go to do not count',
      { pods: webs('a', 'c') },
      makePod('web', {
        labels: { app: 'web' },
        spec: {
          topologySpreadConstraints: [constraint()],
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  { matchExpressions: [{ key: ZONE, operator: 'NotIn', values: ['north'] }] },
                ],
              },
            },
          },
        },
      }),
      ['ok', 'ok', 'ok', 'ok'],
    ],
    [
      'tainted nodes count',
      {
        nodes: [...nodes.slice(0, 3), inZone('d', 'north', { taints: [{ key: 'k', effect: 'NoSchedule' }] })],
        pods: webs('a', 'c'),
      },
      spread(constraint()),
      [NO, NO, NO, 'ok'],
    ],
    [
      'unless taints are to be honored',
      {
        nodes: [...nodes.slice(0, 3), inZone('d', 'north', { taints: [{ key: 'k', effect: 'NoSchedule' }] })],
        pods: webs('a', 'c'),
      },
      spread(constraint({ nodeTaintsPolicy: 'Honor' })),
      ['ok', 'ok', 'ok', 'ok'],
    ],
    [
      'matchLabelKeys narrow to the Pod’s own version',
      { pods: webs('a') },
      spread(constraint({ matchLabelKeys: ['version'] })),
      ['ok', 'ok', 'ok', 'ok'],
    ],
    [
      'all constraints must hold',
      { pods: webs('a', 'c') },
      spread(constraint({ maxSkew: 2 }), constraint({ topologyKey: HOST })),
      [NO, 'ok', NO, 'ok'],
    ],
    [
      'soft constraints rule out nothing',
      { pods: webs('a') },
      spread(constraint({ whenUnsatisfiable: 'ScheduleAnyway' })),
      ['skipped', 'skipped', 'skipped', 'skipped'],
    ],
  ];
  test.each(cases)('%s', (_, objects, pod, expected) => {
    expect(byName(filterAll(podTopologySpread, cycleOf({ nodes, ...objects }, pod)))).toEqual(expected);
  });

  test('follows Pods that are imagined away', () => {
    const cycle = cycleOf({ nodes, pods: webs('a') }, spread(constraint()));
    podTopologySpread.preFilter(cycle);
    const a = cycle.handle.node('a');
    if (a === undefined) throw new Error('no node');
    expect(podTopologySpread.filter(cycle, a).code).toBe('Unschedulable');
    podTopologySpread.adjust?.(cycle, a, a.pods, -1);
    expect(podTopologySpread.filter(cycle, a).code).toBe('Success');
  });
});

describe('score', () => {
  const soft = (more: Partial<TopologySpreadConstraint> = {}) =>
    constraint({ whenUnsatisfiable: 'ScheduleAnyway', ...more });
  const owned = makePod('web', {
    labels: { app: 'web' },
    metadata: {
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'r', controller: true },
      ],
    },
  });
  const replicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { matchLabels: { app: 'web' } } },
  } as ReplicaSet;
  // The weight of a domain is the natural logarithm of the number of domains plus two; scores are rounded.
  const cases: [string, Objects, Pod, [number[], number[]] | null][] = [
    ['no constraints, no service, no owner', { pods: webs('a') }, makePod(), null],
    // Three zones weigh ln 5 = 1.61: two Pods 3.22, one 1.61.
    [
      'by zone',
      { pods: webs('a', 'b', 'c') },
      spread(soft()),
      [
        [3, 3, 2, 0],
        [0, 0, 33, 100],
      ],
    ],
    // Four hosts weigh ln 6 = 1.79: two Pods 3.58.
    [
      'by host',
      { pods: webs('a', 'a', 'b') },
      spread(soft({ topologyKey: HOST })),
      [
        [4, 2, 0, 0],
        [0, 50, 100, 100],
      ],
    ],
    // maxSkew - 1 is added everywhere and waters the differences down.
    [
      'a greater skew matters less',
      { pods: webs('a', 'a', 'b') },
      spread(soft({ topologyKey: HOST, maxSkew: 5 })),
      [
        [8, 6, 4, 4],
        [50, 75, 100, 100],
      ],
    ],
    [
      'nobody there',
      {},
      spread(soft()),
      [
        [0, 0, 0, 0],
        [100, 100, 100, 100],
      ],
    ],
    [
      'a node without the label gets nothing',
      { nodes: [nodes[0]!, makeNode('bare')] },
      spread(soft()),
      [
        [0, 0],
        [100, 0],
      ],
    ],
    // By default hosts weigh with skew 3 and zones with 5: 1 * ln 6 + 2 + 1 * ln 5 + 4 on a.
    [
      'a service spreads its Pods without being asked',
      { pods: webs('a'), services: [makeService('web')] },
      makePod('web', { labels: { app: 'web' } }),
      [
        [9, 8, 6, 6],
        [66, 77, 100, 100],
      ],
    ],
    [
      'a ReplicaSet too, by host where there are no zones',
      { nodes: [makeNode('a'), makeNode('b')], pods: webs('a'), replicaSets: [replicaSet] },
      owned,
      [
        [3, 2],
        [66, 100],
      ],
    ],
  ];
  test.each(cases)('%s', (_, objects, pod, expected) => {
    const scores = scoreAll(podTopologySpread, cycleOf({ nodes, ...objects }, pod));
    const columns = scores && [
      byName(scores).map(({ raw }) => raw),
      byName(scores).map(({ normalized }) => normalized),
    ];
    expect(columns).toEqual(expected);
  });

  // Go and JavaScript may differ in the last bit of a logarithm: a rounded score must not depend on it.
  test('no score of a sensible size lies on the edge of rounding', () => {
    let nearest = 1;
    for (let domains = 1; domains <= 5000; domains++) {
      for (let count = 1; count <= 200; count++) {
        const score = count * Math.log(domains + 2);
        nearest = Math.min(nearest, Math.abs(score - Math.floor(score) - 0.5));
      }
    }
    expect(nearest).toBeGreaterThan(1e-9);
  });
});

describe('brings a rejected Pod back', () => {
  const pod = spread(constraint());
  const [web] = webs('a');
  const other = makePod('x', { nodeName: 'a' });
  const cases: [string, number, Pod | null, Pod | null, boolean][] = [
    ['a counted Pod comes', ACTION.Add, null, web ?? null, true],
    ['a counted Pod goes', ACTION.Delete, web ?? null, null, true],
    ['a Pod begins to count', ACTION.UpdatePodLabel, other, web ?? null, true],
    ['another Pod goes', ACTION.Delete, other, null, false],
  ];
  test.each(cases)('%s', (_, actions, before, after, expected) => {
    expect(wouldRequeue(podTopologySpread, pod, { resource: 'AssignedPod', actions, before, after })).toBe(
      expected,
    );
  });

  test.each([
    ['a node of a zone', inZone('e', 'south'), true],
    ['a node without', makeNode('bare'), false],
  ])('%s comes: %s', (_, after, expected) => {
    const change = { resource: 'Node', actions: ACTION.Add, before: null, after };
    expect(wouldRequeue(podTopologySpread, pod, change)).toBe(expected);
  });
});

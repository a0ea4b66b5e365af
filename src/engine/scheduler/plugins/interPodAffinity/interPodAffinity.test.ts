import { describe, expect, test } from 'vitest';
import type { LabelSelector, Pod, PodAffinityTerm, PodSpec } from '../../../../api/index.ts';
import { makeNamespace, makeNode, makePod } from '../../../testing/builders.ts';
import { ACTION } from '../../framework/clusterEvent.ts';
import { cycleOf, filterAll, scoreAll, wouldRequeue } from '../../testing/fixture.ts';
import { interPodAffinity } from './interPodAffinity.ts';

const NO = "UnschedulableAndUnresolvable: node(s) didn't match pod affinity rules";
const ANTI = "Unschedulable: node(s) didn't match pod anti-affinity rules";
const EXISTING = "Unschedulable: node(s) didn't satisfy existing pods anti-affinity rules";

const nodes = [
  makeNode('a', { labels: { zone: 'east' } }),
  makeNode('b', { labels: { zone: 'east' } }),
  makeNode('c', { labels: { zone: 'west' } }),
  makeNode('d'),
];

const app = (name: string): LabelSelector => ({ matchLabels: { app: name } });
const term = (
  topologyKey: string,
  labelSelector: LabelSelector,
  more: Partial<PodAffinityTerm> = {},
): PodAffinityTerm => ({
  topologyKey,
  labelSelector,
  ...more,
});
const near = (...terms: PodAffinityTerm[]): Partial<PodSpec> => ({
  affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const apart = (...terms: PodAffinityTerm[]): Partial<PodSpec> => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const on = (
  nodeName: string,
  labels: Record<string, string>,
  spec: Partial<PodSpec> = {},
  namespace = 'default',
): Pod => makePod(`${labels.app}-${nodeName}`, { nodeName, labels, spec, namespace });
const incoming = (spec: Partial<PodSpec>, labels: Record<string, string> = { app: 'web' }): Pod =>
  makePod('web', { spec, labels });

const SKIPPED = ['skipped', 'skipped', 'skipped', 'skipped'];
const HOST = 'kubernetes.io/hostname';

describe('filter', () => {
  const cases: [string, Pod[], Pod, string[]][] = [
    ['nothing asked for, nobody minds', [on('a', { app: 'db' })], incoming({}), SKIPPED],
    [
      'near a Pod in its zone',
      [on('a', { app: 'db' })],
      incoming(near(term('zone', app('db')))),
      ['ok', 'ok', NO, NO],
    ],
    [
      'near a Pod on its node',
      [on('a', { app: 'db' })],
      incoming(near(term(HOST, app('db')))),
      ['ok', NO, NO, NO],
    ],
    ['near a Pod that is not there', [], incoming(near(term('zone', app('db')))), [NO, NO, NO, NO]],
    [
      'the first of its own kind may go anywhere with the label',
      [],
      incoming(near(term('zone', app('web')))),
      ['ok', 'ok', 'ok', NO],
    ],
    [
      'near two kinds that are together',
      [on('c', { app: 'db', tier: 'back' })],
      incoming(near(term('zone', app('db')), term(HOST, { matchLabels: { tier: 'back' } }))),
      [NO, NO, 'ok', NO],
    ],
    [
      'near two kinds counts only Pods that are both',
      [on('a', { app: 'db' }), on('c', { app: 'cache' })],
      incoming(near(term('zone', app('db')), term('zone', app('cache')))),
      [NO, NO, NO, NO],
    ],
    [
      'apart from a Pod in its zone',
      [on('a', { app: 'web' })],
      incoming(apart(term('zone', app('web')))),
      [ANTI, ANTI, 'ok', 'ok'],
    ],
    [
      'apart from a Pod on its node',
      [on('a', { app: 'web' })],
      incoming(apart(term(HOST, app('web')))),
      [ANTI, 'ok', 'ok', 'ok'],
    ],
    [
      'somebody there wants to be alone',
      [on('a', { app: 'db' }, apart(term('zone', app('web'))))],
      incoming({}),
      [EXISTING, EXISTING, 'ok', 'ok'],
    ],
    [
      'somebody there does not mind this one',
      [on('a', { app: 'db' }, apart(term('zone', app('batch'))))],
      incoming({}),
      SKIPPED,
    ],
    [
      'a Pod of another namespace is not meant',
      [on('a', { app: 'db' }, {}, 'other')],
      incoming(near(term('zone', app('db')))),
      [NO, NO, NO, NO],
    ],
    [
      'unless the namespace is named',
      [on('a', { app: 'db' }, {}, 'other')],
      incoming(near(term('zone', app('db'), { namespaces: ['other'] }))),
      ['ok', 'ok', NO, NO],
    ],
    [
      'or selected by its labels',
      [on('a', { app: 'db' }, {}, 'other')],
      incoming(near(term('zone', app('db'), { namespaceSelector: { matchLabels: { team: 'x' } } }))),
      ['ok', 'ok', NO, NO],
    ],
    [
      'an empty namespace selector means all',
      [on('a', { app: 'db' }, {}, 'other')],
      incoming(near(term('zone', app('db'), { namespaceSelector: {} }))),
      ['ok', 'ok', NO, NO],
    ],
    [
      'affinity is looked at before anti-affinity',
      [on('a', { app: 'web' })],
      incoming({
        affinity: { ...near(term('zone', app('db'))).affinity, ...apart(term('zone', app('web'))).affinity },
      }),
      [NO, NO, NO, NO],
    ],
  ];
  test.each(cases)('%s', (_, pods, pod, expected) => {
    const namespaces = [makeNamespace('other', { labels: { team: 'x' } })];
    expect(Object.values(filterAll(interPodAffinity, cycleOf({ nodes, pods, namespaces }, pod)))).toEqual(
      expected,
    );
  });

  test('follows Pods that are imagined away', () => {
    const pods = [on('a', { app: 'web' })];
    const cycle = cycleOf({ nodes, pods }, incoming(apart(term('zone', app('web')))));
    interPodAffinity.preFilter(cycle);
    const a = cycle.handle.node('a');
    if (a === undefined) throw new Error('no node');
    expect(interPodAffinity.filter(cycle, a).code).toBe('Unschedulable');
    interPodAffinity.adjust?.(cycle, a, a.pods, -1);
    expect(interPodAffinity.filter(cycle, a).code).toBe('Success');
  });
});

describe('score', () => {
  const prefer = (
    weight: number,
    podAffinityTerm: PodAffinityTerm,
    kind: 'podAffinity' | 'podAntiAffinity',
  ) => ({
    affinity: { [kind]: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm }] } },
  });
  const cases: [string, Pod[], Pod, number[] | null][] = [
    ['no preferences', [on('a', { app: 'db' })], incoming({}), null],
    ['a preference for nobody there', [], incoming(prefer(5, term('zone', app('db')), 'podAffinity')), null],
    [
      'near',
      [on('a', { app: 'db' })],
      incoming(prefer(5, term('zone', app('db')), 'podAffinity')),
      [100, 100, 0, 0],
    ],
    [
      'apart',
      [on('a', { app: 'web' })],
      incoming(prefer(5, term('zone', app('web')), 'podAntiAffinity')),
      [0, 0, 100, 100],
    ],
    [
      'by how many are there',
      [on('a', { app: 'db' }), on('b', { app: 'db' }), on('c', { app: 'db' })],
      incoming(prefer(1, term('zone', app('db')), 'podAffinity')),
      [100, 100, 50, 0],
    ],
    [
      'somebody there prefers its company',
      [on('c', { app: 'db' }, prefer(5, term('zone', app('web')), 'podAffinity'))],
      incoming({}),
      [0, 0, 100, 0],
    ],
    [
      'somebody there needs its company',
      [on('c', { app: 'db' }, near(term('zone', app('web'))))],
      incoming({}),
      [0, 0, 100, 0],
    ],
  ];
  test.each(cases)('%s', (_, pods, pod, expected) => {
    const scores = scoreAll(interPodAffinity, cycleOf({ nodes, pods }, pod));
    expect(scores && Object.values(scores).map(({ normalized }) => normalized)).toEqual(expected);
  });
});

describe('brings a rejected Pod back', () => {
  const wanting = incoming(near(term('zone', app('db'))));
  const shy = incoming(apart(term('zone', app('web'))));
  const db = on('a', { app: 'db' });
  const web = on('a', { app: 'web' });
  const loner = on('a', { app: 'x' }, apart(term('zone', app('web'))));
  const cases: [string, Pod, number, Pod | null, Pod | null, boolean][] = [
    ['a Pod it wants comes', wanting, ACTION.Add, null, db, true],
    ['another Pod comes', wanting, ACTION.Add, null, web, false],
    ['a Pod gets the label it wants', wanting, ACTION.UpdatePodLabel, web, db, true],
    ['a Pod it avoids goes', shy, ACTION.Delete, web, null, true],
    ['a Pod that avoids it goes', wanting, ACTION.Delete, loner, null, true],
    ['another Pod goes', shy, ACTION.Delete, db, null, false],
  ];
  test.each(cases)('%s', (_, pod, actions, before, after, expected) => {
    expect(wouldRequeue(interPodAffinity, pod, { resource: 'AssignedPod', actions, before, after })).toBe(
      expected,
    );
  });
});

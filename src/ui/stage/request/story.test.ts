import { describe, expect, test } from 'vitest';
import { RequestList, targetOf, whoAsks } from './list.ts';
import { type Story, storyAt, tellingHop } from './story.ts';
import { ask, askDeaf, askNobody, askNothing, lookUp, probe, tables, Wire } from './testing/trace.ts';

const NAME = 'web.default.svc.cluster.local';
const last = ({ records }: Wire): Story => storyAt(records, records.length) as Story;

describe('what became of a request', () => {
  test.each([
    { name: 'answered', wire: ask(new Wire()), outcome: { kind: 'answered', says: '200 OK' } },
    {
      name: 'answered badly',
      wire: ask(new Wire(), '503 Busy'),
      outcome: { kind: 'status', says: '503 Busy' },
    },
    {
      name: 'refused',
      wire: askDeaf(new Wire(), ['0.0.0.0:80']),
      outcome: { kind: 'refused', at: '10.244.2.2:8080', listening: ['0.0.0.0:80'] },
    },
    {
      name: 'without endpoints',
      wire: askNobody(new Wire()),
      outcome: { kind: 'noEndpoints', rule: 'default/web' },
    },
    {
      name: 'dropped',
      wire: askNothing(new Wire()),
      outcome: { kind: 'dropped', at: '10.96.0.50:80', reason: 'no Service has 10.96.0.50:80/tcp' },
    },
    {
      name: 'a name',
      wire: lookUp(new Wire(), [NAME], '10.96.0.50'),
      outcome: { kind: 'answered', says: '10.96.0.50' },
    },
  ])('$name', ({ wire, outcome }) => {
    expect(last(wire).outcome).toEqual(outcome);
  });

  test('names that do not exist are listed with their answers', () => {
    const { outcome } = last(lookUp(new Wire(), [NAME, 'web.svc.cluster.local', 'web'], null));
    expect(outcome.kind).toBe('unknownName');
    expect(
      outcome.kind === 'unknownName' && outcome.names.map(({ name, answer }) => `${name} ${answer}`),
    ).toEqual([`A ${NAME} NXDOMAIN`, 'A web.svc.cluster.local NXDOMAIN', 'A web NXDOMAIN']);
  });

  test('is not known before the answer', () => {
    const { records } = ask(new Wire());
    expect(storyAt(records.slice(0, 3), 3)?.outcome).toEqual({ kind: 'open' });
  });
});

describe('the story of a request', () => {
  test('is the same from each of its hops, and from the looking up of its name', () => {
    const { records } = ask(lookUp(new Wire(), [NAME], '10.96.0.50'));
    const stories = records.map(({ seq }) => storyAt(records, seq));
    expect(new Set(stories.map((story) => story?.connection))).toEqual(new Set(['runtime/node-1#9']));
    expect(stories[0]?.lookup?.names).toHaveLength(1);
    expect(stories[0]?.hops).toHaveLength(8);
  });

  test('spans what it led to before it was answered', () => {
    const wire = new Wire();
    const first = {
      connection: 'a',
      protocol: 'tcp',
      toward: 'server',
      source: '127.0.0.1:1',
      destination: '127.0.0.1:80',
    };
    const self = ['runtime/node-1', 'runtime/node-1'];
    wire.send('open', self, { ...first, says: 'GET /' });
    wire.send('open', self, { ...first, connection: 'b', destination: '127.0.0.1:2368', says: 'GET /' });
    wire.send('accept', self, { ...first, connection: 'b', toward: 'client', says: '200 OK' });
    wire.send('data', self, { ...first, toward: 'client', says: '200 OK' });
    expect(storyAt(wire.records, 4)?.hops.map(({ seq }) => seq)).toEqual([1, 4]);
    expect(storyAt(wire.records, 3)?.hops.map(({ seq }) => seq)).toEqual([2, 3]);
  });

  test('is none of what only looks like a packet', () => {
    const wire = new Wire();
    wire.add('kubelet/node-1', 'apiserver', 'close');
    wire.add('runtime/node-1', 'net/node-1', 'open');
    expect(storyAt(wire.records, 1)).toBeNull();
    expect(storyAt(wire.records, 2)).toBeNull();
  });

  test.each([
    { name: 'where it was refused', wire: askDeaf(new Wire(), []), seq: 4 },
    { name: 'where a name was unknown', wire: lookUp(new Wire(), [NAME], null), seq: 3 },
    { name: 'where it began', wire: ask(new Wire()), seq: 1 },
  ])('is told best $name', ({ wire, seq }) => {
    expect(tellingHop(last(wire))).toBe(seq);
  });
});

describe('the list of requests', () => {
  const shown = (list: RequestList, { records }: Wire) =>
    list
      .sync(records)
      .map(({ seq, story }) => `#${seq} ${story.client} → ${targetOf({ tables } as never, story)}`);

  test('has a look-up and what it was for as one, and no probes', () => {
    const wire = probe(new Wire());
    ask(lookUp(wire, [NAME], '10.96.0.50'));
    expect(shown(new RequestList(), wire)).toEqual(['#5 default/client → web']);
  });

  test('has a look-up that failed', () => {
    expect(shown(new RequestList(), lookUp(new Wire(), [NAME, 'web'], null))).toEqual([
      '#1 default/client → web',
    ]);
  });

  test('follows the trace: what grows, and what is cut off', () => {
    const list = new RequestList();
    const whole = ask(lookUp(new Wire(), [NAME], '10.96.0.50')).records;
    const records = whole.slice(0, 4);
    expect(list.sync(records)[0]?.story.outcome.kind).toBe('answered');
    records.push(...whole.slice(4));
    expect(list.sync(records).map(({ story }) => story.connection)).toEqual(['runtime/node-1#9']);
    expect(list.sync(records)).toBe(list.sync(records));
    expect(list.sync([])).toEqual([]);
  });

  test.each([
    { by: 'pod', client: 'default/client', words: 'client' },
    { by: 'pod', client: 'shop/client', words: 'shop/client' },
    { by: 'machine', client: 'node-1', words: 'node-1' },
  ] as const)('names $client', ({ words, ...story }) => {
    expect(whoAsks(story, (() => '') as never)).toBe(words);
  });
});

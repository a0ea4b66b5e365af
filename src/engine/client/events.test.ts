import { describe, expect, it } from 'vitest';
import { makePod } from '../testing/builders.ts';
import {
  EMPTY_RECORDER,
  type EventWrite,
  forget,
  type Happening,
  type Recorder,
  recordEvent,
} from './events.ts';

const POD = makePod('web', { uid: 'u1' });
const TESTER = { component: 'tester', host: '' };

/** What a recorder writes in turn for messages, a millisecond apart. */
function write(
  messages: readonly (string | Partial<Happening>)[],
  recorder = EMPTY_RECORDER,
  nowMs = 0,
): { recorder: Recorder; writes: (EventWrite | null)[] } {
  let next = recorder;
  const writes = messages.map((given, index) => {
    const happening = {
      type: 'Normal',
      reason: 'Tested',
      message: '',
      ...(typeof given === 'string' ? { message: given } : given),
    } as const;
    const done = recordEvent(next, TESTER, POD, happening, nowMs + index);
    next = done.recorder;
    return done.write;
  });
  return { recorder: next, writes };
}

/** `message`, or `message (x2)` for a patch; `-` when nothing was written. */
const tell = (one: EventWrite | null): string => {
  if (one === null) return '-';
  return one.verb === 'create' ? (one.object.message ?? '') : `${one.patch.message} (x${one.patch.count})`;
};

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `message ${from + index}`);

describe('a recorder', () => {
  it('writes a new Event the first time', () => {
    const happening = { type: 'Warning', reason: 'Tested', message: 'hello' } as const;
    const source = { component: 'kubelet', host: 'node-1' };
    expect(recordEvent(EMPTY_RECORDER, source, POD, happening, 5000).write).toEqual({
      verb: 'create',
      object: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: expect.stringMatching(/^web\.[0-9a-f]{16}$/), namespace: 'default' },
        involvedObject: { kind: 'Pod', apiVersion: 'v1', namespace: 'default', name: 'web', uid: 'u1' },
        type: 'Warning',
        reason: 'Tested',
        message: 'hello',
        count: 1,
        firstTimestamp: '2026-01-01T00:00:05Z',
        lastTimestamp: '2026-01-01T00:00:05Z',
        eventTime: null,
        source: { component: 'kubelet', host: 'node-1' },
        reportingComponent: 'kubelet',
        reportingInstance: 'node-1',
      },
    });
  });

  it('counts a repeat on the same Event, however late', () => {
    const { recorder, writes } = write(['hello']);
    const [created] = writes;
    const [again] = write(['hello'], recorder, 3_600_000).writes;
    expect(again).toEqual({
      verb: 'patch',
      namespace: 'default',
      name: created?.verb === 'create' ? created.object.metadata.name : '',
      patch: { count: 2, lastTimestamp: '2026-01-01T01:00:00Z', message: 'hello' },
    });
  });

  it.each([
    ['another message', { message: 'other' }],
    ['another reason', { reason: 'Other' }],
    ['another type', { type: 'Warning' }],
    ['another container', { fieldPath: 'spec.containers{b}' }],
  ] as const)('begins a new Event for %s', (_, other) => {
    const { writes } = write([{}, other]);
    expect(writes.map((one) => one?.verb)).toEqual(['create', 'create']);
  });

  it('names two Events of the same millisecond apart', () => {
    const first = write(['a']);
    const names = [...first.writes, ...write(['b'], first.recorder).writes].map((one) =>
      one?.verb === 'create' ? one.object.metadata.name : '',
    );
    expect(new Set(names).size).toBe(2);
  });

  it('combines the tenth similar message and those that follow, but goes on counting the first nine', () => {
    const { writes } = write([...numbered(0, 10), 'message 3']);
    expect(writes.map(tell).slice(8)).toEqual([
      'message 8',
      '(combined from similar events): message 9',
      '(combined from similar events): message 10 (x2)',
      'message 3 (x2)',
    ]);
  });

  it('combines no more after ten quiet minutes', () => {
    const { recorder } = write(numbered(0, 9));
    expect(write(['late'], recorder, 600_010).writes.map(tell)).toEqual(['late']);
  });

  it('writes 25 at once about one object, one more each five minutes, and counts the others', () => {
    const { recorder, writes } = write(Array.from({ length: 30 }, () => 'hello'));
    expect(writes.map(tell).slice(23)).toEqual(['hello (x24)', 'hello (x25)', '-', '-', '-', '-', '-']);
    expect(write(['hello', 'hello'], recorder, 300_100).writes.map(tell)).toEqual(['hello (x31)', '-']);
  });

  it('writes as new what its budget did not allow for the first time', () => {
    const { recorder } = write([...Array.from({ length: 25 }, () => 'hello'), 'news', 'news']);
    const [late] = write(['news'], recorder, 300_100).writes;
    expect(late).toMatchObject({ verb: 'create', object: { message: 'news', count: 3 } });
  });

  it('keeps components and objects apart, and forgets what it is told to', () => {
    const { recorder } = write(['hello']);
    const happening = { type: 'Normal', reason: 'Tested', message: 'hello' } as const;
    const verb = (component: string, uid: string, from = recorder) =>
      recordEvent(from, { component, host: '' }, makePod('web', { uid }), happening, 9).write?.verb;
    expect([verb('tester', 'u1'), verb('tester', 'u2'), verb('other', 'u1')]).toEqual([
      'patch',
      'create',
      'create',
    ]);
    expect(verb('tester', 'u1', forget(recorder, 'tester', 'u1'))).toBe('create');
  });
});

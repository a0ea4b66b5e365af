import { describe, expect, it } from 'vitest';
import { makePod } from '../../testing/builders.ts';
import { EMPTY_RECORDER, type EventWrite, type Recorder, recordEvent } from './events.ts';

const pod = makePod('web', { uid: 'u1' });

function record(
  recorder: Recorder,
  message: string,
  nowMs: number,
): { recorder: Recorder; write?: EventWrite } {
  return recordEvent(
    recorder,
    { component: 'tester', involved: pod, type: 'Normal', reason: 'Tested', message },
    nowMs,
  ) as { recorder: Recorder; write?: EventWrite };
}

describe('event recorder', () => {
  it('writes a new Event the first time', () => {
    const { write } = record(EMPTY_RECORDER, 'hello', 5000);
    expect(write).toMatchObject({
      verb: 'create',
      object: {
        metadata: { namespace: 'default' },
        involvedObject: { kind: 'Pod', name: 'web', uid: 'u1' },
        reason: 'Tested',
        message: 'hello',
        count: 1,
        firstTimestamp: '2026-01-01T00:00:05Z',
        source: { component: 'tester' },
      },
    });
  });

  it('counts a repeat on the same Event', () => {
    const first = record(EMPTY_RECORDER, 'hello', 0);
    const second = record(first.recorder, 'hello', 7000);
    expect(second.write).toEqual({
      verb: 'patch',
      namespace: 'default',
      name: first.write?.verb === 'create' ? first.write.object.metadata.name : '',
      patch: { count: 2, lastTimestamp: '2026-01-01T00:00:07Z', message: 'hello' },
    });
  });

  it('names two Events of the same millisecond apart', () => {
    const first = record(EMPTY_RECORDER, 'a', 0);
    const second = record(first.recorder, 'b', 0);
    const names = [first, second].map(({ write }) =>
      write?.verb === 'create' ? write.object.metadata.name : '',
    );
    expect(new Set(names).size).toBe(2);
  });

  it('combines the eleventh similar message and stops after a burst of 25', () => {
    let recorder = EMPTY_RECORDER;
    const messages: (string | undefined)[] = [];
    for (let i = 0; i < 30; i++) {
      const done = record(recorder, `message ${i}`, i);
      recorder = done.recorder;
      const { write } = done;
      messages.push(write?.verb === 'create' ? write.object.message : write?.patch.message);
    }
    expect(messages[9]).toBe('message 9');
    expect(messages[10]).toBe('(combined from similar events): message 10');
    expect(messages[24]).toBe('(combined from similar events): message 24');
    expect(messages[25]).toBeUndefined();
    // One more every five minutes.
    expect(record(recorder, 'late', 400_000).write).toBeDefined();
  });
});

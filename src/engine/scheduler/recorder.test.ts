import { describe, expect, it } from 'vitest';
import { microTimestamp } from '../kernel/timestamp.ts';
import { makePod } from '../testing/builders.ts';
import { emptyRecorder, FINISH_TIME_MS, finishSeries, type Recording, recordEvent } from './recorder.ts';

const pod = makePod('web', { uid: 'u-1', resourceVersion: '7' });
const text = {
  type: 'Warning',
  reason: 'FailedScheduling',
  action: 'Scheduling',
  message: 'no room',
} as const;

function record(times: readonly number[], pods = times.map(() => pod)) {
  let recorder = emptyRecorder();
  const recordings: Recording[] = [];
  times.forEach((nowMs, index) => {
    const result = recordEvent(recorder, pods[index] ?? pod, text, nowMs, microTimestamp(nowMs));
    recorder = result.recorder;
    recordings.push(result.recording);
  });
  return { recorder, recordings };
}

describe('an Event', () => {
  it('is written with the fields of the new Events API', () => {
    const [recording] = record([1500]).recordings;
    expect(recording).toMatchObject({
      write: 'create',
      event: {
        metadata: { namespace: 'default', name: 'web.1886725247622f00' },
        involvedObject: { kind: 'Pod', name: 'web', uid: 'u-1', resourceVersion: '7' },
        eventTime: '2026-01-01T00:00:01.500000Z',
        firstTimestamp: null,
        reportingComponent: 'default-scheduler',
        action: 'Scheduling',
      },
    });
  });

  it('has a name of its own even within one millisecond', () => {
    const other = makePod('web', { uid: 'u-2', resourceVersion: '8' });
    const names = record([0, 0], [pod, other]).recordings.map((recording) =>
      recording.write === 'create' ? recording.event.metadata.name : '',
    );
    expect(new Set(names).size).toBe(2);
  });

  it('is cut at 1024 characters', () => {
    const long = { ...text, message: 'x'.repeat(2000) };
    const { recording } = recordEvent(emptyRecorder(), pod, long, 0, microTimestamp(0));
    const message = recording.write === 'create' ? recording.event.message : '';
    expect(message).toHaveLength(1024);
    expect(message).toMatch(/x \.\.\.$/);
  });
});

describe('a repeated Event', () => {
  it('becomes a series with the second, and later ones are only counted', () => {
    const { recorder, recordings } = record([0, 1000, 2000, 3000]);
    expect(recordings.map(({ write }) => write)).toEqual(['create', 'series', 'nothing', 'nothing']);
    expect(recordings[1]).toMatchObject({
      event: { series: { count: 2, lastObservedTime: '2026-01-01T00:00:01.000000Z' } },
    });
    const { finished, recorder: after } = finishSeries(recorder, 3000 + FINISH_TIME_MS + 1);
    expect(finished.map(({ event }) => event.series?.count)).toEqual([4]);
    expect(after.cache.size).toBe(0);
  });

  it('goes on while it is not over', () => {
    const { recorder } = record([0, 1000]);
    expect(finishSeries(recorder, 1000 + FINISH_TIME_MS)).toEqual({ recorder, finished: [] });
  });

  it('is a new one when the Pod has changed', () => {
    const changed = makePod('web', { uid: 'u-1', resourceVersion: '8' });
    const { recordings } = record([0, 1000], [pod, changed]);
    expect(recordings.map(({ write }) => write)).toEqual(['create', 'create']);
  });

  it('that never came again is forgotten without a word', () => {
    const { finished, recorder } = finishSeries(record([0]).recorder, FINISH_TIME_MS + 1);
    expect(finished).toEqual([]);
    expect(recorder.cache.size).toBe(0);
  });
});

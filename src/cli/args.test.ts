import { describe, expect, it } from 'vitest';
import { type Invocation, parseInvocation, UsageError } from './args.ts';
import { formatTime, parseDuration } from './duration.ts';

const DEFAULTS = { cluster: null, untilMs: null, seed: null, output: 'text' };

describe('parseInvocation', () => {
  it.each<[string, string[], Invocation]>([
    ['nothing', [], { command: 'help', topic: null }],
    ['--help', ['--help'], { command: 'help', topic: null }],
    ['help of a command', ['help', 'run'], { command: 'help', topic: 'run' }],
    ['-h after a command', ['validate', '-h'], { command: 'help', topic: 'validate' }],
    ['--version', ['--version'], { command: 'version' }],
    ['files', ['validate', 'a.yaml', '-'], { command: 'validate', files: ['a.yaml', '-'] }],
    [
      'a run with defaults',
      ['run', 'a.yaml'],
      { command: 'run', options: { ...DEFAULTS, files: ['a.yaml'] } as never },
    ],
    [
      'every option, wherever it stands',
      ['run', '--until', '1m30s', 'a', '-o', 'json', '--cluster', 'c', 'b', '--seed', '9'],
      {
        command: 'run',
        options: { files: ['a', 'b'], cluster: 'c', untilMs: 90_000, seed: 9, output: 'json' },
      },
    ],
  ])('understands %s', (_, argv, expected) => {
    expect(parseInvocation(argv)).toEqual(expected);
  });

  it.each<[string, string[], RegExp]>([
    ['an unknown command', ['start'], /unknown command "start"/],
    ['no file', ['run'], /needs a FILE/],
    ['an unknown option', ['run', 'a', '--fast'], /Unknown option '--fast'/],
    ['an option without its value', ['run', 'a', '--seed'], /--seed/],
    ['a seed that is no number', ['run', 'a', '--seed', '1e3'], /--seed 1e3 is not a whole number/],
    ['a duration that is none', ['run', 'a', '--until', '5'], /--until 5 is not a duration/],
    ['an unknown output', ['run', 'a', '-o', 'xml'], /not one of json, yaml, text/],
    ['standard input twice', ['run', '-', '-'], /only once/],
    ['standard input as cluster too', ['run', '-', '--cluster', '-'], /only once/],
  ])('refuses %s', (_, argv, message) => {
    expect(() => parseInvocation(argv)).toThrow(UsageError);
    expect(() => parseInvocation(argv)).toThrow(message);
  });
});

describe('durations', () => {
  it.each([
    ['0', 0],
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h2m3s', 3_723_000],
    ['', null],
    ['5', null],
    ['-5s', null],
    ['5d', null],
    ['5s ', null],
  ])('%s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([
    [0, '0.000s'],
    [12_345, '12.345s'],
    [185_000, '3m05.000s'],
  ])('%d ms for people', (timeMs, expected) => {
    expect(formatTime(timeMs)).toBe(expected);
  });
});

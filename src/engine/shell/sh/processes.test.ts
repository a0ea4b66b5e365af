import { describe, expect, test } from 'vitest';
import { scan } from '../../kernel/table.ts';
import type { LinuxLab } from '../../linux/testing/lab.ts';
import { shellBench } from '../testing/bench.ts';
import type { Dialect } from './state.ts';

/** What runs below process 1: `pid<parent command`. */
function tree(lab: LinuxLab): string[] {
  const lines: string[] = [];
  scan(lab.machine.processes, (process) => {
    if (process.pid > 1) lines.push(`${process.pid}<${process.ppid} ${process.argv.join(' ')}`);
  });
  return lines;
}

const start = (dialect: Dialect, script: string): LinuxLab => {
  const lab = shellBench(dialect);
  lab.start([dialect === 'ash' ? 'sh' : dialect, '-c', script]);
  return lab;
};

describe('which processes a shell makes', () => {
  const cases: readonly (readonly [
    name: string,
    dialect: Dialect,
    script: string,
    tree: readonly string[],
  ])[] = [
    ['BusyBox gives its place to the last command of -c', 'ash', 'sleep 9', ['2<1 sleep 9']],
    ['after others too', 'ash', 'cd /; true && sleep 9', ['2<1 sleep 9']],
    ['and in a subshell at the end', 'ash', '(sleep 9)', ['2<1 sleep 9']],
    [
      'but not when something comes after',
      'ash',
      'sleep 9; true',
      ['2<1 sh -c sleep 9; true', '3<2 sleep 9'],
    ],
    [
      'nor when a trap may have to run',
      'ash',
      'trap "echo" EXIT; sleep 9',
      ['2<1 sh -c trap "echo" EXIT; sleep 9', '3<2 sleep 9'],
    ],
    ['dash never does', 'dash', 'sleep 9', ['2<1 dash -c sleep 9', '3<2 sleep 9']],
    ['except in a subshell', 'dash', '(sleep 9)', ['2<1 dash -c (sleep 9)', '3<2 sleep 9']],
    ['bash does', 'bash', 'true && sleep 9', ['2<1 sleep 9']],
    [
      'but not with a redirection',
      'bash',
      'sleep 9 >/dev/null',
      ['2<1 bash -c sleep 9 >/dev/null', '3<2 sleep 9'],
    ],
    [
      'nor in an if',
      'bash',
      'if true; then sleep 9; fi',
      ['2<1 bash -c if true; then sleep 9; fi', '3<2 sleep 9'],
    ],
    [
      'each part of a pipeline is a child',
      'ash',
      'sleep 8 | sleep 9',
      ['2<1 sh -c sleep 8 | sleep 9', '3<2 sleep 8', '4<2 sleep 9'],
    ],
    [
      'what runs in the background is a child of its own',
      'dash',
      'sleep 8 & sleep 9',
      ['2<1 dash -c sleep 8 & sleep 9', '3<2 sleep 8', '4<2 sleep 9'],
    ],
    [
      'a loop in the background is a shell',
      'ash',
      'while :; do sleep 9; done & wait',
      [
        '2<1 sh -c while :; do sleep 9; done & wait',
        '3<2 sh -c while :; do sleep 9; done & wait',
        '4<3 sleep 9',
      ],
    ],
    ['exec leaves no shell', 'dash', 'exec sleep 9', ['2<1 sleep 9']],
  ];
  test.each(cases)('%s', (_, dialect, script, expected) => {
    expect(tree(start(dialect, script))).toEqual(expected);
  });
});

describe('signals', () => {
  test('a trap runs only after the command in the foreground', () => {
    const lab = start('ash', 'trap "echo stopping; exit 0" TERM; sleep 100; echo never');
    lab.until(5000);
    lab.kill(2, 'TERM');
    lab.until(99_000);
    expect(lab.stdout(2)).toBe('');
    lab.until(100_000);
    expect(lab.stdout(2)).toBe('stopping\n');
    expect(lab.exits.get(2)?.code).toBe(0);
  });

  test('wait is interrupted at once', () => {
    const lab = start('ash', 'trap "echo stopping; exit 0" TERM; sleep 100 & wait; echo never');
    lab.until(5000);
    lab.kill(2, 'TERM');
    expect(lab.stdout(2)).toBe('stopping\n');
    expect(lab.exits.get(2)?.code).toBe(0);
  });

  test('without a trap it dies, its child lives on', () => {
    const lab = start('dash', 'sleep 100; true');
    lab.kill(2, 'TERM');
    expect(lab.exits.get(2)).toMatchObject({ code: 143, signal: 'TERM' });
    expect(tree(lab)).toEqual(['3<1 sleep 100']);
  });

  test('a writer dies when nobody reads', () => {
    const lab = shellBench('ash');
    const { stdout, code } = lab.run(['sh', '-c', 'while true; do echo x; done | head -2; echo done']);
    expect({ stdout, code }).toEqual({ stdout: 'x\nx\ndone\n', code: 0 });
  });

  test('what runs in the background ignores Ctrl-C', () => {
    const lab = start('ash', 'sleep 100 & trap "" TERM; sleep 100; true');
    lab.kill(3, 'INT');
    expect(tree(lab)).toContain('3<2 sleep 100');
    lab.kill(4, 'INT');
    expect(tree(lab)).toEqual(['3<1 sleep 100']);
  });
});

describe('an idle shell costs nothing', () => {
  test('no message while it waits for its child', () => {
    const lab = start('ash', 'sleep infinity; true');
    expect(lab.isQuiet).toBe(true);
  });

  test('no message while it waits for input', () => {
    const lab = shellBench('bash');
    lab.start(['bash'], { terminal: 't' });
    expect(lab.isQuiet).toBe(true);
  });

  test.each(['while :; do x=$(true); done', 'while :; do :; done', 'while true; do true | true; done'])(
    'a loop without a pause moves in time: %s',
    (script) => {
      const lab = start('ash', script);
      lab.until(300);
      expect(lab.nowMs).toBe(300);
      // A real machine makes about a thousand processes in a second.
      expect(lab.machine.nextPid).toBeLessThan(600);
    },
  );
});

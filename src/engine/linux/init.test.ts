import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scan } from '../kernel/table.ts';
import { runScript, shellBench } from '../shell/testing/bench.ts';
import { SIGNALS } from './signal.ts';

const IN = 'unshare -p -f --mount-proc sh -c';

// As Linux does it.
describe('process 1 of a PID namespace', () => {
  test.each<readonly [name: string, script: string, stdout: string]>([
    [
      'takes no signal from inside',
      `${IN} 'kill -TERM 1; kill -KILL 1; kill -STOP 1; echo alive'`,
      'alive\n',
    ],
    [
      'takes those it handles',
      `${IN} 'trap "echo got; exit 7" TERM; kill -TERM 1; echo no'; echo $?`,
      'got\n7\n',
    ],
    [
      'takes KILL from outside',
      `${IN} 'sleep 100; :' & sleep 0.1; kill -9 $(pgrep -P $!); wait $!; echo $?`,
      '137\n',
    ],
    [
      'takes no TERM from outside that it does not handle',
      `unshare -p -f sleep 1 & sleep 0.1; kill -TERM $(pgrep -x sleep); wait $!; echo $?`,
      '0\n',
    ],
    [
      'ends everybody with it',
      `${IN} 'sleep 50 & sleep 51 & exec sleep 0.5'; pgrep -x sleep; echo $?`,
      '1\n',
    ],
    [
      'gets the orphans and reaps them, if it is a shell',
      `${IN} '(sleep 0.2 & ); ps -o pid=,ppid=,args=; sleep 0.5; ps -o args= -C sleep; echo $?' | tail -n +2`,
      '      3       1 sleep 0.2\n      4       1 ps -o pid=,ppid=,args=\n1\n',
    ],
    [
      'leaves zombies to those who do not wait for them',
      `${IN} 'sh -c "sleep 0.1 & exec sleep 1" & sleep 0.5; ps -o pid=,ppid=,stat= -C sleep'`,
      '      2       1 S\n      4       2 Z\n',
    ],
    [
      'is the first child, and without it there are no more',
      "unshare -p sh -c 'ls / > /dev/null; echo first $?; ls /; echo no'; echo $?",
      'first 0\n2\n',
    ],
    [
      'is told of its end by who stopped it',
      'sleep 5 & kill -STOP $!; ps -o stat= -p $!; kill -TERM $!; ps -o stat= -p $!; kill -CONT $!; wait $!; echo $?',
      'T\nT\n143\n',
    ],
  ])('%s', (_name, script, stdout) => {
    expect(runScript(script, 'dash', { cwd: '/tmp' }).stdout.replaceAll(/([A-Z])s$/gm, '$1')).toBe(stdout);
  });
});

test('no signal from inside ends it, and none of its children outlives it', () => {
  const signal = fc.constantFrom(...SIGNALS);
  fc.assert(
    fc.property(fc.array(signal, { maxLength: 4 }), fc.nat(3), (signals, depth) => {
      const lab = shellBench('dash');
      const kills = signals.map((each) => `kill -${each} 1`).join('; ');
      const nested = Array.from({ length: depth }).reduce<string>(
        (inner) => `(${inner} & sleep 90)`,
        'sleep 80',
      );
      const pid = lab.start([
        'unshare',
        '-p',
        '-f',
        'sh',
        '-c',
        `${nested} & ${kills || ':'}; sleep 1; exit 5`,
      ]);
      lab.until(2000);
      expect(lab.exits.get(pid)?.code).toBe(5);
      const left: string[] = [];
      scan(lab.machine.processes, (process) => {
        if (!process.external) left.push(process.argv.join(' '));
      });
      expect(left).toEqual([]);
    }),
    { numRuns: 40, seed: 11 },
  );
});

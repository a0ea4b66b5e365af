import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { get } from '../kernel/table.ts';
import { shellBench } from '../shell/testing/bench.ts';

const run = (script: string) => shellBench('dash').run(['sh', '-c', script], { cwd: '/sys/fs/cgroup' });

describe('a cgroup made by hand', () => {
  const enter = (name: string) => `echo 0 > ${name}/cgroup.procs`;
  test.each<readonly [name: string, script: string, stdout: string]>([
    ['has no limits', 'mkdir a; cat a/memory.max a/cpu.max a/pids.max', 'max\nmax 100000\nmax\n'],
    ['takes amounts with units', 'mkdir a; echo 50M > a/memory.max; cat a/memory.max', '52428800\n'],
    [
      'takes a share of a processor',
      'mkdir a; echo "20000 100000" > a/cpu.max; cat a/cpu.max',
      '20000 100000\n',
    ],
    ['takes no nonsense', 'mkdir a; echo x > a/memory.max || cat a/memory.max', 'max\n'],
    ['takes a process', `mkdir a; (${enter('a')}; cat /proc/self/cgroup)`, '0::/a\n'],
    ['stays while a process is in it', `mkdir a; ${enter('a')}; rmdir a || echo busy`, 'busy\n'],
    [
      'goes when it is empty',
      `mkdir a; ${enter('a')}; ${enter('.')}; rmdir a && ls -d a || echo gone`,
      'gone\n',
    ],
    ['stays while a cgroup is in it', 'mkdir a a/b; rmdir a || rmdir a/b a && echo both', 'both\n'],
    [
      'gives nothing to those below',
      'mkdir a a/b; cat a/b/cgroup.controllers; ls a/b | grep -c memory',
      '\n0\n',
    ],
    [
      'gives what is switched on',
      'mkdir a a/b; echo +memory > a/cgroup.subtree_control; cat a/b/cgroup.controllers; cat a/b/memory.max',
      'memory\nmax\n',
    ],
    [
      'has either processes or cgroups with controllers',
      `mkdir a; echo +cpu > a/cgroup.subtree_control; ${enter('a')} || echo busy`,
      'busy\n',
    ],
    [
      'ends only who has too much',
      `mkdir a; echo 8M > a/memory.max; ( ${enter('a')}; tail /dev/zero; echo $?; grep oom_kill a/memory.events )`,
      '137\noom_kill 1\n',
    ],
    [
      'ends all of it where that is asked for',
      `mkdir a; echo 8M > a/memory.max; echo 1 > a/memory.oom.group; ( ${enter('a')}; tail /dev/zero; echo no ); echo $?`,
      '137\n',
    ],
    [
      'ends who has too much already',
      `mkdir a; sleep 9 & echo $! > a/cgroup.procs; echo 4096 > a/memory.max; wait $!; echo $?`,
      '137\n',
    ],
    [
      'ends all of it on demand',
      'mkdir a; sleep 9 & echo $! > a/cgroup.procs; echo 1 > a/cgroup.kill; wait $!; echo $?',
      '137\n',
    ],
    [
      'counts processes',
      `mkdir a; echo 2 > a/pids.max; ( ${enter('a')}; sleep 1 & sleep 1 & echo not reached ); echo $?`,
      '2\n',
    ],
  ])('%s', (_name, script, stdout) => {
    expect(run(script).stdout).toBe(stdout);
  });

  test('slows down what computes in it', () => {
    const { stdout } = run(
      `mkdir a; echo 10000 > a/cpu.max; (${enter('a')}; timeout 5 sh -c 'while :; do :; done'); grep usage a/cpu.stat`,
    );
    expect(stdout).toBe('usage_usec 500000\n');
  });

  test('a limit that is set while something computes holds from then on', () => {
    const { stdout } = run(
      "mkdir a; timeout 4 sh -c 'while :; do :; done' & sleep 1; for p in $(ps -o pid,args | grep -v grep | grep 'while' | awk '{print $1}'); do echo $p > a/cgroup.procs; done; echo 10000 > a/cpu.max; wait; grep throttled_usec a/cpu.stat",
    );
    expect(stdout).toBe('throttled_usec 2700000\n');
  });
});

test('whatever is moved where, every process is in one cgroup and none holds more than it may', () => {
  const group = fc.constantFrom('a', 'b', 'a/c');
  const action = fc.oneof(
    group.map((name) => `mkdir ${name}`),
    group.map((name) => `rmdir ${name}`),
    group.map((name) => `echo $1 > ${name}/cgroup.procs`),
    fc
      .tuple(group, fc.integer({ min: 0, max: 8 }))
      .map(([name, mega]) => `echo ${mega}M > ${name}/memory.max`),
    fc
      .tuple(group, fc.constantFrom('+', '-'))
      .map(([name, sign]) => `echo ${sign}memory > ${name}/cgroup.subtree_control`),
  );
  fc.assert(
    fc.property(fc.array(action, { minLength: 1, maxLength: 10 }), (actions) => {
      const lab = shellBench('dash');
      const pid = lab.start(['sh', '-c', `sleep 99 & set -- $!; ${actions.join('\n')}\nsleep 99`], {
        cwd: '/sys/fs/cgroup',
      });
      lab.until(50);
      expect(lab.machine.processes.size).toBeGreaterThan(0);
      for (const each of [pid, pid + 1]) {
        const process = get(lab.machine.processes, each);
        if (process === undefined || process.state === 'Z') continue;
        const own = get(lab.machine.cgroups, process.cgroup);
        expect(own).toBeDefined();
        expect(process.rssBytes).toBeLessThanOrEqual(own?.memoryMaxBytes ?? Number.POSITIVE_INFINITY);
      }
    }),
    { numRuns: 60, seed: 7 },
  );
});

import { describe, expect, test } from 'vitest';
import type { LinuxLab } from '../../linux/testing/lab.ts';
import type { Dialect } from '../sh/state.ts';
import { shellBench } from '../testing/bench.ts';

/** Runs commands one after the other on one machine, on which some processes run already. */
function machine(
  dialect: Dialect,
  running: readonly (readonly string[])[] = [],
): {
  lab: LinuxLab;
  run(script: string): { text: string; code: number | null };
} {
  const lab = shellBench(dialect);
  for (const argv of running) lab.start(argv);
  lab.until(60_000);
  return {
    lab,
    run(script) {
      const { stdout, stderr, code } = lab.run([dialect === 'ash' ? 'sh' : dialect, '-c', script]);
      return { text: stdout + stderr, code };
    },
  };
}

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

describe('ps', () => {
  const running = [
    ['sleep', '1000'],
    ['sh', '-c', 'sleep 500; true'],
  ];
  const cases: readonly (readonly [Dialect, string, string])[] = [
    [
      'ash',
      'ps',
      lines(
        'PID   USER     TIME  COMMAND',
        '    1 root      0:00 /sbin/init',
        '    2 root      0:00 sleep 1000',
        '    3 root      0:00 sh -c sleep 500; true',
        '    4 root      0:00 sleep 500',
        '    5 root      0:00 ps',
      ),
    ],
    [
      'ash',
      'ps -o pid,ppid,comm',
      lines(
        'PID   PPID  COMMAND',
        '    1     0 init',
        '    2     1 sleep',
        '    3     1 sh',
        '    4     3 sleep',
        '    5     1 ps',
      ),
    ],
    [
      'bash',
      'ps -ef',
      lines(
        'UID          PID    PPID  C STIME TTY          TIME CMD',
        'root           1       0  0 00:00 ?        00:00:00 /sbin/init',
        'root           2       1  0 00:00 ?        00:00:00 sleep 1000',
        'root           3       1  0 00:00 ?        00:00:00 sh -c sleep 500; true',
        'root           4       3  0 00:00 ?        00:00:00 sleep 500',
        'root           5       1  0 00:01 ?        00:00:00 ps -ef',
      ),
    ],
    [
      'bash',
      'ps aux',
      lines(
        'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND',
        'root           1  0.0  0.0   4096  1024 ?        Ss   00:00   0:00 /sbin/init',
        'root           2  0.0  0.0   4096  1024 ?        Ss   00:00   0:00 sleep 1000',
        'root           3  0.0  0.0   4096  1024 ?        Ss   00:00   0:00 sh -c sleep 500; true',
        'root           4  0.0  0.0   4096  1024 ?        S    00:00   0:00 sleep 500',
        'root           5  0.0  0.0   4096  1024 ?        Rs   00:01   0:00 ps aux',
      ),
    ],
    [
      'bash',
      'ps ax',
      lines(
        '    PID TTY      STAT   TIME COMMAND',
        '      1 ?        Ss     0:00 /sbin/init',
        '      2 ?        Ss     0:00 sleep 1000',
        '      3 ?        Ss     0:00 sh -c sleep 500; true',
        '      4 ?        S      0:00 sleep 500',
        '      5 ?        Rs     0:00 ps ax',
      ),
    ],
    ['bash', 'ps -o pid=,args= -p 2', '      2 sleep 1000\n'],
    [
      'bash',
      'ps -C sleep -o pid,etime,cmd',
      lines('    PID     ELAPSED CMD', '      2       01:00 sleep 1000', '      4       01:00 sleep 500'),
    ],
    [
      'bash',
      'ps -o nonsense',
      expect.stringContaining('error: unknown user-defined format specifier "nonsense"\n'),
    ],
    [
      'ash',
      'ps -o nonsense',
      expect.stringContaining("ps: bad -o argument 'nonsense', supported arguments: "),
    ],
  ];
  test.each(cases)('%s: %s', (dialect, script, text) => {
    expect(machine(dialect, running).run(script).text).toEqual(text);
  });

  test('a child nobody waits for is a zombie', () => {
    const { lab, run } = machine('bash', [['sh', '-c', 'sleep 1 & exec sleep 1000']]);
    lab.until(62_000);
    expect(run('ps -o stat,args -p 3').text).toBe(lines('STAT COMMAND', 'Z    [sleep] <defunct>'));
  });
});

describe('finding processes', () => {
  const running = [
    ['sleep', '1000'],
    ['sleep', '500'],
  ];
  test.each([
    ['pgrep sleep', '2\n3\n', 0],
    ['pgrep -l sleep', '2 sleep\n3 sleep\n', 0],
    ['pgrep -a 1000', '', 1],
    ['pgrep -af 1000$', '2 sleep 1000\n', 0],
    ['pgrep -n sleep', '3\n', 0],
    ['pkill -f "^sleep 500"; pgrep sleep', '2\n', 0],
    ['pkill nothing', '', 1],
    ['killall sleep; pgrep sleep', '', 1],
    ['killall nothing', 'nothing: no process found\n', 1],
    ['kill -9 2; pgrep sleep', '3\n', 0],
  ])('%s', (script, text, code) => {
    expect(machine('bash', running).run(script)).toEqual({ text, code });
  });
});

describe('the machine', () => {
  test.each<[Dialect, string, string]>([
    ['ash', 'uname -a', 'Linux lab 6.12.48 #1 SMP PREEMPT_DYNAMIC x86_64 Linux\n'],
    ['bash', 'uname -a', 'Linux lab 6.12.48 #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n'],
    ['bash', 'date', 'Thu Jan  1 00:01:00 UTC 2026\n'],
    ['bash', 'date -d "2 days ago" +%F', '2025-12-30\n'],
    ['ash', 'date +%s', '1767225660\n'],
    ['bash', 'uptime', ' 00:01:00 up 1 min,  0 user,  load average: 0.00, 0.00, 0.00\n'],
    ['bash', 'nproc', '4\n'],
    ['bash', 'hostname', 'lab\n'],
    ['bash', 'time -p sleep 2', 'real 2.00\nuser 0.00\nsys 0.00\n'],
    [
      'bash',
      'free -m',
      lines(
        '               total        used        free      shared  buff/cache   available',
        'Mem:            8192           2        8190           0           0        8190',
        'Swap:              0           0           0',
      ),
    ],
  ])('%s: %s', (dialect, script, text) => {
    expect(machine(dialect).run(script).text).toBe(text);
  });

  test('timeout kills what takes too long', () => {
    const { lab, run } = machine('bash');
    expect(run('timeout 2 sleep 10; echo $?').text).toBe('124\n');
    expect(lab.nowMs).toBe(62_000);
  });

  test('timeout -k kills what does not listen', () => {
    const { lab, run } = machine('bash');
    expect(run('timeout -k 3 2 sh -c "trap : TERM; while :; do sleep 100; done"; echo $?').text).toBe(
      '137\n',
    );
    expect(lab.nowMs).toBe(65_000);
  });
});

describe('namespaces', () => {
  test('a process is number 1 in a PID namespace of its own', () => {
    const { run } = machine('bash');
    expect(run('unshare --pid --fork --mount-proc bash -c "echo \\$\\$; ps -o pid,args"').text).toBe(
      lines('1', '    PID COMMAND', '      1 ps -o pid,args'),
    );
  });

  test('the exit status comes out', () => {
    expect(machine('bash').run('unshare -p -f sh -c "exit 4"').code).toBe(4);
  });

  test('without --fork the first child is process 1, and after it there is no other', () => {
    expect(
      machine('bash').run('unshare -p bash -c "sh -c \'echo \\$\\$\'; whoami; echo still \\$?"').text,
    ).toBe('1\nstill 254\nbash: line 1: fork: Cannot allocate memory\n');
  });

  test('without --mount-proc it still sees the processes outside', () => {
    expect(machine('bash', [['sleep', '1000']]).run('unshare -p -f ps -o pid,args -p 2').text).toBe(
      lines('    PID COMMAND', '      2 sleep 1000'),
    );
  });

  test('a host name of its own', () => {
    expect(machine('ash').run('unshare -u sh -c "hostname inner; hostname"; hostname').text).toBe(
      'inner\nlab\n',
    );
  });

  test('mounts of its own', () => {
    expect(
      machine('bash').run('unshare -m sh -c "mount -t tmpfs none /tmp; touch /tmp/x; ls /tmp"; ls /tmp').text,
    ).toBe('x\n');
  });

  test('shared memory of its own', () => {
    const { run } = machine('bash');
    expect(run('ipcmk -M 1024 >/dev/null; unshare -i ipcs -m; ipcs -m').text).toMatch(
      /status {6}\n\n\n------ Shared Memory Segments -{8}\n.*\n0x[0-9a-f]{8} 0 {10}root {7}644 {8}1024 {7}0 {23}\n\n$/,
    );
  });

  test('nsenter joins those of another', () => {
    const { lab, run } = machine('bash');
    lab.start(['unshare', '-p', '-u', '-f', '--mount-proc', 'sh', '-c', 'hostname inner; sleep 100']);
    const outer = run('pgrep -f "^sleep"').text.trim();
    expect(run(`nsenter -t ${outer} -a hostname`).text).toBe('inner\n');
    expect(run(`nsenter -t ${outer} -p -m pgrep sleep`).text).toBe('3\n');
    expect(run(`nsenter -t ${outer} -u hostname; hostname`).text).toBe('inner\nlab\n');
  });

  test.each([
    ['nsenter -t 999 -n true', 'nsenter: cannot open /proc/999/ns/net: No such file or directory\n'],
    ['nsenter -n true', 'nsenter: neither filename nor target pid supplied for ns/net\n'],
    ['unshare --nope', "unshare: unrecognized option '--nope'\nTry 'unshare --help' for more information.\n"],
    ['unshare -u nothere', 'unshare: failed to execute nothere: No such file or directory\n'],
    ['unshare -U whoami', 'nobody\n'],
    ['unshare -r whoami', 'root\n'],
    ['chroot /nope', "chroot: cannot change root directory to '/nope': No such file or directory\n"],
  ])('%s', (script, text) => {
    expect(machine('bash').run(script).text).toBe(text);
  });

  test('lsns lists them with how many are in each', () => {
    const { run } = machine('bash', [['unshare', '-n', '-p', '-f', 'sleep', '1000']]);
    expect(run('lsns -t pid; lsns -t net -o TYPE,NPROCS,PID,COMMAND').text).toMatch(
      /^ {8}NS TYPE NPROCS PID USER COMMAND\n4026531836 pid {7}4 {3}1 root \/sbin\/init\n\d+ pid {7}1 {3}3 root sleep 1000\nTYPE NPROCS PID COMMAND\nnet {7}2 {3}1 \/sbin\/init\nnet {7}2 {3}2 unshare .*\n$/,
    );
  });
});

import { describe, expect, test } from 'vitest';
import { shellBench } from '../testing/bench.ts';
import type { Dialect } from './state.ts';

/** Types lines, one after the other; `^C` interrupts, `^Z` stops, `~500` waits so many milliseconds. */
function session(dialect: Dialect, lines: readonly string[]): { screen: string; code: number | undefined } {
  const lab = shellBench(dialect);
  const argv = [dialect === 'ash' ? 'sh' : dialect];
  const pid = lab.start(argv, { terminal: 't', env: { HOME: '/root' } });
  for (const line of lines) {
    if (line === '^C') lab.interrupt('t');
    else if (line === '^Z') lab.interrupt('t', 'TSTP');
    else if (line.startsWith('~')) lab.until(lab.nowMs + Number(line.slice(1)));
    else lab.type('t', `${line}\n`);
    lab.until(lab.nowMs + 1);
  }
  return { screen: lab.screen('t'), code: lab.exits.get(pid)?.code };
}

describe('a shell on a terminal', () => {
  const cases: readonly (readonly [name: string, Dialect, readonly string[], string])[] = [
    ['BusyBox says where it is', 'ash', ['cd /root', 'cd /tmp'], '/ # ~ # /tmp # '],
    ['dash says only that it is ready', 'dash', ['cd /tmp'], '# # '],
    ['bash says who and where', 'bash', ['cd /tmp'], 'root@lab:/# root@lab:/tmp# '],
    ['a command that is not there, BusyBox', 'ash', ['foo'], '/ # sh: foo: not found\n/ # '],
    ['a command that is not there, dash', 'dash', ['true', 'foo'], '# # dash: 2: foo: not found\n# '],
    [
      'a command that is not there, bash',
      'bash',
      ['foo'],
      'root@lab:/# bash: foo: command not found\nroot@lab:/# ',
    ],
    ['it asks for the rest', 'ash', ['for i in 1 2', 'do echo $i', 'done'], '/ # > > 1\n2\n/ # '],
    ['of a quote', 'dash', ['echo "a', 'b"'], '# > a\nb\n# '],
    ['of a here-document', 'ash', ['cat <<E', 'x', 'E'], '/ # > > x\n/ # '],
    [
      'a mistake does not end it',
      'ash',
      [')', 'echo on'],
      '/ # sh: syntax error: unexpected ")"\n/ # on\n/ # ',
    ],
    ['Ctrl-C ends what runs', 'dash', ['sleep 100', '~10', '^C', 'echo $?'], '# \n# 130\n# '],
    [
      'loops included',
      'ash',
      ['while true; do sleep 1; done', '~2500', '^C', 'echo on'],
      '/ # \n/ # on\n/ # ',
    ],
    ['and forgets what was typed', 'ash', ['if true', '^C', 'echo on'], '/ # > \n/ # on\n/ # '],
    [
      'a job is announced and reported',
      'bash',
      ['sleep 5 &', '~6000', ''],
      'root@lab:/# [1] 3\nroot@lab:/# [1]+  Done                    sleep 5\nroot@lab:/# ',
    ],
    [
      'a job is not ended by Ctrl-C',
      'ash',
      ['sleep 5 &', '^C', 'jobs'],
      '/ # / # \n/ # [1]+  Running                    sleep 5\n/ # ',
    ],
    [
      'Ctrl-Z stops what runs',
      'bash',
      ['sleep 100', '~10', '^Z', 'echo $?', 'jobs', 'ps -o stat,args | grep [s]leep'],
      'root@lab:/# \n[1]+  Stopped                 sleep 100\nroot@lab:/# 148\nroot@lab:/# [1]+  Stopped                 sleep 100\nroot@lab:/# T    sleep 100\nroot@lab:/# ',
    ],
    [
      'and fg lets it go on',
      'bash',
      ['sleep 5', '~1000', '^Z', 'fg', '~9000', 'echo on'],
      'root@lab:/# \n[1]+  Stopped                 sleep 5\nroot@lab:/# sleep 5\nroot@lab:/# on\nroot@lab:/# ',
    ],
    [
      'and bg lets it go on beside the shell',
      'bash',
      ['sleep 5', '~1000', '^Z', 'bg', 'jobs', '~9000', ''],
      'root@lab:/# \n[1]+  Stopped                 sleep 5\nroot@lab:/# [1]+ sleep 5 &\nroot@lab:/# [1]+  Running                 sleep 5 &\nroot@lab:/# [1]+  Done                    sleep 5\nroot@lab:/# ',
    ],
    [
      'a pipeline is one job',
      'bash',
      ['sleep 5 | cat', '~10', '^Z', 'jobs', 'fg', '~10', '^C', 'echo $?'],
      'root@lab:/# \n[1]+  Stopped                 sleep 5 | cat\nroot@lab:/# [1]+  Stopped                 sleep 5 | cat\nroot@lab:/# sleep 5 | cat\n\nroot@lab:/# 130\nroot@lab:/# ',
    ],
    [
      'a job is stopped and continued by signals',
      'bash',
      ['sleep 100 &', 'kill -STOP %1', 'jobs', 'kill -CONT %1', 'jobs', 'kill %1', ''],
      'root@lab:/# [1] 3\nroot@lab:/# [1]+  Stopped                 sleep 100\nroot@lab:/# [1]+  Stopped                 sleep 100\nroot@lab:/# root@lab:/# [1]+  Running                 sleep 100 &\nroot@lab:/# [1]+  Terminated              sleep 100\nroot@lab:/# root@lab:/# ',
    ],
    [
      'what reads in the background stops',
      'bash',
      ['cat &', '', 'fg', 'hello'],
      'root@lab:/# [1] 3\nroot@lab:/# [1]+  Stopped                 cat\nroot@lab:/# cat\nhello\n',
    ],
    [
      'a stopped job ends when it is told to',
      'bash',
      ['sleep 100', '~10', '^Z', 'kill %1', ''],
      'root@lab:/# \n[1]+  Stopped                 sleep 100\nroot@lab:/# [1]+  Terminated              sleep 100\nroot@lab:/# root@lab:/# ',
    ],
    [
      'BusyBox stops what runs',
      'ash',
      ['sleep 100', '~10', '^Z', 'jobs'],
      '/ # \n[1]+  Stopped                    sleep 100\n/ # [1]+  Stopped                    sleep 100\n/ # ',
    ],
    ['an alias stands for its text', 'ash', ["alias hi='echo hello'", 'hi you'], '/ # / # hello you\n/ # '],
    [
      'set -u does not end it',
      'dash',
      ['set -u', 'echo $x', 'echo on'],
      '# # dash: 2: x: parameter not set\n# on\n# ',
    ],
  ];
  test.each(cases)('%s', (_, dialect, lines, screen) => {
    expect(session(dialect, lines)).toEqual({ screen, code: undefined });
  });

  test('exit ends it with its code', () => {
    expect(session('bash', ['exit 3'])).toEqual({ screen: 'root@lab:/# exit\n', code: 3 });
  });

  test('the size of the window', () => {
    const lab = shellBench('bash');
    lab.start(['bash'], { terminal: 't', env: { HOME: '/root', PS1: '' } });
    const typed = (line: string) => {
      lab.type('t', `${line}\n`);
      lab.until(lab.nowMs + 1);
    };
    typed("stty size; echo $COLUMNS $LINES; trap 'echo changed' WINCH");
    lab.resize('t', { columns: 100, rows: 30 });
    typed('stty size; echo $COLUMNS $LINES');
    lab.resize('t', { columns: 20, rows: 30 });
    typed('mkdir d; touch d/one.txt d/two.txt d/three.txt; ls d; stty size | cat; stty size < /dev/null');
    expect(lab.screen('t')).toBe(
      "24 80\n80 24\nchanged\n30 100\n100 30\nchanged\none.txt    two.txt\nthree.txt\n30 20\nstty: 'standard input': Inappropriate ioctl for device\n",
    );
  });
});

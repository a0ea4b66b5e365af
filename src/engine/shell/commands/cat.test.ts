import { describe, expect, test } from 'vitest';
import { run } from './testing/bench.ts';

const files = { '/a': 'one\n\n\ntwo\n', '/b': 'no newline', '/t': 'a\tb\n' };

describe('cat', () => {
  const cases: [command: string, stdout: string][] = [
    ['cat /a /b', 'one\n\n\ntwo\nno newline'],
    ['cat', 'from stdin\n'],
    ['cat /b - /b', 'no newlinefrom stdin\nno newline'],
    ['cat -n /a', '     1\tone\n     2\t\n     3\t\n     4\ttwo\n'],
    ['cat -b /a', '     1\tone\n\n\n     2\ttwo\n'],
    ['cat -s /a', 'one\n\ntwo\n'],
    ['cat -A /t', 'a^Ib$\n'],
    ['cat -- /b', 'no newline'],
    ['tac /a', 'two\n\n\none\n'],
  ];
  test.each(cases)('%s', (command, stdout) => {
    expect(run(command, { files, stdin: 'from stdin\n' })).toEqual({ stdout, stderr: '', code: 0 });
  });

  const failures: [flavour: 'busybox' | 'gnu', command: string, stderr: string][] = [
    ['busybox', 'cat /none', "cat: can't open '/none': No such file or directory\n"],
    ['gnu', 'cat /none', 'cat: /none: No such file or directory\n'],
    ['busybox', 'cat /dev', 'cat: read error: Is a directory\n'],
    ['gnu', 'cat /dev', 'cat: /dev: Is a directory\n'],
    ['gnu', 'cat -z', "cat: invalid option -- 'z'\nTry 'cat --help' for more information.\n"],
    ['gnu', 'cat --zip', "cat: unrecognized option '--zip'\nTry 'cat --help' for more information.\n"],
    [
      'busybox',
      'cat -z',
      'cat: unrecognized option: z\nBusyBox v1.37.0 () multi-call binary.\n\nUsage: cat [-nbvteA] [FILE]...\n',
    ],
  ];
  test.each(failures)('%s: %s', (flavour, command, stderr) => {
    expect(run(command, { files, flavour })).toEqual({ stdout: '', stderr, code: 1 });
  });

  test('goes on after a file that is not there', () => {
    expect(run('cat /none /b', { files })).toMatchObject({ stdout: 'no newline', code: 1 });
  });
});

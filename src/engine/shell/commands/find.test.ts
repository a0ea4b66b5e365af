import { describe, expect, test } from 'vitest';
import { directory, link } from '../../linux/fs/layers.ts';
import type { Inode } from '../../linux/fs/types.ts';
import { matchesGlob } from './glob.ts';
import { benchWith, run } from './testing/bench.ts';

const files: Record<string, Inode | string> = {
  '/w/a.conf': 'listen\n',
  '/w/b.log': 'x'.repeat(2000),
  '/w/sub/c.conf': '',
  '/w/sub/deep/d.txt': 'd',
  '/w/empty': directory(),
  '/w/to': link('a.conf'),
};

describe('find', () => {
  const cases: [command: string, stdout: string, code?: number][] = [
    [
      'find /w',
      '/w\n/w/a.conf\n/w/b.log\n/w/empty\n/w/sub\n/w/sub/c.conf\n/w/sub/deep\n/w/sub/deep/d.txt\n/w/to\n',
    ],
    ['find /w -name *.conf', '/w/a.conf\n/w/sub/c.conf\n'],
    ['find /w -iname A*', '/w/a.conf\n'],
    ['find /w -type d', '/w\n/w/empty\n/w/sub\n/w/sub/deep\n'],
    ['find /w -type l', '/w/to\n'],
    ['find /w -maxdepth 1 -type f', '/w/a.conf\n/w/b.log\n'],
    ['find /w -mindepth 3', '/w/sub/deep/d.txt\n'],
    ['find /w -path */sub/* -name d*', '/w/sub/deep\n/w/sub/deep/d.txt\n'],
    ['find /w -name sub -prune -o -type f -print', '/w/a.conf\n/w/b.log\n'],
    ['find /w ! -type d ! -name *.conf', '/w/b.log\n/w/sub/deep/d.txt\n/w/to\n'],
    ['find /w ( -name a* -o -name b* ) -print', '/w/a.conf\n/w/b.log\n'],
    ['find /w -empty', '/w/empty\n/w/sub/c.conf\n'],
    ['find /w -type f -size +1k', '/w/b.log\n'],
    ['find /w -depth -name d*', '/w/sub/deep/d.txt\n/w/sub/deep\n'],
    ['find /w -name a.conf -exec cat {} ;', 'listen\n'],
    [
      'find /w -name *.conf -exec wc -c {} +',
      '        7 /w/a.conf\n        0 /w/sub/c.conf\n        7 total\n'.replace(/ {8}/g, '        '),
    ],
    ['find /w -type f -exec grep -q listen {} ; -print', '/w/a.conf\n'],
    ['find /w -name d.txt -print0', '/w/sub/deep/d.txt\0'],
    ['find /w/a.conf', '/w/a.conf\n'],
  ];
  test.each(cases)('%s', (command, stdout, code) => {
    expect(run(command, { files })).toEqual({ stdout, stderr: '', code: code ?? 0 });
  });

  test('-delete empties from below', () => {
    const bench = benchWith(files);
    bench.run(['find', '/w/sub', '-delete']);
    expect(bench.run(['find', '/w', '-name', 's*']).stdout).toBe('');
  });

  const failures: [flavour: 'busybox' | 'gnu', command: string, stderr: string][] = [
    ['gnu', 'find /none', "find: '/none': No such file or directory\n"],
    ['busybox', 'find /none', 'find: /none: No such file or directory\n'],
    ['gnu', 'find /w -foo', "find: unknown predicate `-foo'\n"],
    ['busybox', 'find /w -foo', 'find: unrecognized: -foo\n'],
    ['gnu', 'find /w -name', "find: missing argument to `-name'\n"],
  ];
  test.each(failures)('%s: %s', (flavour, command, stderr) => {
    expect(run(command, { files, flavour })).toEqual({ stdout: '', stderr, code: 1 });
  });
});

describe('xargs', () => {
  const cases: [command: string, stdin: string, stdout: string, code?: number][] = [
    ['xargs cat', '/w/a.conf /w/sub/deep/d.txt\n', 'listen\nd'],
    ['xargs -n 1 basename', '/x/a\n/x/b\n', 'a\nb\n'],
    ['xargs -I {} basename {} .c', 'a.c\nb.c\n', 'a\nb\n'],
    ['xargs -0 basename -a', 'x y\0z\0', 'x y\nz\n'],
    ['xargs -d , basename -a', 'a,b', 'a\nb\n'],
    ['xargs basename -a', `"a b" 'c d' e\\ f`, 'a b\nc d\ne f\n'],
    ['xargs -r cat', '', ''],
    ['xargs grep -q nothing', '/w/a.conf\n', '', 123],
  ];
  test.each(cases)('%s', (command, stdin, stdout, code) => {
    expect(run(command, { files, stdin })).toEqual({ stdout, stderr: '', code: code ?? 0 });
  });

  test('of a command that is not there', () => {
    expect(run('xargs nothing', { stdin: 'x' })).toEqual({
      stdout: '',
      stderr: 'xargs: nothing: No such file or directory\n',
      code: 127,
    });
  });
});

test('patterns of names', () => {
  const cases: [text: string, pattern: string, expected: boolean][] = [
    ['abc', 'a*c', true],
    ['abc', 'a?c', true],
    ['abc', '*b', false],
    ['a]c', 'a[]]c', true],
    ['abc', 'a[!x-z]c', true],
    ['a*c', 'a\\*c', true],
    ['abc', 'a\\*c', false],
    ['', '*', true],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '*a*a*a*a*a*a*a*a*b', false],
  ];
  for (const [text, pattern, expected] of cases)
    expect(matchesGlob(text, pattern), `${text} ${pattern}`).toBe(expected);
});

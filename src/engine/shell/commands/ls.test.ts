import { describe, expect, test } from 'vitest';
import { directory, executable, file, link } from '../../linux/fs/layers.ts';
import type { Inode } from '../../linux/fs/types.ts';
import { benchWith, run } from './testing/bench.ts';

const files: Record<string, Inode | string> = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
  '/etc/group': 'root:x:0:\n',
  '/w/b.txt': file('12345', { mtimeMs: -2000 }),
  '/w/a': file('x', { uid: 7, gid: 8, mode: 0o600, mtimeMs: -1000 }),
  '/w/.hidden': '',
  '/w/run': executable('cat', 'busybox', 100_000),
  '/w/sub/inner': '1',
  '/w/to': link('b.txt'),
  '/e': directory(0o1777),
  '/old': file('', { mtimeMs: -30_000_000_000 }),
};

describe('ls', () => {
  const cases: [command: string, stdout: string][] = [
    ['ls /w', 'a\nb.txt\nrun\nsub\nto\n'],
    ['ls -A /w', '.hidden\na\nb.txt\nrun\nsub\nto\n'],
    ['ls -a /e', '.\n..\n'],
    ['ls -r /w', 'to\nsub\nrun\nb.txt\na\n'],
    ['ls -t /w/a /w/b.txt', '/w/a\n/w/b.txt\n'],
    ['ls -tr /w/a /w/b.txt', '/w/b.txt\n/w/a\n'],
    ['ls -S /w/a /w/b.txt', '/w/b.txt\n/w/a\n'],
    ['ls -d /w', '/w\n'],
    ['ls -F /w', 'a\nb.txt\nrun*\nsub/\nto@\n'],
    ['ls -p /w/sub /w/a', '/w/a\n\n/w/sub:\ninner\n'],
    ['ls -R /w/sub', '/w/sub:\ninner\n'],
    ['ls -C /w', 'a      b.txt  run    sub    to\n'.replace(/ {2,}/g, '  ')],
    ['ls /e', ''],
    ['ls -1 /w/sub', 'inner\n'],
    ['ls -l /w/a', '-rw-------    1 7        8                1 Dec 31 23:59 /w/a\n'],
    [
      'ls -l /dev/null /dev/stdout',
      'crw-rw-rw-    1 root     root        1,   3 Dec 25 00:00 /dev/null\n' +
        'lrwxrwxrwx    1 root     root            15 Dec 25 00:00 /dev/stdout -> /proc/self/fd/1\n',
    ],
  ];
  test.each(cases)('%s', (command, stdout) => {
    expect(run(command, { files })).toEqual({ stdout, stderr: '', code: 0 });
  });

  test('at length, as GNU does', () => {
    expect(run('ls -l /w', { files, flavour: 'gnu' }).stdout).toBe(
      'total 112\n' +
        '-rw------- 1 7    8         1 Dec 31 23:59 a\n' +
        '-rw-r--r-- 1 root root      5 Dec 31 23:59 b.txt\n' +
        '-rwxr-xr-x 1 root root 100000 Dec 25 00:00 run\n' +
        'drwxr-xr-x 2 root root   4096 Dec 25 00:00 sub\n' +
        'lrwxrwxrwx 1 root root      5 Dec 25 00:00 to -> b.txt\n',
    );
    expect(run('ls -lh /w/run', { files, flavour: 'gnu' }).stdout).toBe(
      '-rwxr-xr-x 1 root root 98K Dec 25 00:00 /w/run\n',
    );
    expect(run('ls -ld /e /old', { files, flavour: 'gnu' }).stdout).toBe(
      'drwxrwxrwt 2 root root 4096 Dec 25 00:00 /e\n-rw-r--r-- 1 root root    0 Jan 18  2025 /old\n',
    );
  });

  test('the namespaces of a process', () => {
    const { stdout } = run('ls -l /proc/self/ns', { files, flavour: 'gnu' });
    expect(stdout).toMatch(/^total 0\n/);
    expect(stdout).toMatch(/lrwxrwxrwx 1 root root 0 \w+ +\d+ \d\d:\d\d pid -> pid:\[\d{10}\]\n/);
    expect(stdout.split('\n')).toHaveLength(10);
  });

  test('in columns on a terminal', () => {
    const bench = benchWith({ ...files, '/w/with blank': '' }, 'gnu');
    bench.start(['ls', '/w'], { terminal: 't' });
    expect(bench.screen('t')).toBe("a  b.txt  run  sub  to  'with blank'\n");
  });

  const failures: [flavour: 'busybox' | 'gnu', command: string, stderr: string, code: number][] = [
    ['busybox', 'ls /none', 'ls: /none: No such file or directory\n', 1],
    ['gnu', 'ls /none', "ls: cannot access '/none': No such file or directory\n", 2],
    ['gnu', 'ls -Z', "ls: invalid option -- 'Z'\nTry 'ls --help' for more information.\n", 2],
  ];
  test.each(failures)('%s: %s', (flavour, command, stderr, code) => {
    expect(run(command, { files, flavour })).toEqual({ stdout: '', stderr, code });
  });

  test('what others may not list', () => {
    const closed = { ...files, '/closed': directory(0o700) };
    expect(run('ls /closed', { files: closed, uid: 1 }).stderr).toBe(
      "ls: can't open '/closed': Permission denied\n",
    );
  });

  test('stat', () => {
    expect(run('stat /w/b.txt', { files, flavour: 'gnu' }).stdout).toMatch(
      /^ {2}File: \/w\/b\.txt\n {2}Size: 5 {9}\tBlocks: 8 {9} IO Block: 4096 {3}regular file\nDevice: 0,\d+\tInode: \d+ +Links: 1\nAccess: \(0644\/-rw-r--r--\) {2}Uid: \( {4}0\/ {4}root\) {3}Gid: \( {4}0\/ {4}root\)\nAccess: 2025-12-31 23:59:58\.000000000 \+0000\n/,
    );
    expect(run('stat -Lc %i /proc/self/ns/net', { files }).stdout).toMatch(/^40265\d{5}\n$/);
    expect(run('stat /none', { files }).stderr).toBe("stat: can't stat '/none': No such file or directory\n");
  });
});

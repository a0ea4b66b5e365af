import { describe, expect, test } from 'vitest';
import { directory, executable, file, link } from '../../linux/fs/layers.ts';
import type { Flavour, Inode } from '../../linux/fs/types.ts';
import { benchWith, run } from './testing/bench.ts';

const files: Record<string, Inode | string> = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nweb:x:101:102:web:/:/bin/sh\n',
  '/etc/group': 'root:x:0:\nweb:x:102:\n',
  '/a': 'text of a',
  '/d/x': 'x',
  '/d/sub/y': 'y',
  '/empty': directory(),
  '/l': link('a'),
  '/tool': executable('cat', 'busybox'),
  '/secret': file('s', { mode: 0o600 }),
};

/** Runs commands one after the other and tells what the last one did. */
function runAll(commands: readonly string[], flavour: Flavour = 'busybox', uid = 0) {
  const bench = benchWith(files, flavour);
  let last = { stdout: '', stderr: '', code: 0 as number | null };
  for (const line of commands) {
    const { stdout, stderr, code } = bench.run(line.split(' '), { uid });
    last = { stdout, stderr, code };
  }
  return { bench, ...last };
}

describe('after', () => {
  const cases: [commands: string[], expected: string | RegExp][] = [
    [['mkdir -p /new/deep/er', 'ls /new/deep'], 'er\n'],
    [['mkdir -m 700 /new', 'stat -c %a /new'], '700\n'],
    [['rmdir /empty', 'ls -d /empty /d'], '/d\n'],
    [['touch /new', 'stat -c %s /new'], '0\n'],
    [['touch -d 2020-02-03 /a', 'stat -c %y /a'], '2020-02-03 00:00:00.000000000 +0000\n'],
    [['touch -r /a /new', 'stat -c %Y /new'], '1766620800\n'],
    [['rm /a', 'ls /d'], 'sub\nx\n'],
    [['rm -rf /d /none', 'ls -d /d /a'], '/a\n'],
    [['cp /a /b', 'cat /b'], 'text of a'],
    [['cp /a /empty', 'cat /empty/a'], 'text of a'],
    [['cp -r /d /copy', 'cat /copy/sub/y'], 'y'],
    [['cp -r /d /empty', 'cat /empty/d/x'], 'x'],
    [['cp -a /l /l2', 'readlink /l2'], 'a\n'],
    [['cp /l /l2', 'stat -c %F /l2'], 'regular file\n'],
    [['chmod 751 /a', 'cp -p /a /b', 'stat -c %a /b'], '751\n'],
    [['cp /tool /tmp/t', '/tmp/t /a'], 'text of a'],
    [['mv /a /b', 'cat /b'], 'text of a'],
    [['mv /d /e', 'cat /e/sub/y'], 'y'],
    [['mv /a /d', 'cat /d/a'], 'text of a'],
    [['mv /d /tmp/d2', 'cat /tmp/d2/sub/y'], 'y'],
    [['ln -s /etc/passwd /link', 'readlink /link'], '/etc/passwd\n'],
    [['ln /a /hard', 'stat -c %h /hard'], '2\n'],
    [['ln -sf /b /l', 'readlink /l'], '/b\n'],
    [['chmod u+x,go-r /a', 'stat -c %A /a'], '-rwx------\n'],
    [['chmod a=rw /a', 'stat -c %a /a'], '666\n'],
    [['chmod -R o+w /d', 'stat -c %a /d/sub/y'], '646\n'],
    [['chmod +x /a', 'stat -c %a /a'], '755\n'],
    [['chmod 1777 /empty', 'stat -c %A /empty'], 'drwxrwxrwt\n'],
    [['chown web:web /a', 'stat -c %U:%G:%u /a'], 'web:web:101\n'],
    [['chown -R 5:6 /d', 'stat -c %u:%g /d/sub'], '5:6\n'],
    [['chgrp web /a', 'stat -c %g /a'], '102\n'],
    [['chown web: /a', 'stat -c %G /a'], 'web\n'],
    [['basename /usr/lib/x.so .so'], 'x\n'],
    [['dirname /usr/lib/x'], '/usr/lib\n'],
    [['dirname x'], '.\n'],
    [['basename -a /x/y /z'], 'y\nz\n'],
    [['readlink -f /l'], '/a\n'],
    [['readlink -f /d/none'], '/d/none\n'],
    [['realpath /d/../l'], '/a\n'],
    [['mktemp'], /^\/tmp\/tmp\.\w{10}\n$/],
    [['mktemp -d'], /^\/tmp\/tmp\.\w{10}\n$/],
    [['truncate -s 4 /a', 'cat /a'], 'text'],
    [['mkfifo /f', 'stat -c %F /f'], 'fifo\n'],
  ];
  test.each(cases)('%j', (commands, expected) => {
    const { stdout } = runAll(commands);
    if (typeof expected === 'string') expect(stdout).toBe(expected);
    else expect(stdout).toMatch(expected);
  });
});

describe('what fails', () => {
  const cases: [command: string, busybox: string, gnu: string, code?: number][] = [
    [
      'mkdir /d',
      "mkdir: can't create directory '/d': File exists",
      "mkdir: cannot create directory '/d': File exists",
    ],
    [
      'mkdir /x/y',
      "mkdir: can't create directory '/x/y': No such file or directory",
      "mkdir: cannot create directory '/x/y': No such file or directory",
    ],
    ['rmdir /d', "rmdir: '/d': Directory not empty", "rmdir: failed to remove '/d': Directory not empty"],
    [
      'touch /x/y',
      'touch: /x/y: No such file or directory',
      "touch: cannot touch '/x/y': No such file or directory",
    ],
    [
      'rm /x',
      "rm: can't remove '/x': No such file or directory",
      "rm: cannot remove '/x': No such file or directory",
    ],
    ['rm /d', "rm: '/d' is a directory", "rm: cannot remove '/d': Is a directory"],
    [
      'cp /x /y',
      "cp: can't stat '/x': No such file or directory",
      "cp: cannot stat '/x': No such file or directory",
    ],
    ['cp /d /y', "cp: omitting directory '/d'", "cp: -r not specified; omitting directory '/d'"],
    ['cp /a /a', "cp: '/a' and '/a' are the same file", "cp: '/a' and '/a' are the same file"],
    [
      'cp /a /x/y',
      "cp: can't create '/x/y': No such file or directory",
      "cp: cannot create regular file '/x/y': No such file or directory",
    ],
    [
      'mv /x /y',
      "mv: can't rename '/x': No such file or directory",
      "mv: cannot stat '/x': No such file or directory",
    ],
    [
      'mv /d /d/sub',
      "mv: can't rename '/d': Invalid argument",
      "mv: cannot move '/d' to a subdirectory of itself, '/d/sub/d'",
    ],
    ['ln -s x /a', 'ln: /a: File exists', "ln: failed to create symbolic link '/a': File exists"],
    ['ln /x /y', 'ln: /y: No such file or directory', "ln: failed to access '/x': No such file or directory"],
    [
      'chmod 644 /x',
      'chmod: /x: No such file or directory',
      "chmod: cannot access '/x': No such file or directory",
    ],
    ['chown nobody /a', 'chown: unknown user nobody', "chown: invalid user: 'nobody'"],
    ['cat /x', "cat: can't open '/x': No such file or directory", 'cat: /x: No such file or directory'],
    [
      'realpath /x/y',
      'realpath: /x/y: No such file or directory',
      'realpath: /x/y: No such file or directory',
    ],
  ];
  test.each(cases)('%s', (command, busybox, gnu, code) => {
    expect(run(command, { files })).toEqual({ stdout: '', stderr: `${busybox}\n`, code: code ?? 1 });
    expect(run(command, { files, flavour: 'gnu' })).toEqual({
      stdout: '',
      stderr: `${gnu}\n`,
      code: code ?? 1,
    });
  });

  test('for who may not', () => {
    expect(runAll(['rm /a'], 'gnu', 1000).stderr).toBe("rm: cannot remove '/a': Permission denied\n");
    expect(runAll(['chmod 777 /a'], 'gnu', 1000).stderr).toBe(
      "chmod: changing permissions of '/a': Operation not permitted\n",
    );
    expect(runAll(['cp /secret /tmp/s'], 'gnu', 1000).stderr).toBe(
      "cp: cannot open '/secret' for reading: Permission denied\n",
    );
    expect(runAll(['mkdir'], 'gnu').stderr).toBe(
      "mkdir: missing operand\nTry 'mkdir --help' for more information.\n",
    );
    expect(runAll(['rm -r /'], 'gnu').stderr).toContain('use --no-preserve-root to override this failsafe');
  });
});

import { describe, expect, test } from 'vitest';
import { directory } from '../../linux/fs/layers.ts';
import { bytesOf, readTar, writeTar } from '../tar.ts';
import { benchWith } from './testing/bench.ts';

const FILES = {
  '/d/a.txt': 'eins\n',
  '/d/sub/b.txt': 'zwei 二\n',
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
  '/etc/group': 'root:x:0:\n',
  '/out': directory(),
};

function steps(flavour: 'busybox' | 'gnu', lines: readonly string[]) {
  const bench = benchWith(FILES, flavour);
  return lines.map((line) => {
    const { stdout, stderr, code } = bench.run(line.split(' '));
    return { stdout, stderr, code };
  });
}

describe('tar', () => {
  test.each(['busybox', 'gnu'] as const)('keeps a tree and gives it back (%s)', (flavour) => {
    const said = steps(flavour, [
      'tar cf /tmp/d.tar -C / d',
      'tar tf /tmp/d.tar',
      'tar -xvf /tmp/d.tar -C /out',
      'cat /out/d/a.txt /out/d/sub/b.txt',
      'tar xOf /tmp/d.tar d/a.txt',
    ]);
    const names = 'd/\nd/a.txt\nd/sub/\nd/sub/b.txt\n';
    expect(said.map(({ stdout }) => stdout)).toEqual(['', names, names, 'eins\nzwei 二\n', 'eins\n']);
    expect(said.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
  });

  test.each([
    [
      'gnu',
      'tar cf /tmp/x.tar /d/a.txt /nothing',
      "tar: Removing leading `/' from member names\ntar: /nothing: Cannot stat: No such file or directory\n" +
        'tar: Exiting with failure status due to previous errors\n',
      2,
    ],
    [
      'busybox',
      'tar cf /tmp/x.tar /nothing',
      "tar: removing leading '/' from member names\ntar: /nothing: No such file or directory\n" +
        'tar: error exit delayed from previous errors\n',
      1,
    ],
    [
      'gnu',
      'tar xf /d/a.txt',
      'tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n',
      2,
    ],
    ['busybox', 'tar xf /d/a.txt', 'tar: invalid tar magic\n', 1],
    ['busybox', 'tar xf /nothing', "tar: can't open '/nothing': No such file or directory\n", 1],
    [
      'gnu',
      'tar xf /nothing',
      'tar: /nothing: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n',
      2,
    ],
    ['busybox', 'tar czf /tmp/x.tgz /d', "tar: Podscope's tar does not model -z\n", 2],
  ] as const)('%s: %s', (flavour, line, stderr, code) => {
    expect(steps(flavour, [line])[0]).toEqual({ stdout: '', stderr, code });
  });

  test('tells all about its members with -v', () => {
    const [, listed] = steps('gnu', ['tar cf /tmp/x.tar -C /d a.txt', 'tar tvf /tmp/x.tar']);
    expect(listed?.stdout).toMatch(/^-rw-r--r-- root\/root +5 \d{4}-\d\d-\d\d \d\d:\d\d a\.txt\n$/);
  });
});

describe('an archive', () => {
  const entry = { type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 1_767_225_600, target: '' } as const;

  test('is made of blocks of 512 bytes, whatever its texts', () => {
    const long = `${'directory/'.repeat(12)}file`;
    const entries = [
      { ...entry, name: 'ä.txt', data: '中文\u{1f642}' },
      { ...entry, name: long, data: 'x'.repeat(512) },
    ];
    const text = writeTar(entries, 20) ?? '';
    expect(bytesOf(text)).toBe(10_240);
    expect(readTar(text)).toEqual({ ok: true, entries });
    expect(readTar(text.slice(0, 600))).toMatchObject({ ok: false, problem: 'short' });
    expect(readTar(text.replace('中', '文'))).toMatchObject({ ok: true });
    expect(readTar(text.replace('0000644', '0000645'))).toMatchObject({ ok: false, problem: 'magic' });
    expect(writeTar([{ ...entry, name: 'x'.repeat(300), data: '' }])).toBeNull();
  });
});

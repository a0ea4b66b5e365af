import { describe, expect, test } from 'vitest';
import { directory, file, link } from '../../linux/fs/layers.ts';
import type { Flavour, Inode } from '../../linux/fs/types.ts';
import { benchWith, run } from './testing/bench.ts';

const files: Record<string, Inode | string> = {
  '/w/five': 'x'.repeat(5000),
  '/w/sub/one': '1',
  '/mnt': directory(),
  '/abc': 'abc',
  '/lines': 'a\nb\nc\nd\n',
  '/other': 'a\nB\nc\nd\ne\n',
  '/no': file('a\nb'),
  '/l': link('abc'),
};

function outcomeOf(commands: readonly string[], flavour: Flavour = 'busybox', uid = 0) {
  const bench = benchWith(files, flavour);
  let last = { stdout: '', stderr: '', code: 0 as number | null };
  for (const line of commands) {
    const { stdout, stderr, code } = bench.run(line.split(' '), { uid });
    last = { stdout, stderr, code };
  }
  return last;
}

describe('disks', () => {
  const cases: [commands: string[], stdout: string][] = [
    [['du /w'], '8\t/w/sub\n20\t/w\n'],
    [['du -a /w'], '8\t/w/five\n4\t/w/sub/one\n8\t/w/sub\n20\t/w\n'],
    [['du -sh /w'], '20.0K\t/w\n'.replace('20.0K', '20K')],
    [['du -sc /w /abc'], '20\t/w\n4\t/abc\n24\ttotal\n'],
    [['du -d 0 /w'], '20\t/w\n'],
    [['mount -t tmpfs tmpfs /mnt', 'cp /abc /mnt/x', 'cat /mnt/x'], 'abc'],
    [['mount --bind /w /mnt', 'cat /mnt/sub/one'], '1'],
    [['mount -o bind /w/sub/one /abc', 'cat /abc'], '1'],
    [['mount --bind /w /mnt', 'umount /mnt', 'ls /mnt'], ''],
    [['mount -t tmpfs -o size=4k tmpfs /mnt', 'cp /w/five /mnt/x', 'cat /mnt/x'], ''],
    [['dd if=/dev/zero of=/tmp/z bs=1k count=3', 'stat -c %s /tmp/z'], '3072\n'],
    [['dd if=/abc bs=1 skip=1 count=1'], 'b'],
  ];
  test.each(cases)('%j', (commands, stdout) => {
    expect(outcomeOf(commands).stdout).toBe(stdout);
  });

  test('df', () => {
    const gnu = outcomeOf(['df /w'], 'gnu').stdout;
    expect(gnu).toBe(
      'Filesystem     1K-blocks  Used Available Use% Mounted on\n/dev/sda1      104857600     0 104857600   0% /\n',
    );
    expect(outcomeOf(['df -h /w']).stdout).toBe(
      'Filesystem                Size      Used Available Use% Mounted on\n/dev/sda1               100.0G         0    100.0G   0% /\n'.replaceAll(
        '100.0G',
        '  100G',
      ),
    );
    expect(
      outcomeOf(
        ['mount -t tmpfs -o size=8k none /mnt', 'dd if=/dev/zero of=/mnt/x bs=1k count=2', 'df /mnt'],
        'gnu',
      ).stdout,
    ).toMatch(/tmpfs +8 +2 +6 +25% \/mnt\n/);
    expect(outcomeOf(['df'], 'gnu').stdout).not.toContain('proc');
  });

  test('mount lists what is mounted', () => {
    expect(outcomeOf(['mount']).stdout).toContain('/dev/sda1 on / type ext4 (rw,relatime)\n');
    expect(outcomeOf(['mount -o ro,bind /w /mnt', 'mount']).stdout).toContain(
      '/dev/sda1 on /mnt type ext4 (ro,relatime)\n',
    );
  });

  const failures: [flavour: Flavour, commands: string[], stderr: string, code: number][] = [
    ['gnu', ['mount -t nfs x /mnt'], "mount: /mnt: unknown filesystem type 'nfs'.\n", 32],
    ['gnu', ['mount --bind /w /none'], 'mount: /none: mount point does not exist.\n', 32],
    ['gnu', ['umount /mnt'], 'umount: /mnt: not mounted.\n', 32],
    ['busybox', ['umount /mnt'], "umount: can't unmount /mnt: Invalid argument\n", 1],
    [
      'gnu',
      ['mount -o ro --bind /w /mnt', 'touch /mnt/x'],
      "touch: cannot touch '/mnt/x': Read-only file system\n",
      1,
    ],
    ['gnu', ['dd if=/none'], "dd: failed to open '/none': No such file or directory\n", 1],
    [
      'gnu',
      ['dd if=/abc of=/tmp/x'],
      '0+1 records in\n0+1 records out\n3 bytes copied, 0 s, Infinity B/s\n',
      0,
    ],
    ['gnu', ['diff /abc /none'], 'diff: /none: No such file or directory\n', 2],
  ];
  test.each(failures)('%s: %j', (flavour, commands, stderr, code) => {
    expect(outcomeOf(commands, flavour)).toEqual({ stdout: '', stderr, code });
  });

  test('only root mounts', () => {
    expect(outcomeOf(['mount -t tmpfs x /mnt'], 'gnu', 7)).toMatchObject({
      stderr: 'mount: /mnt: permission denied.\n',
      code: 32,
    });
    expect(outcomeOf(['mount -t tmpfs x /mnt'], 'busybox', 7)).toMatchObject({
      stderr: 'mount: permission denied (are you root?)\n',
    });
  });
});

describe('sums and dumps', () => {
  const cases: [command: string, stdin: string, stdout: string][] = [
    ['md5sum', '', 'd41d8cd98f00b204e9800998ecf8427e  -\n'],
    ['md5sum /abc', '', '900150983cd24fb0d6963f7d28e17f72  /abc\n'],
    ['sha1sum /abc', '', 'a9993e364706816aba3e25717850c26c9cd0d89d  /abc\n'],
    ['sha256sum /abc', '', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  /abc\n'],
    [
      'sha256sum',
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1  -\n',
    ],
    ['md5sum -c', '900150983cd24fb0d6963f7d28e17f72  /abc\n', '/abc: OK\n'],
    ['base64', 'hello ü', 'aGVsbG8gw7w=\n'],
    ['base64 -d', 'aGVs\nbG8=\n', 'hello'],
    ['base64 -w 4', 'hello', 'aGVs\nbG8=\n'],
    ['od -c', 'a\n\0é', '0000000   a  \\n  \\0 303 251\n0000005\n'],
    ['od -An -tx1', 'abc', ' 61 62 63\n'],
    ['od', 'ab', '0000000 061141\n0000002\n'],
    [
      'hexdump -C',
      'hello, world! 12345',
      '00000000  68 65 6c 6c 6f 2c 20 77  6f 72 6c 64 21 20 31 32  |hello, world! 12|\n00000010  33 34 35                                          |345|\n00000013\n',
    ],
    [
      'hexdump -C',
      '\0'.repeat(64),
      '00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n00000040\n',
    ],
  ];
  test.each(cases)('%s of %j', (command, stdin, stdout) => {
    expect(run(command, { files, stdin })).toEqual({ stdout, stderr: '', code: 0 });
  });
});

describe('diff', () => {
  const cases: [flavour: Flavour, command: string, stdout: string, code: number][] = [
    ['gnu', 'diff /lines /other', '2c2\n< b\n---\n> B\n4a5\n> e\n', 1],
    ['gnu', 'diff /lines /lines', '', 0],
    ['gnu', 'diff -q /lines /other', 'Files /lines and /other differ\n', 1],
    ['gnu', 'diff -i /lines /other', '4a5\n> e\n', 1],
    ['gnu', 'diff /no /lines', '2c2,4\n< b\n\\ No newline at end of file\n---\n> b\n> c\n> d\n', 1],
    ['busybox', 'diff /lines /other', '--- /lines\n+++ /other\n@@ -1,4 +1,5 @@\n a\n-b\n+B\n c\n d\n+e\n', 1],
    [
      'busybox',
      'diff -U 0 /lines /other',
      '--- /lines\n+++ /other\n@@ -2 +2 @@\n-b\n+B\n@@ -4,0 +5 @@\n+e\n',
      1,
    ],
  ];
  test.each(cases)('%s: %s', (flavour, command, stdout, code) => {
    expect(run(command, { files, flavour })).toEqual({ stdout, stderr: '', code });
  });
});

import { describe, expect, test } from 'vitest';
import type { Inode } from '../../linux/fs/types.ts';
import { benchWith, run } from './testing/bench.ts';

const five = 'one\ntwo\nthree\nfour\nfive\n';
const files: Record<string, Inode | string> = { '/f': five, '/conf': 'listen 80;\nroot /srv;\n' };

describe('sed', () => {
  const cases: [args: string[], stdout: string, stdin?: string][] = [
    [['s/o/0/', '/f'], '0ne\ntw0\nthree\nf0ur\nfive\n'],
    [['s/e/E/g', '/f'], 'onE\ntwo\nthrEE\nfour\nfivE\n'],
    [['s/e/E/2', '/f'], 'one\ntwo\nthreE\nfour\nfive\n'],
    [['-n', 's/O/x/ip', '/f'], 'xne\ntwx\nfxur\n'],
    [['s/\\(t\\)\\(.*\\)/\\2\\1/', '/f'], 'one\nwot\nhreet\nfour\nfive\n'],
    [['-E', 's/(t)(.*)/[&]\\2\\1/', '/f'], 'one\n[two]wot\n[three]hreet\nfour\nfive\n'],
    [['s|/srv|/www|', '/conf'], 'listen 80;\nroot /www;\n'],
    [['s/[/]srv/x/', '/conf'], 'listen 80;\nroot x;\n'],
    [['-n', '2p', '/f'], 'two\n'],
    [['-n', '2,4p', '/f'], 'two\nthree\nfour\n'],
    [['-n', '$p', '/f'], 'five\n'],
    [['-n', '/two/,/four/p', '/f'], 'two\nthree\nfour\n'],
    [['-n', '/two/,+1p', '/f'], 'two\nthree\n'],
    [['-n', '1~2p', '/f'], 'one\nthree\nfive\n'],
    [['-n', '$=', '/f'], '5\n'],
    [['2d', '/f'], 'one\nthree\nfour\nfive\n'],
    [['2,$d', '/f'], 'one\n'],
    [['/^t/!d', '/f'], 'two\nthree\n'],
    [['/t/d;s/f/F/', '/f'], 'one\nFour\nFive\n'],
    [['-e', '1d', '-e', '2d', '/f'], 'three\nfour\nfive\n'],
    [['2a\\  after', '/f'], 'one\ntwo\nafter\nthree\nfour\nfive\n'],
    [['1i before', '/f'], `before\n${five}`],
    [['2,4c changed', '/f'], 'one\nchanged\nfive\n'],
    [['2q', '/f'], 'one\ntwo\n'],
    [['y/oe/OE/', '/f'], 'OnE\ntwO\nthrEE\nfOur\nfivE\n'],
    [['-n', '1{p;p}', '/f'], 'one\none\n'],
    [[':a;N;$!ba;s/\\n/,/g', '/f'], 'one,two,three,four,five\n'],
    [['N;s/\\n/-/', '/f'], 'one-two\nthree-four\nfive\n'],
    [['n;d', '/f'], 'one\nthree\nfive\n'],
    [['-n', '1!G;h;$p', '/f'], 'five\nfour\nthree\ntwo\none\n'],
    [['s/x*/-/g'], '-a-b-\n', 'ab\n'],
    [['s/.*/\\U&/'], 'AB\n', 'ab\n'],
    [['s/a/\\n/'], '\nb\n', 'ab\n'],
    [['s/a/b/'], 'b', 'a'],
    [['s/\\t/ /'], 'a b\n', 'a\tb\n'],
    [['/a/s//x/'], 'x\n', 'a\n'],
    [['# comment\ns/a/b/'], 'b\n', 'a\n'],
  ];
  test.each(cases)('sed %j', (args, stdout, stdin) => {
    expect(run(['sed', ...args], { files, stdin: stdin ?? '' })).toEqual({ stdout, stderr: '', code: 0 });
  });

  const failures: [flavour: 'busybox' | 'gnu', args: string[], stderr: string, code: number][] = [
    ['gnu', ['p', '/none'], "sed: can't read /none: No such file or directory\n", 2],
    ['busybox', ['p', '/none'], 'sed: /none: No such file or directory\n', 1],
    ['gnu', ['s/a/b'], "sed: -e expression #1, char 5: unterminated `s' command\n", 1],
    ['gnu', ['k'], "sed: -e expression #1, char 1: unknown command: `k'\n", 1],
    ['gnu', ['s/a/b/k'], "sed: -e expression #1, char 6: unknown option to `s'\n", 1],
    ['gnu', ['bx'], "sed: -e expression #1, can't find label for jump to `x'\n", 1],
    ['gnu', ['3q5'], '', 5],
  ];
  test.each(failures)('%s: sed %j', (flavour, args, stderr, code) => {
    const stdin = 'a\nb\nc\nd\n';
    const outcome = run(['sed', '-n', ...args], { files, flavour, stdin });
    expect({ stderr: outcome.stderr, code: outcome.code }).toEqual({ stderr, code });
  });

  test('-i replaces the file, -i.bak keeps the old one', () => {
    const bench = benchWith(files, 'gnu');
    expect(bench.run(['sed', '-i', 's/80/8080/', '/conf'])).toMatchObject({ stdout: '', code: 0 });
    expect(bench.run(['sed', '-i.bak', '/root/d', '/conf'])).toMatchObject({ stdout: '', code: 0 });
    expect(bench.files((view) => [view.readFile('/conf'), view.readFile('/conf.bak')])).toEqual([
      'listen 8080;\n',
      'listen 8080;\nroot /srv;\n',
    ]);
    expect(bench.files((view) => view.readdir('/'))).not.toContainEqual(
      expect.objectContaining({ name: expect.stringMatching(/^sed/) }),
    );
  });

  test('a loop without end is given up', () => {
    expect(run(['sed', ':a;ba'], { stdin: 'x\n' })).toMatchObject({
      stderr: 'sed: gave up after 100000 commands on line 1\n',
      code: 1,
    });
  });
});

import { describe, expect, test } from 'vitest';
import { benchWith, run } from './testing/bench.ts';

const files = {
  '/f': 'alpha\nBeta\ngamma 10.1.2.3\nfoo foobar\n',
  '/d/one.conf': 'listen 80;\n',
  '/d/sub/two.conf': 'listen 8080;\nroot /;\n',
  '/c': '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
};

describe('grep', () => {
  const cases: [command: string | string[], stdout: string, code?: number][] = [
    ['grep alpha /f', 'alpha\n'],
    ['grep -i beta /f', 'Beta\n'],
    ['grep -v a /f', 'foo foobar\n'.replace('foo foobar\n', ''), 1],
    ['grep -c a /f', '4\n'],
    ['grep -n mm /f', '3:gamma 10.1.2.3\n'],
    ['grep -o [0-9]* /f', '10\n1\n2\n3\n'],
    ['grep -oE [0-9]+(\\.[0-9]+){3} /f', '10.1.2.3\n'],
    ['grep -w foo /f', 'foo foobar\n'],
    ['grep -ow foo /f', 'foo\n'],
    ['grep -x alpha /f', 'alpha\n'],
    ['grep -x alph /f', '', 1],
    ['grep -F .2. /f', 'gamma 10.1.2.3\n'],
    ['grep -q alpha /f', ''],
    ['grep -l listen /f /d/one.conf', '/d/one.conf\n'],
    ['grep -L listen /f /d/one.conf', '/f\n'],
    ['grep a /f /d/one.conf', '/f:alpha\n/f:Beta\n/f:gamma 10.1.2.3\n/f:foo foobar\n'],
    ['grep -h root /f /d/sub/two.conf', 'root /;\n'],
    ['grep -r listen /d', '/d/one.conf:listen 80;\n/d/sub/two.conf:listen 8080;\n'],
    ['grep -rl root /d', '/d/sub/two.conf\n'],
    ['grep -m 1 a /f', 'alpha\n'],
    ['grep -e alpha -e Beta /f', 'alpha\nBeta\n'],
    ['grep -E alpha|Beta /f', 'alpha\nBeta\n'],
    ['grep --color=auto alpha /f', 'alpha\n'],
    ['grep -A1 3 /c', '3\n4\n'],
    ['grep -B1 -n 3 /c', '2-2\n3:3\n'],
    ['grep -C1 -E 2|8 /c', '1\n2\n3\n--\n7\n8\n9\n'],
    ['grep none /f', '', 1],
    ['grep stdin', 'from stdin\n'],
  ];
  test.each(cases)('%s', (command, stdout, code) => {
    expect(run(command, { files, stdin: 'from stdin\n' })).toEqual({ stdout, stderr: '', code: code ?? 0 });
  });

  const failures: [flavour: 'busybox' | 'gnu', command: string, stderr: string][] = [
    ['gnu', 'grep x /none', 'grep: /none: No such file or directory\n'],
    ['gnu', 'grep x /d', 'grep: /d: Is a directory\n'],
    ['gnu', 'grep [a /f', 'grep: Unmatched [, [^, [:, [., or [=\n'],
    ['busybox', 'grep [a /f', "grep: bad regex '[a': Unmatched [, [^, [:, [., or [=\n"],
    ['gnu', 'grep -s x /none', ''],
    ['gnu', 'grep', "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n"],
  ];
  test.each(failures)('%s: %s', (flavour, command, stderr) => {
    expect(run(command, { files, flavour })).toEqual({ stdout: '', stderr, code: 2 });
  });

  test('what it finds comes before it knows the end', () => {
    const bench = benchWith(files);
    const pid = bench.start(['grep', 'x'], { terminal: 't' });
    bench.type('t', 'a\nx1\n');
    expect(bench.screen('t')).toBe('x1\n');
    expect(bench.exits.has(pid)).toBe(false);
  });
});

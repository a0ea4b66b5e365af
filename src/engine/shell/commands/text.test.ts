import { describe, expect, test } from 'vitest';
import { benchWith, run } from './testing/bench.ts';

const files = {
  '/f': 'b 2\na 10\nc 1\na 10\n',
  '/p': 'root:x:0\nweb:x:101\nnocolon\n',
  '/e': 'x\n\ny\n',
  '/n': 'no newline',
  '/one': 'a\nb\n',
  '/two': 'b\nc\n',
};

describe('text', () => {
  const cases: [command: string | string[], stdout: string, stdin?: string][] = [
    ['wc -l /f', '4 /f\n'],
    ['wc /f', '        4         8        18 /f\n'],
    ['wc', '        1         2         6\n', 'ab cd\n'],
    ['wc -c', '6\n', 'äöü'],
    ['wc -m', '3\n', 'äöü'],
    ['wc -w /f /p', '        8 /f\n        3 /p\n       11 total\n'],
    ['sort /f', 'a 10\na 10\nb 2\nc 1\n'],
    ['sort -r /f', 'c 1\nb 2\na 10\na 10\n'],
    ['sort -u /f', 'a 10\nb 2\nc 1\n'],
    ['sort -k2 -n /f', 'c 1\nb 2\na 10\na 10\n'],
    ['sort -k 2,2nr /f', 'a 10\na 10\nb 2\nc 1\n'],
    ['sort -t : -k 3 -n /p', 'nocolon\nroot:x:0\nweb:x:101\n'],
    ['sort -h', '900\n1K\n2M\n', '2M\n1K\n900\n'],
    ['sort -V', 'v1.9\nv1.10\n', 'v1.10\nv1.9\n'],
    ['sort -f', 'a\nB\nc\n', 'c\nB\na\n'],
    ['uniq', 'a\nb\na\n', 'a\na\nb\na\n'],
    ['uniq -c', '      2 a\n      1 b\n', 'a\na\nb\n'],
    ['uniq -d', 'a\n', 'a\na\nb\n'],
    ['uniq -u', 'b\n', 'a\na\nb\n'],
    ['cut -d : -f 1,3 /p', 'root:0\nweb:101\nnocolon\n'],
    ['cut -d: -f2- -s /p', 'x:0\nx:101\n'],
    ['cut -c 2-3', 'bc\n', 'abcd\n'],
    ['cut -c -2', 'ab\n', 'abcd\n'],
    ['tr a-z A-Z', 'HELLO 1\n', 'hello 1\n'],
    ['tr -d 0-9', 'ab\n', 'a1b2\n'],
    [['tr', '-s', ' '], 'a b\n', 'a   b\n'],
    [['tr', '[:upper:]', '[:lower:]'], 'abc\n', 'ABC\n'],
    [['tr', '\\n', ','], 'a,b,', 'a\nb\n'],
    [['tr', '-c', 'a-z\\n', '.'], 'a.b.\n', 'a1b2\n'],
    [['tr', '-cd', 'a-z'], 'ab', 'a1b2\n'],
    ['seq 3', '1\n2\n3\n'],
    ['seq 2 4', '2\n3\n4\n'],
    ['seq 5 -2 1', '5\n3\n1\n'],
    ['seq -w 8 10', '08\n09\n10\n'],
    ['seq -s , 3', '1,2,3\n'],
    ['seq 0 0.5 1', '0.0\n0.5\n1.0\n'],
    ['seq -1 1', '-1\n0\n1\n'],
    ['seq 3 1', ''],
    ['rev', 'cba\n', 'abc\n'],
    ['paste /f /p', 'b 2\troot:x:0\na 10\tweb:x:101\nc 1\tnocolon\na 10\t\n'],
    ['paste -sd , -', 'a,b\n', 'a\nb\n'],
    ['comm /one /two', 'a\n\t\tb\n\tc\n'],
    ['comm -12 /one /two', 'b\n'],
    ['fold -w 2', 'ab\ncd\ne\n', 'abcde\n'],
    ['fold -s -w 5', 'ab \ncd ef\n', 'ab cd ef\n'],
    ['nl /e', '     1\tx\n       \n     2\ty\n'],
    ['nl -ba /e', '     1\tx\n     2\t\n     3\ty\n'],
  ];
  test.each(cases)('%s', (command, stdout, stdin) => {
    expect(run(command, { files, stdin: stdin ?? '' })).toEqual({ stdout, stderr: '', code: 0 });
  });

  const gnu: [command: string, stdout: string, stdin?: string][] = [
    ['wc /f', ' 4  8 18 /f\n'],
    ['wc', '      1       2       6\n', 'ab cd\n'],
    ['wc -lc /f', ' 4 18 /f\n'],
  ];
  test.each(gnu)('gnu: %s', (command, stdout, stdin) => {
    expect(run(command, { files, stdin: stdin ?? '', flavour: 'gnu' })).toEqual({
      stdout,
      stderr: '',
      code: 0,
    });
  });

  const failures: [flavour: 'busybox' | 'gnu', command: string, stderr: string, code: number][] = [
    ['busybox', 'wc /none', 'wc: /none: No such file or directory\n', 1],
    ['busybox', 'sort /none', "sort: can't open '/none': No such file or directory\n", 2],
    ['gnu', 'sort /none', 'sort: cannot read: /none: No such file or directory\n', 2],
    ['gnu', 'cut -f 0 /f', "cut: fields are numbered from 1\nTry 'cut --help' for more information.\n", 1],
    ['gnu', 'seq', "seq: missing operand\nTry 'seq --help' for more information.\n", 1],
    [
      'gnu',
      'seq x',
      "seq: invalid floating point argument: 'x'\nTry 'seq --help' for more information.\n",
      1,
    ],
    ['busybox', 'seq x', "seq: invalid number 'x'\n", 1],
    ['gnu', 'tr', "tr: missing operand\nTry 'tr --help' for more information.\n", 1],
    ['busybox', 'tee /none/x', 'tee: /none/x: No such file or directory\n', 1],
  ];
  test.each(failures)('%s: %s', (flavour, command, stderr, code) => {
    expect(run(command, { files, flavour })).toEqual({ stdout: '', stderr, code });
  });

  test('tee writes everywhere', () => {
    const bench = benchWith(files);
    const { stdout } = bench.run(['tee', '/tmp/a', '/tmp/b'], { stdin: 'text\n' });
    bench.run(['tee', '-a', '/tmp/a'], { stdin: 'more\n' });
    expect(stdout).toBe('text\n');
    expect(bench.files((view) => [view.readFile('/tmp/a'), view.readFile('/tmp/b')])).toEqual([
      'text\nmore\n',
      'text\n',
    ]);
  });

  test('a long seq is written in parts', () => {
    const { stdout } = run('seq 1 25000');
    expect(stdout.split('\n')).toHaveLength(25_001);
    expect(stdout.endsWith('24999\n25000\n')).toBe(true);
  });
});

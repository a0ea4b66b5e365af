import { describe, expect, test } from 'vitest';
import { benchWith, run } from './testing/bench.ts';

const ten = Array.from({ length: 12 }, (_, i) => `${i + 1}\n`).join('');
const files = { '/f': ten, '/g': 'a\nb\nc', '/empty': '', '/u': 'äöü\n' };

describe('head and tail', () => {
  const cases: [command: string, stdout: string][] = [
    ['head /f', ten.slice(0, 21)],
    ['head -n 2 /f', '1\n2\n'],
    ['head -2 /f', '1\n2\n'],
    ['head -n2 /g', 'a\nb\n'],
    ['head -n -2 /g', 'a\n'],
    ['head -c 3 /f', '1\n2'],
    ['head -c 3 /u', 'ä'],
    ['head -n 0 /f', ''],
    ['head -n 1 /f /g', '==> /f <==\n1\n\n==> /g <==\na\n'],
    ['head -qn 1 /f /g', '1\na\n'],
    ['head -n 1', 'in 1\n'],
    ['tail -n 2 /f', '11\n12\n'],
    ['tail -2 /g', 'b\nc'],
    ['tail -n +2 /g', 'b\nc'],
    ['tail -n +1 /g', 'a\nb\nc'],
    ['tail -c 2 /g', '\nc'],
    ['tail -c +3 /g', 'b\nc'],
    ['tail -n 1 /g /f', '==> /g <==\nc\n==> /f <==\n12\n'],
    ['tail -n 1', 'in 2\n'],
    ['tail -n 0 /f', ''],
    ['tail -v -n 1 /empty', '==> /empty <==\n'],
  ];
  test.each(cases)('%s', (command, stdout) => {
    expect(run(command, { files, stdin: 'in 1\nin 2\n' })).toEqual({ stdout, stderr: '', code: 0 });
  });

  const failures: [flavour: 'busybox' | 'gnu', command: string, stderr: string][] = [
    ['busybox', 'head /none', 'head: /none: No such file or directory\n'],
    ['gnu', 'head /none', "head: cannot open '/none' for reading: No such file or directory\n"],
    ['busybox', 'tail /none', "tail: can't open '/none': No such file or directory\n"],
    ['gnu', 'tail /none', "tail: cannot open '/none' for reading: No such file or directory\n"],
    [
      'gnu',
      'tail -f /none',
      "tail: cannot open '/none' for reading: No such file or directory\ntail: no files remaining\n",
    ],
    ['gnu', 'head -n x', "head: invalid number of lines: 'x'\n"],
    ['busybox', 'head -n x', "head: invalid number 'x'\n"],
  ];
  test.each(failures)('%s: %s', (flavour, command, stderr) => {
    expect(run(command, { files, flavour })).toEqual({ stdout: '', stderr, code: 1 });
  });
});

describe('tail -f', () => {
  test('shows what is written, and costs nothing while nothing is', () => {
    const bench = benchWith(files);
    const pid = bench.start(['tail', '-n', '1', '-f', '/f']);
    bench.until(60_000);
    expect(bench.isQuiet).toBe(true);
    bench.files((view) => view.writeFile('/f', '13\n', { append: true }));
    bench.files((view) => view.writeFile('/f', '14\n', { append: true }));
    expect(bench.stdout(pid)).toBe('12\n13\n14\n');
    bench.files((view) => view.writeFile('/f', 'anew\n'));
    expect(bench.stdout(pid)).toBe('12\n13\n14\nanew\n');
    expect(bench.stderr(pid)).toBe('tail: /f: file truncated\n');
    bench.kill(pid, 'TERM');
    expect(bench.exits.get(pid)).toMatchObject({ signal: 'TERM' });
  });

  test('of several files says which one', () => {
    const bench = benchWith(files);
    const pid = bench.start(['tail', '-n', '1', '-f', '/f', '/g']);
    bench.files((view) => view.writeFile('/g', '!\n', { append: true }));
    bench.files((view) => view.writeFile('/f', '13\n', { append: true }));
    expect(bench.stdout(pid)).toBe('==> /f <==\n12\n\n==> /g <==\nc!\n\n==> /f <==\n13\n');
  });

  test('stays with the file, -F with the name', () => {
    const bench = benchWith(files, 'gnu');
    const byFile = bench.start(['tail', '-n', '0', '-f', '/f']);
    const byName = bench.start(['tail', '-n', '0', '-F', '/f']);
    bench.files((view) => view.rename('/f', '/f.1'));
    bench.files((view) => view.writeFile('/f.1', 'old\n', { append: true }));
    bench.files((view) => view.writeFile('/f', 'new\n'));
    bench.files((view) => view.writeFile('/f', 'newer\n', { append: true }));
    expect(bench.stdout(byFile)).toBe('old\n');
    expect(bench.stdout(byName)).toBe('new\nnewer\n');
    expect(bench.stderr(byName)).toBe(
      "tail: '/f' has become inaccessible: No such file or directory\n" +
        "tail: '/f' has appeared;  following new file\n",
    );
    expect(bench.isQuiet).toBe(true);
  });

  test('-F waits for a file whose directory does not exist yet', () => {
    const bench = benchWith(files);
    const pid = bench.start(['tail', '-F', '/var/log/app.log']);
    bench.files((view) => view.mkdir('/var'));
    bench.files((view) => view.mkdir('/var/log'));
    bench.files((view) => view.writeFile('/var/log/app.log', 'hello\n'));
    expect(bench.stdout(pid)).toBe('hello\n');
  });
});

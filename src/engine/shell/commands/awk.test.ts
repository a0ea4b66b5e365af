import { describe, expect, test } from 'vitest';
import { sprintf } from './format.ts';
import { benchWith, run } from './testing/bench.ts';

const files = {
  '/t': 'alice 30 eng\nbob 25 ops\ncarol 41 eng\n',
  '/p': 'root:x:0\nweb:x:101\n',
  '/para': 'a 1\nb 2\n\n\nc 3\n',
};

describe('awk', () => {
  const cases: [args: string[], stdout: string, stdin?: string][] = [
    [['{print $1}', '/t'], 'alice\nbob\ncarol\n'],
    [['{print $1, $3}', '/t'], 'alice eng\nbob ops\ncarol eng\n'],
    [['-F:', '{print $3}', '/p'], '0\n101\n'],
    [['-F', ':', '-v', 'OFS=-', '{$1=$1; print}', '/p'], 'root-x-0\nweb-x-101\n'],
    [['NR==2', '/t'], 'bob 25 ops\n'],
    [['/eng/ {n++} END {print n}', '/t'], '2\n'],
    [['$2 > 28 {print $1}', '/t'], 'alice\ncarol\n'],
    [['{s += $2} END {print s, s/NR}', '/t'], '96 32\n'],
    [['{print NF, $NF}', '/t'], '3 eng\n3 ops\n3 eng\n'],
    [['BEGIN {print 1+2*3, 2^10, 7%3, -2^2}'], '7 1024 1 -4\n'],
    [['BEGIN {printf "%5.2f|%-5s|%03d|%x\\n", 3.14159, "ab", 7, 255}'], ' 3.14|ab   |007|ff\n'],
    [['{c[$3]++} END {for (k in c) print k, c[k]}', '/t'], 'eng 2\nops 1\n'],
    [['BEGIN {x["a"]=1; if ("a" in x) print "yes"; delete x["a"]; print length(x)}'], 'yes\n0\n'],
    [
      ['BEGIN {print length("hello"), substr("hello", 2, 3), index("hello", "l"), toupper("x")}'],
      '5 ell 3 X\n',
    ],
    [['BEGIN {n = split("a,b,c", p, ","); print n, p[1], p[3]}'], '3 a c\n'],
    [['{gsub(/e/, "[&]"); print}', '/t'], 'alic[e] 30 [e]ng\nbob 25 ops\ncarol 41 [e]ng\n'],
    [['{sub("o", "0"); print $1}', '/t'], 'alice\nb0b\ncar0l\n'],
    [['BEGIN {if (match("foobar", /o+/)) print RSTART, RLENGTH}'], '2 2\n'],
    [['BEGIN {for (i = 1; i <= 3; i++) {if (i == 2) continue; printf "%d ", i} print ""}'], '1 3 \n'],
    [['BEGIN {while (i < 3) i++; do i--; while (i > 1); print i}'], '1\n'],
    [['function f(n) {return n <= 1 ? 1 : n * f(n - 1)} BEGIN {print f(5)}'], '120\n'],
    [['function fill(a, n) {a[n] = n} BEGIN {fill(m, 3); print m[3]}'], '3\n'],
    [['/alice/,/bob/ {print NR}', '/t'], '1\n2\n'],
    [['{$2 = "x"} 1', '/t'], 'alice x eng\nbob x ops\ncarol x eng\n'],
    [['!seen[$3]++', '/t'], 'alice 30 eng\nbob 25 ops\n'],
    [['NR==1 {next} {print $1}', '/t'], 'bob\ncarol\n'],
    [['{print; exit}', '/t'], 'alice 30 eng\n'],
    [['BEGIN {print ENVIRON["PATH"] != ""}'], '1\n'],
    [['$1 ~ /^[ab]/ && $3 !~ /ops/', '/t'], 'alice 30 eng\n'],
    [['BEGIN {RS=""} {print NR ": " $1 " " NF}', '/para'], '1: a 4\n2: c 2\n'],
    [['END {print $0, NR}', '/t'], 'carol 41 eng 3\n'],
    [['BEGIN {print 0.1 + 0.2, 1e6, 1/3, 100000000000}'], '0.3 1000000 0.333333 100000000000\n'],
    [['{print $1 > "/dev/stderr"}', '/none-of-it'].slice(0, 1).concat(['/p']), ''],
    [['$1 == 10 {print "number"}'], 'number\n', '10.0\n'],
    [['$1 == "10" {print "text"}'], '', '10.0\n'],
    [['{print (NR % 2 == 0 ? "even" : "odd")}', '/p'], 'odd\neven\n'],
    [['BEGIN { print "a" "b" 1 + 1 "c" }'], 'ab2c\n'],
    [['BEGIN {\n  x = 1\n  if (x)\n    print "one"\n  else\n    print "none"\n}'], 'one\n'],
    [['BEGIN { if (1) print "a"; else print "b" }'], 'a\n'],
    [['BEGIN {print substr("hello", 0, 2), substr("hi", 5) "."}'], 'h .\n'],
    [['BEGIN {a["x","y"] = 1; for (k in a) {split(k, p, SUBSEP); print p[2]}}'], 'y\n'],
  ];
  test.each(cases)('awk %j', (args, stdout, stdin) => {
    const outcome = run(['awk', ...args], { files, stdin: stdin ?? '' });
    expect({ stdout: outcome.stdout, code: outcome.code }).toEqual({ stdout, code: 0 });
  });

  const failures: [flavour: 'busybox' | 'gnu', args: string[], stderr: string, code: number][] = [
    ['gnu', ['{print $1'], 'awk: line 1: syntax error at or near end\n', 2],
    ['busybox', ['{print $1'], 'awk: cmd. line:1: Unexpected token\n', 1],
    ['gnu', ['{print}', '/none'], 'awk: cannot open "/none" (No such file or directory)\n', 2],
    ['busybox', ['{print}', '/none'], 'awk: /none: No such file or directory\n', 2],
    ['gnu', ['BEGIN {getline x}'], 'awk: line 1: getline is not modelled\n', 2],
    ['gnu', ['BEGIN {print "x" | "sort"}'], 'awk: line 1: pipes are not modelled\n', 2],
    ['gnu', ['BEGIN {print 1/0}'], 'awk: division by zero\n', 2],
    ['gnu', ['BEGIN {exit 3}'], '', 3],
    ['gnu', ['BEGIN {while (1) x++}'], 'awk: gave up after 5000000 steps\n', 2],
    ['gnu', ['BEGIN {nothing(1)}'], 'awk: line 1: function nothing never defined\n', 2],
  ];
  test.each(failures)('%s: awk %j', (flavour, args, stderr, code) => {
    const outcome = run(['awk', ...args], { files, flavour });
    expect({ stderr: outcome.stderr, code: outcome.code }).toEqual({ stderr, code });
  });

  test('prints to files', () => {
    const bench = benchWith(files);
    bench.run(['awk', '{print $1 > ("/tmp/" $3)}', '/t']);
    expect(bench.files((view) => view.readFile('/tmp/eng'))).toBe('alice\ncarol\n');
  });

  test('remembers between pieces of input', () => {
    const bench = benchWith(files);
    bench.start(['awk', '{c[$1]++; n++; print n, c[$1]; fflush()}'], { terminal: 't' });
    bench.type('t', 'a\n');
    bench.type('t', 'b\na\n');
    expect(bench.screen('t')).toBe('1 1\n2 1\n3 2\n');
    expect(JSON.parse(JSON.stringify(bench.machine))).toEqual(bench.machine);
  });
});

test('printf', () => {
  const cases: [format: string, values: (string | number)[], expected: string][] = [
    ['%d', [42.9], '42'],
    ['%5d|', [42], '   42|'],
    ['%-5d|', [42], '42   |'],
    ['%05d', [-42], '-0042'],
    ['%+d', [1], '+1'],
    ['%.3d', [5], '005'],
    ['%x %X %o', [255, 255, 8], 'ff FF 10'],
    ['%#x', [255], '0xff'],
    ['%e', [12345.678], '1.234568e+04'],
    ['%g %g %g', [0.0001, 1e10, 1234567], '0.0001 1e+10 1.23457e+06'],
    ['%s', ['x'], 'x'],
    ['%.2s', ['xyz'], 'xy'],
    ['%*d', [4, 7], '   7'],
    ['%c%c', [65, 'BC'], 'AB'],
    ['100%%', [], '100%'],
    ['%d', [], '0'],
  ];
  for (const [format, values, expected] of cases) expect(sprintf(format, values), format).toBe(expected);
});

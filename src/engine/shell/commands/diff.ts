// Models diffutils@v3.10 src/diff.c, src/normal.c, src/context.c, busybox@v1.37.0 editors/diff.c
// Differs: -c, -y and whole directories are left out; of equally short differences another may be chosen.
import { isErrno } from '../../linux/errno.ts';
import { fullDate } from './dates.ts';
import { type Call, command } from './program.ts';

/** A stretch of lines that differs: from where and how many of the one file and of the other. */
interface Hunk {
  readonly a: number;
  readonly aCount: number;
  readonly b: number;
  readonly bCount: number;
}

const MAX_CELLS = 25_000_000;

export const diff = command((call) => {
  const usage = 'diff [-abBdiNqrTstw] [-L LABEL] [-U LINES] FILE1 FILE2';
  const options = call.options({
    short: 'uU:qibwBaNsrL:',
    long: {
      unified: 'unified::',
      brief: 'q',
      'ignore-case': 'i',
      'ignore-space-change': 'b',
      'ignore-all-space': 'w',
      'report-identical-files': 's',
      'new-file': 'N',
      recursive: 'r',
      label: 'L',
      color: 'color::',
    },
    usage,
    code: 2,
  });
  if (typeof options === 'number') return options;
  const [left, right, extra] = options.rest;
  if (left === undefined || right === undefined) {
    return call.usage(
      usage,
      call.busybox ? undefined : `missing operand${left === undefined ? '' : ` after '${left}'`}`,
      2,
    );
  }
  if (extra !== undefined) return call.usage(usage, `extra operand '${extra}'`, 2);
  const before = contents(call, left, options.has('N'));
  const after = contents(call, right, options.has('N'));
  if (before === null || after === null) return 2;
  const normal = (line: string) => {
    let text = options.has('i') ? line.toLowerCase() : line;
    if (options.has('w')) text = text.replace(/\s+/g, '');
    else if (options.has('b')) text = text.replace(/\s+$/g, '').replace(/\s+/g, ' ');
    return text;
  };
  const a = linesOf(before);
  const b = linesOf(after);
  const hunks = compare(a.map(normal), b.map(normal));
  if (hunks === null) return call.fail('files of this length are not modelled', 2);
  if (hunks.length === 0) {
    if (options.has('s')) call.out(`Files ${left} and ${right} are identical\n`);
    return 0;
  }
  if (options.has('q')) {
    call.out(`Files ${left} and ${right} differ\n`);
    return 1;
  }
  const unified = call.busybox || options.has('u', 'U', 'unified');
  if (!unified) for (const hunk of hunks) call.out(normalHunk(a, b, hunk));
  else {
    const labels = options.values('L');
    call.out(`--- ${labels[0] ?? header(call, left)}\n+++ ${labels[1] ?? header(call, right)}\n`);
    const context = Number(options.value('U') ?? (options.value('unified') || 3));
    for (const group of grouped(hunks, context)) call.out(unifiedHunk(a, b, group, context));
  }
  return 1;
});

function contents(call: Call, path: string, missingIsEmpty: boolean): string | null {
  if (path === '-') {
    const text = call.sys.read(0);
    if (typeof text === 'string') return text;
    call.err('-: standard input is not modelled here');
    return null;
  }
  const text = call.sys.readFile(path);
  if (!isErrno(text)) return text;
  if (text.errno === 'ENOENT' && missingIsEmpty) return '';
  call.failed(call.busybox ? `can't stat '${path}'` : path, text);
  return null;
}

function header(call: Call, path: string): string {
  const stat = call.sys.stat(path);
  return call.busybox ? path : `${path}\t${fullDate(isErrno(stat) ? 0 : stat.mtimeMs)}`;
}

/** Lines; a last one without its newline carries the note that says so. */
function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else lines[lines.length - 1] += '\n\\ No newline at end of file';
  return lines;
}

/** The longest common subsequence decides; null when the files are too long for it. */
function compare(a: readonly string[], b: readonly string[]): Hunk[] | null {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let aEnd = a.length;
  let bEnd = b.length;
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }
  const rows = aEnd - start;
  const width = bEnd - start;
  if (rows * width > MAX_CELLS) return null;
  const lengths = Array.from({ length: rows + 1 }, () => new Uint32Array(width + 1));
  for (let i = rows - 1; i >= 0; i--) {
    const row = lengths[i] as Uint32Array;
    const below = lengths[i + 1] as Uint32Array;
    for (let j = width - 1; j >= 0; j--) {
      row[j] =
        a[start + i] === b[start + j]
          ? (below[j + 1] as number) + 1
          : Math.max(below[j] as number, row[j + 1] as number);
    }
  }
  const hunks: Hunk[] = [];
  let i = 0;
  let j = 0;
  while (i < rows || j < width) {
    if (i < rows && j < width && a[start + i] === b[start + j]) {
      i++;
      j++;
      continue;
    }
    const [fromA, fromB] = [i, j];
    while (i < rows || j < width) {
      if (i < rows && j < width && a[start + i] === b[start + j]) break;
      const down = i < rows ? ((lengths[i + 1] as Uint32Array)[j] as number) : -1;
      const across = j < width ? ((lengths[i] as Uint32Array)[j + 1] as number) : -1;
      if (down >= across) i++;
      else j++;
    }
    hunks.push({ a: start + fromA, aCount: i - fromA, b: start + fromB, bCount: j - fromB });
  }
  return hunks;
}

const range = (from: number, count: number) =>
  count === 0 ? String(from) : count === 1 ? String(from + 1) : `${from + 1},${from + count}`;

function normalHunk(a: readonly string[], b: readonly string[], hunk: Hunk): string {
  const kind = hunk.aCount === 0 ? 'a' : hunk.bCount === 0 ? 'd' : 'c';
  const lines = [`${range(hunk.a, hunk.aCount)}${kind}${range(hunk.b, hunk.bCount)}`];
  for (const line of a.slice(hunk.a, hunk.a + hunk.aCount)) lines.push(`< ${line}`);
  if (kind === 'c') lines.push('---');
  for (const line of b.slice(hunk.b, hunk.b + hunk.bCount)) lines.push(`> ${line}`);
  return `${lines.join('\n')}\n`;
}

/** Hunks whose context touches are shown as one. */
function grouped(hunks: readonly Hunk[], context: number): Hunk[][] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && hunk.a - (last.a + last.aCount) <= 2 * context) groups.at(-1)?.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function unifiedHunk(
  a: readonly string[],
  b: readonly string[],
  group: readonly Hunk[],
  context: number,
): string {
  const first = group[0] as Hunk;
  const last = group.at(-1) as Hunk;
  const aFrom = Math.max(0, first.a - context);
  const bFrom = Math.max(0, first.b - context);
  const aTo = Math.min(a.length, last.a + last.aCount + context);
  const bTo = Math.min(b.length, last.b + last.bCount + context);
  const span = (from: number, count: number) =>
    count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`;
  const lines = [`@@ -${span(aFrom, aTo - aFrom)} +${span(bFrom, bTo - bFrom)} @@`];
  let at = aFrom;
  for (const hunk of group) {
    for (; at < hunk.a; at++) lines.push(` ${a[at]}`);
    for (; at < hunk.a + hunk.aCount; at++) lines.push(`-${a[at]}`);
    for (const line of b.slice(hunk.b, hunk.b + hunk.bCount)) lines.push(`+${line}`);
  }
  for (; at < aTo; at++) lines.push(` ${a[at]}`);
  return `${lines.join('\n')}\n`;
}

export interface DiffLine {
  readonly sign: ' ' | '+' | '-';
  readonly text: string;
}

/** The lines of `after` with what is new in them, and the lines of `before` that are gone, in place. */
export function lineDiff(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  const same = (text: string): DiffLine => ({ sign: ' ', text });
  return [...after.slice(0, head).map(same), ...middle(a, b), ...after.slice(after.length - tail).map(same)];
}

/** By the longest common subsequence: objects are at most some hundred lines, and most of them shared. */
function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? 1 + (common[(i + 1) * width + j + 1] as number)
          : Math.max(common[(i + 1) * width + j] as number, common[i * width + j + 1] as number);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', text: b[j] as string });
      i += 1;
      j += 1;
    } else if (
      j === b.length ||
      (i < a.length && (common[(i + 1) * width + j] as number) >= (common[i * width + j + 1] as number))
    ) {
      lines.push({ sign: '-', text: a[i] as string });
      i += 1;
    } else {
      lines.push({ sign: '+', text: b[j] as string });
      j += 1;
    }
  }
  return lines;
}

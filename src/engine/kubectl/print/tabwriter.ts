// Models golang/go@v1.26.0 src/text/tabwriter/tabwriter.go
/**
 * Aligns text whose cells end with tabs, as `describe` does. A column is made of the cells above each other
 * in lines that follow one another; what stands after the last tab of a line belongs to no column. No column is
 * narrower than `minWidth`.
 */
export function alignTabs(text: string, padding = 2, minWidth = 0): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths: number[] = [];
  let aligned = '';
  const write = (from: number, to: number): void => {
    for (let at = from; at < to; at++) {
      const cells = lines[at] as readonly string[];
      cells.forEach((cell, column) => {
        const width = column < cells.length - 1 ? widths[column] : undefined;
        aligned += width === undefined ? cell : cell + ' '.repeat(Math.max(0, width - [...cell].length));
      });
      if (at < lines.length - 1) aligned += '\n';
    }
  };
  const format = (from: number, to: number): void => {
    const column = widths.length;
    let written = from;
    for (let at = from; at < to; at++) {
      if (!hasColumn(lines[at], column)) continue;
      write(written, at);
      written = at;
      let width = minWidth;
      for (; at < to && hasColumn(lines[at], column); at++) {
        width = Math.max(width, [...((lines[at] as readonly string[])[column] as string)].length + padding);
      }
      widths.push(width);
      format(written, at);
      widths.pop();
      written = at;
    }
    write(written, to);
  };
  format(0, lines.length);
  return aligned;
}

function hasColumn(cells: readonly string[] | undefined, column: number): boolean {
  return cells !== undefined && column < cells.length - 1;
}

// Models kubernetes@v1.36.0 staging/src/k8s.io/cli-runtime/pkg/printers/tableprinter.go, tabwriter.go
import type { KubeObject } from '../../../api/index.ts';

export interface Column<T extends KubeObject = KubeObject> {
  readonly name: string;
  /** Only with `-o wide`. */
  readonly wide?: boolean;
  readonly value: (object: T, nowMs: number) => string;
}

const MIN_WIDTH = 6;
const PADDING = 3;

/** The widths that rows need, and at least those that are remembered from rows before. */
export function widthsOf(
  rows: readonly (readonly string[])[],
  remembered: readonly number[] = [],
): readonly number[] {
  const widths = [...remembered];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? MIN_WIDTH, [...cell].length + PADDING);
    });
  }
  return widths;
}

/** Rows of cells as lines. The last cell of a row is not padded. */
export function formatRows(rows: readonly (readonly string[])[], widths = widthsOf(rows)): string {
  return rows
    .map(
      (row) =>
        `${row.map((cell, index) => (index === row.length - 1 ? cell : pad(cell, widths[index] as number))).join('')}\n`,
    )
    .join('');
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - [...cell].length);
}

/** A cell is one line: what follows a line break is cut off. */
export function oneLine(text: string): string {
  const at = text.search(/[\f\n\r]/);
  return at < 0 ? text : `${text.slice(0, at)}...`;
}

/** Names in as many columns as fit into a width, filled downwards, two blanks apart. */
export function inColumns(names: readonly string[], width: number): string {
  if (names.length === 0) return '';
  for (let rows = 1; rows < names.length; rows++) {
    const columns = Math.ceil(names.length / rows);
    const widths = Array.from({ length: columns }, (_, column) =>
      Math.max(...names.slice(column * rows, (column + 1) * rows).map((name) => name.length)),
    );
    const total = widths.reduce((sum, one) => sum + one, 0) + 2 * (columns - 1);
    if (total >= width) continue;
    let text = '';
    for (let row = 0; row < rows; row++) {
      let line = '';
      for (let column = 0; column < columns; column++) {
        const name = names[column * rows + row];
        if (name === undefined) break;
        const last = names[(column + 1) * rows + row] === undefined;
        line += last ? name : name.padEnd((widths[column] as number) + 2);
      }
      text += `${line}\n`;
    }
    return text;
  }
  return names.map((name) => `${name}\n`).join('');
}

// Differs: upstream appends a Go diff of its internal structs; this is the same fact in field paths.

/** The changed fields, one `path: old → new` per line. */
export function describeDifferences(
  facts: readonly { path: string; before: unknown; after: unknown }[],
): string {
  return facts.map(({ path, before, after }) => `  ${path}: ${show(before)} → ${show(after)}`).join('\n');
}

function show(value: unknown): string {
  return value === undefined ? '<unset>' : JSON.stringify(value);
}

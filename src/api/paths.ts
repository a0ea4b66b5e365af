// Field paths as upstream prints them: `spec.containers[0].image`, `metadata.labels[app.kubernetes.io/name]`.

/** A name, a map key, or a list index. */
export type PathSegment = string | number;
export type FieldPath = readonly PathSegment[];

/** Reads a printed path. Digits in brackets are an index, other text in brackets a map key. */
export function parseFieldPath(text: string): PathSegment[] {
  const segments: PathSegment[] = [];
  for (const match of text.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) {
    const [, bracketed, name] = match;
    if (name !== undefined) segments.push(name);
    else if (bracketed !== undefined)
      segments.push(/^[0-9]+$/.test(bracketed) ? Number(bracketed) : bracketed);
  }
  return segments;
}

/** Names are joined by dots, indices stand in brackets; a key that is no plain name stands in brackets too. */
export function formatFieldPath(path: FieldPath): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (/^[A-Za-z][\w-]*$/.test(segment)) text += text === '' ? segment : `.${segment}`;
    else text += `[${segment}]`;
  }
  return text;
}

/** The value at a path in plain data, or undefined. */
export function valueAt(root: unknown, path: FieldPath): unknown {
  let value = root;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PathSegment, unknown>)[segment];
  }
  return value;
}

/** True when `path` is `ancestor` or lies under it. */
export function isUnder(path: FieldPath, ancestor: FieldPath): boolean {
  return ancestor.length <= path.length && ancestor.every((segment, index) => segment === path[index]);
}

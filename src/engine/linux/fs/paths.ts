/** Absolute path of `name` in the directory `path`. */
export function join(path: string, name: string): string {
  return path === '/' ? `/${name}` : `${path}/${name}`;
}

/** The directory an absolute path lies in; `/` for `/`. */
export function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether `path` is `directory` or lies in it. */
export function within(path: string, directory: string): boolean {
  return (
    path === directory ||
    directory === '/' ||
    (path.startsWith(directory) && path.charCodeAt(directory.length) === 47)
  );
}

/** Without `.`, `..` and doubled slashes, by the text alone. */
export function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

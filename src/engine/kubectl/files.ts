/**
 * The files a command line may name, by path. kubectl has no disk here: they come with the command, from the
 * page's workspace or from the disk of whoever runs the program.
 */
export type Files = Readonly<Record<string, string>>;

/** Upstream's words for a path that is not there. */
export const NO_SUCH_FILE = 'no such file or directory';

/** The path without `./` and doubled or trailing slashes. */
function clean(path: string): string {
  const parts = path.split('/').filter((part, index) => part !== '.' && (part !== '' || index === 0));
  return parts.join('/') || (path.startsWith('/') ? '/' : '.');
}

/** The text of a file; undefined when there is none. */
export function readFile(files: Files, path: string): string | undefined {
  const wanted = clean(path);
  for (const [name, text] of Object.entries(files)) if (clean(name) === wanted) return text;
  return undefined;
}

/** The files directly in a folder, by their own names and in order; undefined when there is no such folder. */
export function readFolder(files: Files, path: string): readonly (readonly [string, string])[] | undefined {
  const folder = clean(path);
  const prefix = folder === '.' ? '' : folder === '/' ? '/' : `${folder}/`;
  const inside = Object.entries(files)
    .map(([name, text]): [string, string] => [clean(name), text])
    .filter(([name]) => name.startsWith(prefix));
  if (inside.length === 0) return undefined;
  return inside
    .map(([name, text]): [string, string] => [name.slice(prefix.length), text])
    .filter(([name]) => !name.includes('/'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** All files below a folder, by their paths in it. */
export function filesBelow(files: Files, path: string): Files {
  const folder = clean(path);
  const prefix = folder === '.' ? '' : folder === '/' ? '/' : `${folder}/`;
  return Object.fromEntries(
    Object.entries(files)
      .map(([name, text]): [string, string] => [clean(name), text])
      .filter(([name]) => name.startsWith(prefix) && name !== folder)
      .map(([name, text]) => [name.slice(prefix.length), text])
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );
}

/** `path/to/nginx.conf` is `nginx.conf`. */
export function baseName(path: string): string {
  return clean(path).split('/').pop() ?? path;
}

// Models linux@v6.12 fs/exec.c, fs/binfmt_script.c
import { type Errno, errno, isErrno } from './errno.ts';
import type { Flavour } from './fs/types.ts';
import type { FileView } from './fs/view.ts';

/** What executing a path comes to. */
export interface Executable {
  readonly program: string;
  readonly flavour: Flavour;
  /** The path of the program itself, or of a script's interpreter. */
  readonly exe: string;
  /** With a script's interpreter before it. */
  readonly argv: readonly string[];
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const MAX_INTERPRETERS = 4;

/** Where `name` is found: itself when it has a slash, otherwise the first executable of that name in PATH. */
export function searchPath(
  view: FileView,
  name: string,
  env: Readonly<Record<string, string>>,
): string | undefined {
  if (name.includes('/')) return name;
  if (name === '') return undefined;
  for (const directory of (env.PATH ?? DEFAULT_PATH).split(':')) {
    const path = `${directory === '' ? '.' : directory}/${name}`;
    if (!isErrno(view.executable(path))) return path;
  }
  return undefined;
}

/** Finds out what runs when `path` is executed with `argv`. */
export function loadExecutable(
  view: FileView,
  path: string,
  argv: readonly string[],
  depth = 0,
): Executable | Errno {
  const place = view.executable(path);
  if (isErrno(place)) return place;
  const { inode, shown } = place;
  if (inode.type !== 'file') return errno('EACCES');
  if (inode.program !== undefined) {
    return { program: inode.program, flavour: inode.flavour ?? 'gnu', exe: shown, argv };
  }
  if (!inode.data.startsWith('#!')) return errno('ENOEXEC');
  if (depth === MAX_INTERPRETERS) return errno('ELOOP');
  const line = inode.data.slice(2, `${inode.data}\n`.indexOf('\n')).trim();
  const space = line.search(/[ \t]/);
  const interpreter = space === -1 ? line : line.slice(0, space);
  const argument = space === -1 ? [] : [line.slice(space).trim()];
  return loadExecutable(view, interpreter, [interpreter, ...argument, path, ...argv.slice(1)], depth + 1);
}

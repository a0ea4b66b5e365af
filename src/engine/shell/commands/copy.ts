// Models coreutils@v9.5 src/cp.c, src/copy.c, src/mv.c, busybox@v1.37.0 coreutils/cp.c, coreutils/mv.c
// Differs: -a keeps mode, owner and time, and no hard links; nothing is ever asked.
import { type Errno, isErrno } from '../../linux/errno.ts';
import type { Stat } from '../../linux/fs/types.ts';
import type { Options } from './options.ts';
import { basename, below } from './paths.ts';
import { type Call, command } from './program.ts';
import { remove } from './remove.ts';

interface Copying {
  readonly recursive: boolean;
  /** Symbolic links are copied as such. */
  readonly links: boolean;
  readonly preserve: boolean;
  readonly noClobber: boolean;
  readonly update: boolean;
  readonly force: boolean;
  readonly verbose: boolean;
}

const inWords = (call: Call, busybox: string, gnu: string) => (call.busybox ? busybox : gnu);

export const cp = command((call) => {
  const usage = 'cp [-arPLHpfinTu] SOURCE... DEST';
  const options = call.options({
    short: 'arRPLHdpfinTuvt:',
    long: {
      archive: 'a',
      recursive: 'r',
      'no-dereference': 'P',
      dereference: 'L',
      preserve: 'preserve::',
      force: 'f',
      'no-clobber': 'n',
      'no-target-directory': 'T',
      'target-directory': 't',
      update: 'u',
      verbose: 'v',
    },
    usage,
  });
  if (typeof options === 'number') return options;
  const recursive = options.has('a', 'r', 'R');
  const copying: Copying = {
    recursive,
    links: options.last('P', 'd', 'a', 'L') === 'L' ? false : recursive || options.has('P', 'd'),
    preserve: options.has('a', 'p', 'preserve'),
    noClobber: options.has('n'),
    update: options.has('u'),
    force: options.has('f'),
    verbose: options.has('v'),
  };
  return eachPair(call, options, usage, (from, to) => {
    copy(call, from, to, copying, true);
  });
});

export const mv = command((call) => {
  const usage = 'mv [-finT] SOURCE... DEST';
  const options = call.options({
    short: 'finTuvt:',
    long: {
      force: 'f',
      'no-clobber': 'n',
      'no-target-directory': 'T',
      'target-directory': 't',
      update: 'u',
      verbose: 'v',
    },
    usage,
  });
  if (typeof options === 'number') return options;
  return eachPair(call, options, usage, (from, to) => move(call, from, to, options));
});

/** Works out what goes where: into the last operand when it is a directory, else over it. */
function eachPair(
  call: Call,
  options: Options,
  usage: string,
  act: (from: string, to: string) => void,
): number {
  const { sys } = call;
  const sources = [...options.rest];
  const into = options.value('t');
  const target = into ?? sources.pop();
  if (target === undefined) return call.usage(usage, call.busybox ? undefined : 'missing file operand');
  if (sources.length === 0) {
    return call.usage(usage, call.busybox ? undefined : `missing destination file operand after '${target}'`);
  }
  const stat = sys.stat(target);
  const isDirectory = !isErrno(stat) && stat.type === 'directory';
  if ((sources.length > 1 || into !== undefined) && !isDirectory) {
    if (call.busybox) return call.fail(`can't stat '${target}': No such file or directory`);
    return call.fail(
      isErrno(stat) ? `target '${target}': No such file or directory` : `target '${target}': Not a directory`,
    );
  }
  for (const from of sources) {
    act(from, isDirectory && !options.has('T') ? below(target, basename(from)) : target);
  }
  return call.code;
}

function sameFile(a: Stat, b: Stat | Errno): boolean {
  return !isErrno(b) && a.filesystem === b.filesystem && a.inode === b.inode;
}

/** Copies one thing, with all that is in it; true when all of it was copied. What fails is said. */
function copy(call: Call, from: string, to: string, how: Copying, top: boolean): boolean {
  const { sys } = call;
  const fail = (what: string, why?: Errno): false => {
    call.code = why === undefined ? call.fail(what) : call.failed(what, why);
    return false;
  };
  const stat = how.links && !(top && from.endsWith('/')) ? sys.lstat(from) : sys.stat(from);
  if (isErrno(stat)) return fail(inWords(call, `can't stat '${from}'`, `cannot stat '${from}'`), stat);
  const there = sys.stat(to);
  if (stat.type === 'directory' && !how.recursive) {
    return fail(
      inWords(call, `omitting directory '${from}'`, `-r not specified; omitting directory '${from}'`),
    );
  }
  if (sameFile(stat, there)) return fail(`'${from}' and '${to}' are the same file`);
  if (!isErrno(there) && stat.type !== 'directory') {
    if (how.noClobber || (how.update && there.mtimeMs >= stat.mtimeMs)) return true;
    if (there.type === 'directory') {
      return fail(
        inWords(call, `'${to}' is a directory`, `cannot overwrite directory '${to}' with non-directory`),
      );
    }
  }
  let copied = true;
  switch (stat.type) {
    case 'directory': {
      if (top && `${sys.realpath(to)}/`.startsWith(`${sys.realpath(from)}/`)) {
        return fail(
          inWords(
            call,
            `recursion detected, omitting directory '${from}'`,
            `cannot copy a directory, '${from}', into itself, '${to}'`,
          ),
        );
      }
      if (isErrno(there)) {
        const why = sys.mkdir(to, stat.mode | 0o700);
        if (why !== undefined) {
          return fail(
            inWords(call, `can't create directory '${to}'`, `cannot create directory '${to}'`),
            why,
          );
        }
      } else if (there.type !== 'directory') {
        return fail(
          inWords(
            call,
            `target '${to}' is not a directory`,
            `cannot overwrite non-directory '${to}' with directory '${from}'`,
          ),
        );
      }
      const entries = sys.readdir(from);
      if (isErrno(entries))
        return fail(inWords(call, `can't open '${from}'`, `cannot access '${from}'`), entries);
      for (const { name } of entries)
        copied = copy(call, below(from, name), below(to, name), how, false) && copied;
      break;
    }
    case 'symlink': {
      if (!isErrno(sys.lstat(to))) sys.unlink(to);
      const why = sys.symlink(stat.target ?? '', to);
      if (why !== undefined) {
        return fail(
          inWords(call, `can't create symlink '${to}'`, `cannot create symbolic link '${to}'`),
          why,
        );
      }
      break;
    }
    case 'fifo': {
      const why = sys.mkfifo(to);
      if (why !== undefined)
        return fail(inWords(call, `can't create '${to}'`, `cannot create fifo '${to}'`), why);
      break;
    }
    case 'file': {
      const data = sys.readFile(from);
      if (isErrno(data)) {
        return fail(inWords(call, `can't open '${from}'`, `cannot open '${from}' for reading`), data);
      }
      let why = sys.writeFile(to, data, { mode: stat.mode });
      if (why?.errno === 'EACCES' && how.force && sys.unlink(to) === undefined) {
        why = sys.writeFile(to, data, { mode: stat.mode });
      }
      if (why !== undefined) {
        const full = why.errno === 'ENOSPC';
        const gnu = full ? `error writing '${to}'` : `cannot create regular file '${to}'`;
        return fail(inWords(call, full ? `write error` : `can't create '${to}'`, gnu), why);
      }
      break;
    }
    default:
      return fail(`copying a ${stat.type} such as '${from}' is not modelled`);
  }
  if (how.preserve && stat.type !== 'symlink') keepAttributes(call, to, stat);
  if (how.verbose) call.out(`'${from}' -> '${to}'\n`);
  return copied;
}

function keepAttributes(call: Call, path: string, stat: Stat): void {
  call.sys.chown(path, stat.uid, stat.gid);
  call.sys.chmod(path, stat.mode);
  call.sys.utimes(path, stat.mtimeMs);
}

function move(call: Call, from: string, to: string, options: Options): void {
  const { sys } = call;
  const stat = sys.lstat(from);
  if (isErrno(stat)) {
    call.code = call.failed(inWords(call, `can't rename '${from}'`, `cannot stat '${from}'`), stat);
    return;
  }
  const there = sys.lstat(to);
  if (!isErrno(there)) {
    if (options.has('n') || (options.has('u') && there.mtimeMs >= stat.mtimeMs)) return;
    if (sameFile(stat, there)) {
      call.code = call.fail(`'${from}' and '${to}' are the same file`);
      return;
    }
  }
  let why = sys.rename(from, to);
  if (why?.errno === 'EXDEV') {
    why = undefined;
    if (!isErrno(there) && stat.type !== 'directory') sys.unlink(to);
    const how: Copying = {
      recursive: true,
      links: true,
      preserve: true,
      noClobber: false,
      update: false,
      force: true,
      verbose: false,
    };
    if (!copy(call, from, to, how, true)) return;
    remove(call, from, { recursive: true, force: true, empty: false, verbose: false });
  }
  if (why !== undefined) {
    const into = why.errno === 'EINVAL';
    const gnu = into
      ? `cannot move '${from}' to a subdirectory of itself, '${to}'`
      : `cannot move '${from}' to '${to}'`;
    if (into && !call.busybox) call.code = call.fail(gnu);
    else call.code = call.failed(inWords(call, `can't rename '${from}'`, gnu), why);
    return;
  }
  if (options.has('v')) call.out(call.busybox ? `'${from}' -> '${to}'\n` : `renamed '${from}' -> '${to}'\n`);
}

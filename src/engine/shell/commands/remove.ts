// Models coreutils@v9.5 src/rm.c, busybox@v1.37.0 coreutils/rm.c, libbb/remove_file.c
// Differs: nothing is ever asked.
import { type Errno, isErrno } from '../../linux/errno.ts';
import { basename, below } from './paths.ts';
import { type Call, command } from './program.ts';

export const rm = command((call) => {
  const usage = 'rm [-irf] FILE...';
  const options = call.options({
    short: 'rRfidv',
    long: {
      recursive: 'r',
      force: 'f',
      dir: 'd',
      verbose: 'v',
      'no-preserve-root': 'no-preserve-root',
      'preserve-root': 'preserve-root::',
      'one-file-system': 'one-file-system',
    },
    usage,
  });
  if (typeof options === 'number') return options;
  const force = options.has('f');
  if (options.rest.length === 0) return force ? 0 : call.missing(usage);
  const removal: Removal = {
    recursive: options.has('r', 'R'),
    force,
    empty: options.has('d'),
    verbose: options.has('v'),
  };
  for (const path of options.rest) {
    const name = basename(path);
    if (name === '.' || name === '..') {
      call.code = call.fail(
        call.busybox
          ? "can't remove '.' or '..'"
          : `refusing to remove '.' or '..' directory: skipping '${path}'`,
      );
      continue;
    }
    if (!call.busybox && removal.recursive && name === '/' && !options.has('no-preserve-root')) {
      call.err("it is dangerous to operate recursively on '/'");
      call.err('use --no-preserve-root to override this failsafe');
      call.code = 1;
      continue;
    }
    remove(call, path, removal);
  }
  return call.code;
});

interface Removal {
  readonly recursive: boolean;
  /** What is not there is no failure. */
  readonly force: boolean;
  readonly empty: boolean;
  readonly verbose: boolean;
}

/** Removes a path with all below it; true when it is gone. What fails is said. */
export function remove(call: Call, path: string, removal: Removal): boolean {
  const { sys } = call;
  const failed = (why: Errno): boolean => {
    if (why.errno === 'ENOENT' && removal.force) return true;
    call.code = call.failed(call.busybox ? `can't remove '${path}'` : `cannot remove '${path}'`, why);
    return false;
  };
  const stat = sys.lstat(path);
  if (isErrno(stat)) return failed(stat);
  if (stat.type !== 'directory') {
    const why = sys.unlink(path);
    if (why === undefined && removal.verbose) call.out(`removed '${path}'\n`);
    return why === undefined || failed(why);
  }
  if (!removal.recursive && !removal.empty) {
    if (!call.busybox) return failed({ errno: 'EISDIR' });
    call.code = call.fail(`'${path}' is a directory`);
    return false;
  }
  if (removal.recursive) {
    const entries = sys.readdir(path);
    if (isErrno(entries)) return failed(entries);
    let all = true;
    for (const { name } of entries) all = remove(call, below(path, name), removal) && all;
    if (!all) return false;
  }
  const why = sys.rmdir(path);
  if (why === undefined && removal.verbose) call.out(`removed directory '${path}'\n`);
  return why === undefined || failed(why);
}

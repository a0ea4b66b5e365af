// Models coreutils@v9.5 src/ln.c, busybox@v1.37.0 coreutils/ln.c
import { isErrno } from '../../linux/errno.ts';
import { basename, below } from './paths.ts';
import { command } from './program.ts';

export const ln = command((call) => {
  const usage = 'ln [-sfnbtv] [-S SUF] TARGET... LINK|DIR';
  const options = call.options({
    short: 'sfnvTt:r',
    long: {
      symbolic: 's',
      force: 'f',
      'no-dereference': 'n',
      verbose: 'v',
      'no-target-directory': 'T',
      'target-directory': 't',
    },
    usage,
  });
  if (typeof options === 'number') return options;
  if (options.has('r')) return call.fail('-r (relative links) is not modelled');
  const { sys } = call;
  const targets = [...options.rest];
  const into = options.value('t');
  if (targets.length === 0) return call.usage(usage, call.busybox ? undefined : 'missing file operand');
  const last = into ?? (targets.length === 1 ? '.' : (targets.pop() as string));
  const followed = options.has('n') ? sys.lstat(last) : sys.stat(last);
  const isDirectory = !isErrno(followed) && followed.type === 'directory' && !options.has('T');
  if (targets.length > 1 && !isDirectory) return call.fail(`target '${last}': Not a directory`);
  for (const target of targets) {
    const name = isDirectory ? below(last, basename(target)) : last;
    const there = sys.lstat(name);
    if (options.has('f') && !isErrno(there) && there.type !== 'directory') sys.unlink(name);
    const symbolic = options.has('s');
    const failed = symbolic ? sys.symlink(target, name) : sys.link(target, name);
    if (failed === undefined) {
      if (options.has('v')) call.out(`'${name}' ${symbolic ? '->' : '=>'} '${target}'\n`);
      continue;
    }
    const hard =
      failed.errno === 'ENOENT' && isErrno(sys.lstat(target))
        ? `failed to access '${target}'`
        : failed.errno === 'EPERM'
          ? `${target}: hard link not allowed for directory`
          : `failed to create hard link '${name}'${failed.errno === 'EEXIST' ? '' : ` => '${target}'`}`;
    if (call.busybox) call.code = call.failed(name, failed);
    else if (!symbolic && failed.errno === 'EPERM') call.code = call.fail(hard);
    else call.code = call.failed(symbolic ? `failed to create symbolic link '${name}'` : hard, failed);
  }
  return call.code;
});

// Models util-linux@v2.40.0 sys-utils/mount.c, sys-utils/umount.c, busybox@v1.37.0 util-linux/mount.c
// Differs: bind mounts, tmpfs, proc and cgroup2; propagation (--make-*) is accepted, mounts being private anyway; what is
// mounted cannot be remounted.
import { type Errno, errorText, isErrno } from '../../linux/errno.ts';
import { parseSize } from './bytes.ts';
import { type Call, command } from './program.ts';

const PROPAGATION = ['private', 'rprivate', 'slave', 'rslave', 'shared', 'rshared', 'unbindable'];

export const mount = command((call) => {
  const options = call.options({
    short: 'at:o:rwvnB',
    long: {
      types: 't',
      options: 'o',
      'read-only': 'r',
      bind: 'B',
      rbind: 'B',
      ...Object.fromEntries(PROPAGATION.map((kind) => [`make-${kind}`, 'make'])),
    },
    usage: 'mount [OPTIONS] [-o OPT] DEVICE NODE',
  });
  if (typeof options === 'number') return options;
  const { sys } = call;
  if (options.has('make')) return 0;
  if (options.rest.length === 0) {
    const type = options.value('t');
    call.out(listOf(call, type));
    return 0;
  }
  const flags = options.values('o').flatMap((list) => list.split(','));
  const [device, target] = options.rest;
  if (flags.includes('remount')) return call.fail(`${device}: remounting is not modelled`, 32);
  const bind = options.has('B') || flags.includes('bind') || flags.includes('rbind');
  const type = options.value('t') ?? '';
  if (target === undefined) {
    return call.busybox
      ? call.fail(`can't find ${device} in /etc/fstab`)
      : call.fail(`${device}: can't find in /etc/fstab.`, 1);
  }
  const readOnly = options.has('r') || flags.includes('ro');
  if (bind) {
    const from = sys.stat(device as string);
    const to = sys.stat(target);
    if (!isErrno(from) && !isErrno(to) && (from.type === 'directory') !== (to.type === 'directory')) {
      return refused(call, device as string, target, { errno: 'ENOTDIR' });
    }
    const failed = sys.mount(target, { bind: device as string }, readOnly);
    return failed === undefined ? 0 : refused(call, device as string, target, failed);
  }
  if (type !== 'tmpfs' && type !== 'proc' && type !== 'cgroup2') {
    if (sys.self.uid !== 0) return refused(call, device as string, target, { errno: 'EPERM' });
    if (type === '') return refused(call, device as string, target, { errno: 'EINVAL' });
    return call.busybox
      ? call.fail(`mounting ${device} on ${target} failed: No such device`, 255)
      : call.fail(`${target}: unknown filesystem type '${type}'.`, 32);
  }
  const size = flags.find((flag) => flag.startsWith('size='))?.slice(5);
  const sizeBytes = size === undefined ? undefined : parseSize(size);
  if (size !== undefined && sizeBytes === undefined)
    return refused(call, device as string, target, { errno: 'EINVAL' });
  const failed = sys.mount(target, sizeBytes === undefined ? { type } : { type, sizeBytes }, readOnly);
  return failed === undefined ? 0 : refused(call, device as string, target, failed);
});

export const pivotRoot = command((call) => {
  const [next, old] = call.args;
  if (next === undefined || old === undefined || call.args.length > 2) {
    return call.usage('pivot_root NEW_ROOT PUT_OLD', call.busybox ? undefined : 'bad usage');
  }
  const failed = call.sys.pivotRoot(next, old);
  if (failed === undefined) return 0;
  const why = errorText(failed.errno);
  return call.busybox
    ? call.fail(why)
    : call.fail(`failed to change root from \`${next}' to \`${old}': ${why}`);
});

function refused(call: Call, device: string, target: string, why: Errno): number {
  if (call.busybox) {
    if (why.errno === 'EPERM') return call.fail('permission denied (are you root?)', 1);
    return call.fail(`mounting ${device} on ${target} failed: ${errorText(why.errno)}`, 255);
  }
  if (why.errno === 'EPERM') return call.fail(`${target}: permission denied.`, 32);
  if (why.errno === 'ENOENT') {
    const gone = isErrno(call.sys.stat(target));
    return call.fail(
      gone ? `${target}: mount point does not exist.` : `${target}: special device ${device} does not exist.`,
      32,
    );
  }
  if (why.errno === 'ENOTDIR')
    return call.fail(`${target}: mount(2) system call failed: Not a directory.`, 32);
  return call.fail(
    `${target}: wrong fs type, bad option, bad superblock on ${device}, missing codepage or helper program, or other error.`,
    32,
  );
}

function listOf(call: Call, type: string | undefined): string {
  const text = call.sys.readFile('/proc/self/mounts');
  if (isErrno(text)) {
    call.code = call.fail(
      call.busybox ? 'no /proc/mounts' : 'failed to read mtab: No such file or directory',
    );
    return '';
  }
  return text
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields.length > 3 && (type === undefined || fields[2] === type))
    .map(([device, target, kind, flags]) => `${device} on ${target} type ${kind} (${flags})\n`)
    .join('');
}

export const umount = command((call) => {
  const usage = 'umount [-rlfda] FILESYSTEM|DIRECTORY';
  const options = call.options({ short: 'rlfdaR', long: { lazy: 'l', force: 'f', recursive: 'R' }, usage });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0) return call.usage(usage, call.busybox ? undefined : 'bad usage');
  let code = 0;
  for (const target of options.rest) {
    const stat = call.sys.stat(target);
    const failed = isErrno(stat) ? stat : call.sys.umount(target, options.has('l') || options.has('R'));
    if (failed === undefined) continue;
    code = call.busybox ? 1 : 32;
    if (call.busybox) call.failed(`can't unmount ${target}`, failed);
    else if (failed.errno === 'EINVAL') call.err(`${target}: not mounted.`);
    else if (failed.errno === 'ENOENT') call.err(`${target}: no mount point specified.`);
    else if (failed.errno === 'EPERM') call.err(`${target}: must be superuser to unmount.`);
    else call.err(`${target}: target is busy.`);
  }
  return code;
});

import { expect, test } from 'vitest';
import { runScript } from '../shell/testing/bench.ts';

const run = (script: string) =>
  runScript(`unshare -m sh -c '${script}'; ls -d /etc`, 'dash', { cwd: '/tmp' });
const ROOT =
  'mkdir -p new/old new/bin new/proc; mount --bind new new; mount --bind /bin new/bin; cd new; pivot_root . old';

test.each<readonly [name: string, script: string, stdout: string]>([
  ['the mount becomes the root', `${ROOT}; ls /`, 'bin\nold\nproc\n/etc\n'],
  ['the old root is below it', `${ROOT}; ls -d /old/etc /old/proc/self`, '/old/etc\n/old/proc/self\n/etc\n'],
  ['and stays while something is mounted in it', `${ROOT}; umount /old || echo busy`, 'busy\n/etc\n'],
  [
    'until it is let go with all of that',
    `${ROOT}; umount -l /old; ls /old /; mount -t proc proc /proc; cat /proc/mounts | wc -l`,
    '/:\nbin\nold\nproc\n\n/old:\n3\n/etc\n',
  ],
  ['only a mount can be the root', 'mkdir -p a/b; pivot_root a a/b || echo no', 'no\n/etc\n'],
  [
    'and the old one must lie below it',
    'mkdir a b; mount --bind a a; pivot_root a b || echo no',
    'no\n/etc\n',
  ],
])('%s', (_name, script, stdout) => {
  expect(run(script).stdout).toBe(stdout);
});

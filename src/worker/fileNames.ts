import { get, values } from '../engine/kernel/table.ts';
import { isErrno } from '../engine/linux/errno.ts';
import { looseDisk } from '../engine/linux/fs/disk.ts';
import { FileLook } from '../engine/linux/fs/look.ts';
import type { Machine, Process } from '../engine/linux/state.ts';
import { kit } from '../engine/runtime/kit.ts';

/**
 * The names in a folder as the shell that reads a terminal sees it, those of folders with a slash at their end.
 * A path that is not absolute begins where that shell stands. Nothing where no shell reads, or where it sees nothing.
 */
export function fileNames(machine: Machine, terminal: string, folder: string): readonly string[] {
  const shell = shellAt(machine, terminal);
  const mounts = shell && get(machine.namespaces, shell.namespaces.mnt);
  if (shell === undefined || mounts?.kind !== 'mnt') return [];
  const { root, cwd, uid, gid } = shell;
  const look = new FileLook(looseDisk(machine.filesystems, { kit, isOpen: () => false }), {
    mounts: mounts.mounts,
    root,
    cwd,
    uid,
    gid,
    nowMs: 0,
  });
  const entries = look.readdir(folder === '' ? '.' : folder);
  if (isErrno(entries)) return [];
  return entries.map(({ name, type }) => (type === 'directory' ? `${name}/` : name));
}

/** The shell in the foreground; what it has started and waits for hides it. */
function shellAt(machine: Machine, terminal: string): Process | undefined {
  const foreground = get(machine.terminals, terminal)?.foreground;
  const reading = values(machine.processes).filter(
    ({ tty, pgid, state }) => tty === terminal && pgid === foreground && state !== 'Z',
  );
  const last = reading.at(-1);
  return last !== undefined && /(^|[-/])(ba|a|da)?sh$/.test(last.argv[0] ?? '') ? last : undefined;
}

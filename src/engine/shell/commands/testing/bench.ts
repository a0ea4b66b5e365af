import { scan } from '../../../kernel/table.ts';
import { DEVICES, directory, executable, tree } from '../../../linux/fs/layers.ts';
import type { Flavour, Inode } from '../../../linux/fs/types.ts';
import { LinuxLab } from '../../../linux/testing/lab.ts';
import { fileCommands } from '../index.ts';

/** A machine with all commands of one flavour and these files. */
export function benchWith(
  files: Readonly<Record<string, Inode | string>> = {},
  flavour: Flavour = 'busybox',
) {
  const all: Record<string, Inode | string> = {
    '/tmp': directory(0o1777),
    '/proc': directory(),
    '/sys/fs/cgroup': directory(),
  };
  for (const name of Object.keys(fileCommands)) all[`/bin/${name}`] = executable(name, flavour);
  scan(DEVICES, (inode, path) => {
    all[path === '/' ? '/dev' : `/dev${path}`] = inode;
  });
  return new LinuxLab({ programs: fileCommands, files: tree({ ...all, ...files }) });
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** Runs one command, its words parted by blanks unless they are given as a list. */
export function run(
  command: string | readonly string[],
  {
    files,
    stdin,
    flavour,
    cwd,
    uid,
  }: {
    files?: Record<string, Inode | string>;
    stdin?: string;
    flavour?: Flavour;
    cwd?: string;
    uid?: number;
  } = {},
): Outcome {
  const argv = typeof command === 'string' ? command.split(' ') : command;
  const more = {
    ...(stdin === undefined ? {} : { stdin }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid }),
  };
  const { stdout, stderr, code } = benchWith(files, flavour).run(argv, more);
  return { stdout, stderr, code };
}

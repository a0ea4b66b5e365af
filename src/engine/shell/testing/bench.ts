import { scan } from '../../kernel/table.ts';
import { DEVICES, directory, executable, tree } from '../../linux/fs/layers.ts';
import type { Flavour, Inode } from '../../linux/fs/types.ts';
import type { Program } from '../../linux/program.ts';
import { LinuxLab, type StartOptions } from '../../linux/testing/lab.ts';
import { shellPrograms } from '../index.ts';
import type { Dialect } from '../sh/state.ts';

/** An executable of each name, the shells, a user database and the usual directories. */
export function systemFiles(
  flavour: Flavour,
  more: Readonly<Record<string, Inode | string>> = {},
): ReturnType<typeof tree> {
  const files: Record<string, Inode | string> = {
    '/tmp': directory(0o1777),
    '/root': directory(0o700),
    '/proc': directory(),
    '/sys/fs/cgroup': directory(),
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    '/etc/group': 'root:x:0:\nnogroup:x:65534:\n',
  };
  for (const name of Object.keys(shellPrograms)) files[`/bin/${name}`] = executable(name, flavour);
  files['/bin/ash'] = executable('sh', 'busybox');
  files['/bin/dash'] = executable('sh', 'gnu');
  files['/bin/bash'] = executable('sh', 'gnu');
  scan(DEVICES, (inode, path) => {
    files[path === '/' ? '/dev' : `/dev${path}`] = inode;
  });
  return tree({ ...files, ...more });
}

export interface BenchOptions {
  readonly files?: Readonly<Record<string, Inode | string>>;
  readonly programs?: Readonly<Record<string, Program>>;
  readonly seed?: number;
}

const flavourOf = (dialect: Dialect): Flavour => (dialect === 'ash' ? 'busybox' : 'gnu');

/** A machine whose commands are those of an image with this shell. */
export function shellBench(dialect: Dialect = 'ash', options: BenchOptions = {}): LinuxLab {
  return new LinuxLab({
    programs: options.programs ?? shellPrograms,
    files: systemFiles(flavourOf(dialect), options.files),
    seed: options.seed ?? 1,
  });
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly ms: number;
}

/** Runs a script with `-c`; $0 is the shell's name. */
export function runScript(
  script: string,
  dialect: Dialect = 'ash',
  options: BenchOptions & StartOptions & { readonly args?: readonly string[] } = {},
): Outcome {
  const argv = [dialect === 'ash' ? 'sh' : dialect, '-c', script, ...(options.args ?? [])];
  return shellBench(dialect, options).run(argv, options);
}

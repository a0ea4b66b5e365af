import { emptyTable } from '../kernel/table.ts';
import { errno } from '../linux/errno.ts';
import type { Flavour } from '../linux/fs/types.ts';
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';

/** Who has asked so often will ask for ever. */
const MOST_CALLS = 2000;

class Enough extends Error {}

/** As much of a process as programs look at. */
const selfOf = (argv: readonly string[]): Sys['self'] =>
  ({ argv, env: {}, uid: 0, gid: 0, cwd: '/', tty: null, fds: {}, groups: [], pids: [2] }) as Partial<
    Sys['self']
  > as Sys['self'];

/** What a program says to these arguments where no file is, nobody writes and nothing can be run. */
export function rehearse(program: Program, argv: readonly string[], flavour: Flavour): string {
  let said = '';
  let calls = 0;
  const answers: Partial<Sys> & Record<string, unknown> = {
    nowMs: 0,
    flavour,
    memory: null,
    self: selfOf(argv),
    write(fd: number, text: string) {
      if (fd === 2) said += text;
      return undefined;
    },
    read: () => '',
    remember: () => {},
    note: () => {},
    onSignal: () => {},
    takeSignal: () => undefined,
    random: () => 0,
    withinBudget: () => false,
    isTerminal: () => false,
    access: () => false,
    getpid: () => 2,
    getppid: () => 1,
    hostname: () => 'rehearsal',
    processes: () => [],
    interfaces: () => [],
    routes: () => [],
    sockets: () => [],
    mounts: () => [],
    which: () => undefined,
    umask: () => 0o022,
    machine: () => ({ terminals: emptyTable(), bootedMs: 0, cpus: 1, memoryBytes: 2 ** 30 }) as never,
    exit: () => {
      throw new Enough();
    },
    block: () => {
      throw new Enough();
    },
    compute: () => {
      throw new Enough();
    },
  };
  const sys = new Proxy(answers, {
    get(target, name) {
      if (++calls > MOST_CALLS) throw new Enough();
      return name in target ? target[name as string] : () => errno('ENOENT');
    },
  });
  try {
    program.run(sys as unknown as Sys);
  } catch {
    // Whatever it needed more than this, its options are read by then.
  }
  return said;
}

import { get, scan } from '../../kernel/table.ts';
import type { Machine, Namespace, Process } from '../state.ts';

/** Whose eyes a pseudo filesystem is read with. */
export interface Reader {
  readonly machine: Machine;
  /** Who reads; null: the machine itself, as container runtimes do. */
  readonly process: Process | null;
  /** The PID namespace the mounted /proc shows. */
  readonly pidNamespace: number;
  readonly nowMs: number;
}

function parentOf(machine: Machine, id: number): number | null {
  const namespace = get(machine.namespaces, id) as Extract<Namespace, { kind: 'pid' }> | undefined;
  return namespace?.parent ?? null;
}

/** At which of its `pids` a process is seen in the reader's PID namespace; -1 when it is not. */
export function seenLevel({ machine, pidNamespace }: Reader, process: Process): number {
  let id: number | null = process.namespaces.pid;
  for (let level = process.pids.length - 1; level >= 0 && id !== null; level--) {
    if (id === pidNamespace) return level;
    id = parentOf(machine, id);
  }
  return -1;
}

/** The pid of a process in the reader's PID namespace; 0 when it cannot be seen there. */
export function seenPid(reader: Reader, process: Process): number {
  return process.pids[seenLevel(reader, process)] ?? 0;
}

export function byPid(reader: Reader, pid: number): Process | undefined {
  const { machine } = reader;
  if (parentOf(machine, reader.pidNamespace) === null) return get(machine.processes, pid);
  // Most look at themselves, by way of /dev/stdout.
  if (reader.process !== null && seenPid(reader, reader.process) === pid) return reader.process;
  let found: Process | undefined;
  scan(machine.processes, (process) => {
    if (seenPid(reader, process) === pid) found = process;
    return found === undefined;
  });
  return found;
}

/** What every process writes as the pid of another: 0 for one it cannot see. */
export function pidOf(reader: Reader, machinePid: number): number {
  const process = get(reader.machine.processes, machinePid);
  return process === undefined ? 0 : seenPid(reader, process);
}

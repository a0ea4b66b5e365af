import type { Context } from '../kernel/component.ts';
import type { Draft } from '../kernel/draft.ts';
import type { Address, ObjectRef } from '../kernel/message.ts';
import { get, put, remove, scan } from '../kernel/table.ts';
import { NO_FILTER, type PacketFilter } from './net/filter.ts';
import { transmit } from './net/transmit.ts';
import type { Outgoing } from './net/types.ts';
import type { Kit } from './program.ts';
import type {
  ExitStatus,
  Machine,
  Namespace,
  NamespaceKind,
  NamespaceOf,
  OpenFile,
  Process,
} from './state.ts';

/** A child of an external process has ended; it is reaped already. */
export interface Exit {
  readonly pid: number;
  readonly parent: number;
  readonly status: ExitStatus;
}

/** Text that a process has written to a sink. */
export interface Output {
  readonly sink: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** The machine while one message is handled: everything that changes it goes through here. */
export class Kernel {
  readonly machine: Draft<Machine>;
  readonly kit: Kit;
  readonly context: Context;
  /** The machine's own address, such as runtime/node-1. */
  readonly me: Address;
  /** Whose a process is, for the record. */
  readonly objectOf: (process: Process) => ObjectRef | undefined;
  /** The rules between the machine's namespaces, for those who list them. */
  readonly packetFilter: () => PacketFilter;
  readonly exits: Exit[] = [];
  readonly output: Output[] = [];
  /** Packets that leave when the message is done. */
  readonly packets: Outgoing[] = [];
  /** Pids that are to be run, in order. */
  readonly runnable: number[] = [];
  readonly #before: Machine;
  /** Processes as this message has left them so far, null for those that are gone. */
  readonly #edited = new Map<number, Process | null>();
  /** The same for open files. */
  readonly #files = new Map<number, OpenFile | null>();

  constructor(
    machine: Machine,
    kit: Kit,
    me: Address,
    context: Context,
    objectOf: (process: Process) => ObjectRef | undefined = () => undefined,
    packetFilter: () => PacketFilter = () => NO_FILTER,
  ) {
    this.#before = machine;
    this.objectOf = objectOf;
    this.packetFilter = packetFilter;
    this.machine = copyOf(machine);
    this.kit = kit;
    this.me = me;
    this.context = context;
  }

  /** The machine as this message has left it: the same object when nothing has changed. */
  close(): Machine {
    this.flush();
    if (this.packets.length > 0) transmit(this.me, this.packets, this.context);
    for (const key in this.machine) {
      const field = key as keyof Machine;
      if (this.machine[field] !== this.#before[field]) return this.machine;
    }
    return this.#before;
  }

  process(pid: number): Process | undefined {
    const edited = this.#edited.get(pid);
    return edited === undefined ? get(this.machine.processes, pid) : (edited ?? undefined);
  }

  add(process: Process): void {
    this.#edited.set(process.pid, process);
  }

  /** Replaces fields of a process and hands back the new one. */
  change(process: Process, fields: Partial<Process>): Process {
    const next: Process = Object.assign(copyProcess(process), fields);
    this.#edited.set(next.pid, next);
    return next;
  }

  drop(pid: number): void {
    this.#edited.set(pid, null);
  }

  /** Every process whose pid is at least `from`, by pid; return `false` to stop. */
  eachProcess(visit: (process: Process) => boolean | undefined, from = 0): void {
    this.flush();
    scan(this.machine.processes, visit, from);
  }

  /** How many processes there are at most: one that is new and one that is gone may count as well. */
  get processCount(): number {
    return this.machine.processes.size + this.#edited.size;
  }

  flush(): void {
    this.flushFiles();
    if (this.#edited.size === 0) return;
    let { processes } = this.machine;
    for (const [pid, process] of this.#edited) {
      processes = process === null ? remove(processes, pid) : put(processes, pid, process);
    }
    this.machine.processes = processes;
    this.#edited.clear();
  }

  /** Writes open files to the machine's table, for who looks through all of them. */
  flushFiles(): void {
    if (this.#files.size === 0) return;
    let { files } = this.machine;
    for (const [id, file] of this.#files) files = file === null ? remove(files, id) : put(files, id, file);
    this.machine.files = files;
    this.#files.clear();
  }

  newId(): number {
    return this.machine.nextId++;
  }

  namespace<K extends NamespaceKind>(_kind: K, id: number): NamespaceOf<K> {
    const namespace = get(this.machine.namespaces, id);
    if (namespace === undefined) throw new Error(`no namespace has the number ${id}`);
    return namespace as NamespaceOf<K>;
  }

  putNamespace(namespace: Namespace): void {
    this.machine.namespaces = put(this.machine.namespaces, namespace.id, namespace);
  }

  file(id: number): OpenFile {
    const edited = this.#files.get(id);
    const file = edited === undefined ? get(this.machine.files, id) : edited;
    if (file == null) throw new Error(`no open file has the number ${id}`);
    return file;
  }

  putFile(file: OpenFile): void {
    this.#files.set(file.id, file);
  }

  dropFile(id: number): void {
    this.#files.set(id, null);
  }
}

/** Field by field, which V8 copies fast. */
function copyOf(machine: Machine): Draft<Machine> {
  return {
    hostname: machine.hostname,
    bootedMs: machine.bootedMs,
    cpus: machine.cpus,
    memoryBytes: machine.memoryBytes,
    nextPid: machine.nextPid,
    nextNamespace: machine.nextNamespace,
    nextId: machine.nextId,
    processes: machine.processes,
    namespaces: machine.namespaces,
    filesystems: machine.filesystems,
    files: machine.files,
    pipes: machine.pipes,
    sockets: machine.sockets,
    cgroups: machine.cgroups,
    terminals: machine.terminals,
    waiters: machine.waiters,
    forwards: machine.forwards,
    computing: machine.computing,
  };
}

function copyProcess(process: Process): Draft<Process> {
  return {
    pid: process.pid,
    pids: process.pids,
    ppid: process.ppid,
    pgid: process.pgid,
    startedMs: process.startedMs,
    program: process.program,
    exe: process.exe,
    argv: process.argv,
    env: process.env,
    uid: process.uid,
    gid: process.gid,
    groups: process.groups,
    privileges: process.privileges,
    cwd: process.cwd,
    root: process.root,
    umask: process.umask,
    fds: process.fds,
    namespaces: process.namespaces,
    pidForChildren: process.pidForChildren,
    cgroup: process.cgroup,
    state: process.state,
    wait: process.wait,
    memory: process.memory,
    handled: process.handled,
    ignored: process.ignored,
    pending: process.pending,
    exit: process.exit,
    rssBytes: process.rssBytes,
    cpuMs: process.cpuMs,
    tty: process.tty,
    newsUntilMs: process.newsUntilMs,
    subreaper: process.subreaper,
    external: process.external,
    oomScoreAdj: process.oomScoreAdj,
  };
}

import type { Context } from '../kernel/component.ts';
import type { Draft } from '../kernel/draft.ts';
import type { Address, ObjectRef } from '../kernel/message.ts';
import { scan } from '../kernel/table.ts';
import type { Filesystem } from './fs/types.ts';
import { MachineDraft } from './machineDraft.ts';
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
  readonly machine: MachineDraft;
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

  constructor(
    machine: Machine,
    kit: Kit,
    me: Address,
    context: Context,
    objectOf: (process: Process) => ObjectRef | undefined = () => undefined,
    packetFilter: () => PacketFilter = () => NO_FILTER,
  ) {
    this.objectOf = objectOf;
    this.packetFilter = packetFilter;
    this.machine = new MachineDraft(machine);
    this.kit = kit;
    this.me = me;
    this.context = context;
  }

  /** The machine as this message has left it: the same object when nothing has changed. */
  close(): Machine {
    if (this.packets.length > 0) transmit(this.me, this.packets, this.context);
    return this.machine.written();
  }

  process(pid: number): Process | undefined {
    return this.machine.processEdits.get(pid);
  }

  add(process: Process): void {
    this.machine.processEdits.put(process.pid, process);
  }

  /** Replaces fields of a process and hands back the new one. */
  change(process: Process, fields: Partial<Process>): Process {
    const next: Process = Object.assign(copyProcess(process), fields);
    this.machine.processEdits.put(next.pid, next);
    return next;
  }

  drop(pid: number): void {
    this.machine.processEdits.remove(pid);
  }

  /** Every process whose pid is at least `from`, by pid; return `false` to stop. */
  eachProcess(visit: (process: Process) => boolean | undefined, from = 0): void {
    scan(this.machine.processes, visit, from);
  }

  /** How many processes there are at most: one that is new and one that is gone may count as well. */
  get processCount(): number {
    return this.machine.processEdits.mostEntries;
  }

  newId(): number {
    return this.machine.nextId++;
  }

  namespace<K extends NamespaceKind>(_kind: K, id: number): NamespaceOf<K> {
    const namespace = this.machine.namespaceEdits.get(id);
    if (namespace === undefined) throw new Error(`no namespace has the number ${id}`);
    return namespace as NamespaceOf<K>;
  }

  putNamespace(namespace: Namespace): void {
    this.machine.namespaceEdits.put(namespace.id, namespace);
  }

  filesystem(id: string): Filesystem | undefined {
    return this.machine.filesystemEdits.get(id);
  }

  putFilesystem(filesystem: Filesystem): void {
    this.machine.filesystemEdits.put(filesystem.id, filesystem);
  }

  dropFilesystem(id: string): void {
    this.machine.filesystemEdits.remove(id);
  }

  file(id: number): OpenFile {
    const file = this.machine.fileEdits.get(id);
    if (file === undefined) throw new Error(`no open file has the number ${id}`);
    return file;
  }

  putFile(file: OpenFile): void {
    this.machine.fileEdits.put(file.id, file);
  }

  dropFile(id: number): void {
    this.machine.fileEdits.remove(id);
  }
}

/** Field by field, which V8 copies fast. */
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

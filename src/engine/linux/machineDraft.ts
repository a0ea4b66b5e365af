import type { Draft } from '../kernel/draft.ts';
import type { Table } from '../kernel/table.ts';
import { TableEdits } from '../kernel/tableEdits.ts';
import type { Filesystem } from './fs/types.ts';
import type { Machine, Namespace, OpenFile, Process } from './state.ts';

/**
 * A machine while one message is handled. What changes often in a message is edited entry by entry; whoever asks for
 * one of these tables as a whole gets it with all edits written to it.
 */
export class MachineDraft implements Draft<Machine> {
  hostname: Machine['hostname'];
  bootedMs: Machine['bootedMs'];
  cpus: Machine['cpus'];
  memoryBytes: Machine['memoryBytes'];
  nextPid: Machine['nextPid'];
  nextNamespace: Machine['nextNamespace'];
  nextId: Machine['nextId'];
  pipes: Machine['pipes'];
  sockets: Machine['sockets'];
  cgroups: Machine['cgroups'];
  terminals: Machine['terminals'];
  waiters: Machine['waiters'];
  forwards: Machine['forwards'];
  computing: Machine['computing'];
  readonly processEdits: TableEdits<Process, number>;
  readonly namespaceEdits: TableEdits<Namespace, number>;
  readonly filesystemEdits: TableEdits<Filesystem, string>;
  readonly fileEdits: TableEdits<OpenFile, number>;
  readonly #before: Machine;

  constructor(machine: Machine) {
    this.hostname = machine.hostname;
    this.bootedMs = machine.bootedMs;
    this.cpus = machine.cpus;
    this.memoryBytes = machine.memoryBytes;
    this.nextPid = machine.nextPid;
    this.nextNamespace = machine.nextNamespace;
    this.nextId = machine.nextId;
    this.pipes = machine.pipes;
    this.sockets = machine.sockets;
    this.cgroups = machine.cgroups;
    this.terminals = machine.terminals;
    this.waiters = machine.waiters;
    this.forwards = machine.forwards;
    this.computing = machine.computing;
    this.processEdits = new TableEdits(machine.processes);
    this.namespaceEdits = new TableEdits(machine.namespaces);
    this.filesystemEdits = new TableEdits(machine.filesystems);
    this.fileEdits = new TableEdits(machine.files);
    this.#before = machine;
  }

  get processes(): Table<Process, number> {
    return this.processEdits.table();
  }

  set processes(table) {
    this.processEdits.replace(table);
  }

  get namespaces(): Table<Namespace, number> {
    return this.namespaceEdits.table();
  }

  set namespaces(table) {
    this.namespaceEdits.replace(table);
  }

  get filesystems(): Table<Filesystem> {
    return this.filesystemEdits.table();
  }

  set filesystems(table) {
    this.filesystemEdits.replace(table);
  }

  get files(): Table<OpenFile, number> {
    return this.fileEdits.table();
  }

  set files(table) {
    this.fileEdits.replace(table);
  }

  /** All of it as data: the machine it was made of when nothing has changed. */
  written(): Machine {
    const machine: Machine = {
      hostname: this.hostname,
      bootedMs: this.bootedMs,
      cpus: this.cpus,
      memoryBytes: this.memoryBytes,
      nextPid: this.nextPid,
      nextNamespace: this.nextNamespace,
      nextId: this.nextId,
      processes: this.processes,
      namespaces: this.namespaces,
      filesystems: this.filesystems,
      files: this.files,
      pipes: this.pipes,
      sockets: this.sockets,
      cgroups: this.cgroups,
      terminals: this.terminals,
      waiters: this.waiters,
      forwards: this.forwards,
      computing: this.computing,
    };
    for (const key in machine) {
      const field = key as keyof Machine;
      if (machine[field] !== this.#before[field]) return machine;
    }
    return this.#before;
  }
}

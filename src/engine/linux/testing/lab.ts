import type { Context } from '../../kernel/component.ts';
import type { Address, Envelope } from '../../kernel/message.ts';
import { Movement } from '../../kernel/movement.ts';
import { emptyQueue } from '../../kernel/queue.ts';
import type { TraceRecord } from '../../kernel/record.ts';
import { emptyTable, get, put, type Table } from '../../kernel/table.ts';
import { bootMachine, FIRST } from '../boot.ts';
import { addCgroup, type CgroupLimits } from '../cgroups.ts';
import { makeFile, makePipe, pipeOf } from '../descriptors.ts';
import { isErrno } from '../errno.ts';
import { loadExecutable, searchPath } from '../exec.ts';
import { viewAsRoot } from '../filesystems.ts';
import type { Inode } from '../fs/types.ts';
import type { FileView } from '../fs/view.ts';
import { Kernel } from '../kernel.ts';
import { sendSignal } from '../kill.ts';
import { receiveInKernel } from '../machine.ts';
import type { Interface, Route } from '../net/types.ts';
import { addProcess } from '../processes.ts';
import type { Kit, Program } from '../program.ts';
import { runAll } from '../run.ts';
import type { Signal } from '../signal.ts';
import type { ExitStatus, Machine } from '../state.ts';
import { addTerminal, interrupt, resizeTerminal, terminalOf, typeInto } from '../terminals.ts';

export interface LinuxLabOptions {
  readonly programs: Readonly<Record<string, Program>>;
  /** The machine's files; with `layers` it is a name in them. */
  readonly files?: Table<Inode>;
  readonly layers?: Readonly<Record<string, Table<Inode>>>;
  readonly system?: string;
  readonly interfaces?: readonly Interface[];
  readonly routes?: readonly Route[];
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly seed?: number;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  /** What it reads: this text and then the end. Nothing by default. */
  readonly stdin?: string;
  /** All three descriptors are this terminal. */
  readonly terminal?: string;
  readonly limits?: CgroupLimits;
}

const ME: Address = 'runtime/lab';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const HOUR_MS = 3_600_000;

/**
 * One machine under test. Process 1 stands for everything outside: what `start` makes is its child, whose output
 * and exit status are kept.
 */
export class LinuxLab {
  machine: Machine;
  readonly records: TraceRecord[] = [];
  readonly exits = new Map<number, ExitStatus>();
  readonly #kit: Kit;
  readonly #output = new Map<string, string>();
  readonly #movement: Movement;
  #action: ((kernel: Kernel) => void) | null = null;

  constructor(options: LinuxLabOptions) {
    const system = options.system ?? 'system';
    this.#kit = {
      programs: options.programs,
      layer: (name) => options.layers?.[name] ?? (name === system ? options.files : undefined),
    };
    this.machine = bootMachine({
      hostname: 'lab',
      cpus: options.cpus ?? 4,
      memoryBytes: options.memoryBytes ?? 8 * 1024 ** 3,
      interfaces: options.interfaces ?? [
        {
          name: 'lo',
          address: '127.0.0.1/8',
          mac: '00:00:00:00:00:00',
          mtu: 65_536,
          up: true,
          kind: 'loopback',
          peer: '',
        },
      ],
      routes: options.routes ?? [],
      system,
      nowMs: 0,
    });
    this.#movement = new Movement({
      seed: options.seed ?? 1,
      nowMs: 0,
      nextSeq: 1,
      queue: emptyQueue(),
      streams: emptyTable(),
    });
    this.#do((kernel) => {
      addProcess(kernel, {
        ppid: 0,
        program: 'init',
        exe: '/sbin/init',
        argv: ['/sbin/init'],
        env: {},
        uid: 0,
        gid: 0,
        cwd: '/',
        root: '/',
        fds: {},
        namespaces: FIRST,
        cgroup: '',
        newsUntilMs: 0,
        external: true,
      });
    });
  }

  get nowMs(): number {
    return this.#movement.nowMs;
  }

  /** Starts a command; its pid by the machine's count. Throws when it cannot be executed. */
  start(argv: readonly string[], options: StartOptions = {}): number {
    const env = { PATH, ...options.env };
    return this.#do((kernel) => {
      const view = this.#view(kernel);
      const path = searchPath(view, argv[0] as string, env);
      const loaded = path === undefined ? undefined : loadExecutable(view, path, argv);
      if (loaded === undefined || isErrno(loaded)) {
        throw new Error(`${argv[0]}: ${loaded === undefined ? 'not found' : loaded.errno}`);
      }
      const sink = String(kernel.machine.nextPid);
      let cgroup = '';
      if (options.limits !== undefined) {
        cgroup = `group-${sink}`;
        addCgroup(kernel, cgroup, options.limits);
      }
      const process = addProcess(kernel, {
        ppid: 1,
        program: loaded.program,
        exe: loaded.exe,
        argv: loaded.argv,
        env,
        uid: options.uid ?? 0,
        gid: options.uid ?? 0,
        cwd: options.cwd ?? '/',
        root: '/',
        fds: this.#descriptors(kernel, sink, options),
        namespaces: FIRST,
        cgroup,
        tty: options.terminal ?? null,
        newsUntilMs: kernel.context.nowMs + HOUR_MS,
      });
      runAll(kernel);
      return process.pid;
    });
  }

  #descriptors(kernel: Kernel, sink: string, { terminal, stdin }: StartOptions): Record<number, number> {
    if (terminal !== undefined) {
      if (terminalOf(kernel, terminal) === undefined)
        addTerminal(kernel, terminal, { columns: 80, rows: 24 });
      const make = () => makeFile(kernel, { type: 'terminal', terminal });
      return { 0: make(), 1: make(), 2: make() };
    }
    let input = makeFile(kernel, { type: 'device', device: 'null' });
    if (stdin !== undefined) {
      const { read } = makePipe(kernel);
      const file = kernel.file(read);
      if (file.type === 'pipe') {
        const pipe = pipeOf(kernel, file.pipe);
        kernel.machine.pipes = put(kernel.machine.pipes, pipe.id, { ...pipe, buffer: stdin, writers: 0 });
      }
      input = read;
    }
    return {
      0: input,
      1: makeFile(kernel, { type: 'sink', sink, stream: 'stdout' }),
      2: makeFile(kernel, { type: 'sink', sink, stream: 'stderr' }),
    };
  }

  /** Runs a command to its end, for an hour at most. */
  run(
    argv: readonly string[],
    options: StartOptions = {},
  ): { readonly stdout: string; readonly stderr: string; readonly code: number | null; readonly ms: number } {
    const startMs = this.nowMs;
    const pid = this.start(argv, options);
    while (!this.exits.has(pid) && this.nowMs < startMs + HOUR_MS && this.step());
    return {
      stdout: this.stdout(pid),
      stderr: this.stderr(pid),
      code: this.exits.get(pid)?.code ?? null,
      ms: this.nowMs - startMs,
    };
  }

  stdout(pid: number): string {
    return this.#output.get(`${pid} stdout`) ?? '';
  }

  stderr(pid: number): string {
    return this.#output.get(`${pid} stderr`) ?? '';
  }

  type(terminal: string, text: string): void {
    this.#do((kernel) => {
      typeInto(kernel, terminal, text);
      runAll(kernel);
    });
  }

  resize(terminal: string, size: { columns: number; rows: number }): void {
    this.#do((kernel) => {
      resizeTerminal(kernel, terminal, size);
      runAll(kernel);
    });
  }

  interrupt(terminal: string, signal: Signal = 'INT'): void {
    this.#do((kernel) => {
      interrupt(kernel, terminal, signal);
      runAll(kernel);
    });
  }

  screen(terminal: string): string {
    return get(this.machine.terminals, terminal)?.output ?? '';
  }

  /** From outside, as a container runtime does. */
  kill(pid: number, signal: Signal): void {
    this.#do((kernel) => {
      const process = kernel.process(pid);
      if (process !== undefined) sendSignal(kernel, null, process, signal);
      runAll(kernel);
    });
  }

  /** Looks at or changes the machine's own files as root. */
  files<T>(use: (view: FileView) => T): T {
    return this.#do((kernel) => {
      const result = use(this.#view(kernel));
      runAll(kernel);
      return result;
    });
  }

  #view(kernel: Kernel): FileView {
    return viewAsRoot(kernel, kernel.namespace('mnt', FIRST.mnt).mounts);
  }

  /** Lets time pass. */
  until(timeMs: number): void {
    while (this.#movement.nextDueMs() <= timeMs) this.step();
    this.#movement.nowMs = Math.max(timeMs, this.nowMs);
  }

  /** Whether a message or timer is on its way. */
  get isQuiet(): boolean {
    return this.#movement.nextDueMs() === Number.POSITIVE_INFINITY;
  }

  /** Delivers the next message; false when there is none. */
  step(): boolean {
    const delivered = this.#movement.deliver((envelope, context) => this.#receive(envelope, context));
    if (delivered && this.#movement.record !== null) this.records.push(this.#movement.record);
    return delivered;
  }

  #receive(envelope: Envelope, context: Context): void {
    // A lab has no network beside it: its packets come back to it.
    if (envelope.to.startsWith('net/')) {
      context.send({ ...envelope, from: ME, to: ME, recorded: true }, 0);
      return;
    }
    const kernel = new Kernel(this.machine, this.#kit, ME, context);
    if (envelope.verb === 'act') this.#action?.(kernel);
    else receiveInKernel(kernel, envelope);
    this.machine = kernel.close();
    for (const { sink, stream, text } of kernel.output) {
      const key = `${sink} ${stream}`;
      this.#output.set(key, (this.#output.get(key) ?? '') + text);
    }
    for (const { pid, status } of kernel.exits) this.exits.set(pid, status);
  }

  /** Something happens from outside, as a message of its own. */
  #do<T>(action: (kernel: Kernel) => T): T {
    const { nowMs } = this;
    let result: { value: T } | undefined;
    this.#action = (kernel) => {
      result = { value: action(kernel) };
    };
    this.#movement.post({ from: ME, to: ME, verb: 'act', dueMs: nowMs, sentMs: nowMs, cause: null });
    while (result === undefined && this.step());
    return (result as unknown as { value: T }).value;
  }
}

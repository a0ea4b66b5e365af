// Models stress@v1.0.4 src/stress.c
import { isErrno } from '../linux/errno.ts';
import type { Program } from '../linux/program.ts';
import { signalNumber } from '../linux/signal.ts';
import type { Sys } from '../linux/sys.ts';
import { type Family, images } from './family.ts';
import { binary } from './files.ts';
import { dashDate, dateParts } from './servers/dates.ts';
import { optionsOf } from './servers/simple.ts';

interface Wanted {
  readonly cpu: number;
  readonly io: number;
  readonly vm: number;
  readonly hdd: number;
  readonly vmBytes: number;
  /** Null: it allocates again and again; 0: it keeps the memory for good. */
  readonly vmHangS: number | null;
  readonly timeoutS: number | null;
  readonly quiet: boolean;
}

const NUMBERS: Readonly<Record<string, keyof Wanted>> = {
  '--cpu': 'cpu',
  '-c': 'cpu',
  '--io': 'io',
  '-i': 'io',
  '--vm': 'vm',
  '-m': 'vm',
  '--hdd': 'hdd',
  '-d': 'hdd',
};

/** The arguments, or stress's complaint. */
export function readArguments(argv: readonly string[]): Wanted | string {
  const wanted: Record<string, number | boolean | null> = {
    cpu: 0,
    io: 0,
    vm: 0,
    hdd: 0,
    vmBytes: 256 * 1024 ** 2,
    vmHangS: null,
    timeoutS: null,
    quiet: false,
  };
  const bad = (text: string) => `stress: FAIL: [1] (244) unrecognized option: ${text}\n`;
  for (let i = 1; i < argv.length; i++) {
    const [option = '', glued] = (argv[i] as string).split(/=(.*)/s);
    const value = () => glued ?? argv[++i] ?? '';
    const field = NUMBERS[option];
    if (field !== undefined) {
      const text = value();
      if (!/^\d+$/.test(text)) return `stress: FAIL: [1] (403) incorrect syntax: ${text || option}\n`;
      wanted[field] = Number(text);
    } else if (option === '--vm-bytes' || option === '--hdd-bytes') {
      const match = /^(\d+)([bkmg]?)$/i.exec(value());
      if (match === null) return `stress: FAIL: [1] (403) incorrect syntax: ${argv[i]}\n`;
      const unit =
        { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[(match[2] as string).toLowerCase()] ?? 1;
      if (option === '--vm-bytes') wanted.vmBytes = Number(match[1]) * unit;
    } else if (option === '--vm-hang') wanted.vmHangS = Number(value());
    else if (option === '--vm-keep') wanted.vmHangS = 0;
    else if (option === '--timeout' || option === '-t') {
      const match = /^(\d+)([smhdy]?)$/.exec(value());
      if (match === null) return `stress: FAIL: [1] (403) incorrect syntax: ${argv[i]}\n`;
      const unit = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 }[match[2] as string] ?? 1;
      wanted.timeoutS = Number(match[1]) * unit;
    } else if (option === '--quiet' || option === '-q') wanted.quiet = true;
    else if (['--verbose', '-v', '--dry-run', '-n'].includes(option)) continue;
    else if (['--backoff', '--vm-stride', '-b'].includes(option)) value();
    else return bad(option);
  }
  return wanted as unknown as Wanted;
}

type State =
  | {
      readonly role: 'dispatcher';
      readonly wanted: Wanted;
      readonly workers: readonly number[];
      readonly endMs: number | null;
      readonly stopping: boolean;
    }
  | { readonly role: 'cpu' }
  | { readonly role: 'vm'; readonly wanted: Wanted; readonly holds: boolean };

/** A worker computes for so long at a time. */
const SLICE_MS = 1000;
/** Touching a page after the other takes time: so many bytes in one CPU millisecond. */
const BYTES_PER_MS = 4 * 1024 ** 2;

const stress: Program = {
  rssBytes: 800_000,
  run(sys) {
    const state = sys.memory as State | null;
    if (state?.role === 'cpu') return sys.compute(SLICE_MS);
    if (state?.role === 'vm') return hold(sys, state);
    dispatch(sys, state);
  },
};

function hold(sys: Sys, state: Extract<State, { role: 'vm' }>) {
  const { wanted } = state;
  if (!state.holds) {
    sys.allocate(wanted.vmBytes + 800_000);
    sys.remember({ ...state, holds: true });
    return sys.compute(Math.max(1, Math.round(wanted.vmBytes / BYTES_PER_MS)));
  }
  if (wanted.vmHangS === null) return sys.compute(SLICE_MS);
  if (wanted.vmHangS === 0) return sys.block({});
  // It lets go of the memory and takes it anew.
  sys.remember({ ...state, holds: false });
  sys.block({ untilMs: sys.nowMs + wanted.vmHangS * 1000 });
}

function dispatch(sys: Sys, before: Extract<State, { role: 'dispatcher' }> | null) {
  let state = before;
  const pid = sys.getpid();
  if (state === null) {
    const wanted = readArguments(sys.self.argv);
    if (typeof wanted === 'string') {
      sys.write(2, wanted);
      return sys.exit(1);
    }
    const { cpu, io, vm, hdd } = wanted;
    if (cpu + io + vm + hdd === 0) {
      sys.write(
        1,
        "`stress' imposes certain types of compute stress on your system\n\nUsage: stress [OPTION [ARG]] ...\n",
      );
      return sys.exit(0);
    }
    if (!wanted.quiet) {
      sys.write(1, `stress: info: [${pid}] dispatching hogs: ${cpu} cpu, ${io} io, ${vm} vm, ${hdd} hdd\n`);
    }
    const workers: number[] = [];
    const add = (count: number, memory: State) => {
      for (let i = 0; i < count; i++) {
        const child = sys.fork(memory);
        if (!isErrno(child)) workers.push(child);
      }
    };
    add(cpu + io + hdd, { role: 'cpu' });
    add(vm, { role: 'vm', wanted, holds: false });
    const endMs = wanted.timeoutS === null ? null : sys.nowMs + wanted.timeoutS * 1000;
    state = { role: 'dispatcher', wanted, workers, endMs, stopping: false };
  }
  if (state.endMs !== null && sys.nowMs >= state.endMs && !state.stopping) {
    for (const worker of state.workers) sys.kill(worker, 'TERM');
    state = { ...state, stopping: true };
  }
  for (let ended = sys.waitpid(-1); ended !== null && !isErrno(ended); ended = sys.waitpid(-1)) {
    const child = ended.pid;
    const workers: readonly number[] = state.workers.filter((worker) => worker !== child);
    const { signal } = ended.status;
    if (!state.stopping && workers.length !== state.workers.length) {
      sys.write(
        2,
        `stress: FAIL: [${pid}] (416) <-- worker ${child} got signal ${signal === null ? 0 : signalNumber(signal)}\n` +
          `stress: WARN: [${pid}] (418) now reaping child worker processes\n` +
          `stress: FAIL: [${pid}] (452) failed run completed in 0s\n`,
      );
      for (const worker of workers) sys.kill(worker, 'KILL');
      return sys.exit(1);
    }
    state = { ...state, workers };
  }
  if (state.workers.length === 0) {
    if (!state.wanted.quiet) {
      sys.write(1, `stress: info: [${pid}] successful run completed in ${state.wanted.timeoutS ?? 0}s\n`);
    }
    return sys.exit(0);
  }
  sys.remember(state);
  sys.block({ child: true, untilMs: state.stopping ? null : state.endMs });
}

interface Vish {
  readonly bytes: number;
  readonly nextMs: number;
}

const MEBIBYTE = 1024 ** 2;

function quantity(text: string | undefined, otherwise: number): number {
  const match = /^(\d+)(Ki|Mi|Gi|k|M|G)?$/.exec(text ?? '');
  if (match === null) return otherwise;
  const units: Readonly<Record<string, number>> = {
    Ki: 1024,
    Mi: MEBIBYTE,
    Gi: 1024 ** 3,
    k: 1e3,
    M: 1e6,
    G: 1e9,
  };
  return Number(match[1]) * (units[match[2] ?? ''] ?? 1);
}

/** `-cpus N`, `-mem-total`, `-mem-alloc-size`, `-mem-alloc-sleep`: the image of the documentation's CPU example. */
const vishStress: Program = {
  rssBytes: 3 * MEBIBYTE,
  run(sys) {
    const { options } = optionsOf(sys.self.argv);
    const cpus = Number(options.cpus ?? 0);
    const total = quantity(options['mem-total'], 0);
    const step = quantity(options['mem-alloc-size'], 4096);
    const sleepMs = /^(\d+)(ms|s|m)?$/.exec(options['mem-alloc-sleep'] ?? '1ms');
    const pauseMs = Number(sleepMs?.[1] ?? 1) * ({ ms: 1, s: 1000, m: 60_000 }[sleepMs?.[2] ?? 'ms'] ?? 1);
    let state = sys.memory as Vish | 'cpu' | null;
    if (state === 'cpu') return sys.compute(SLICE_MS);
    const say = (message: string) => {
      const { month, day, clock, millis } = dateParts(sys.nowMs);
      sys.write(2, `I${month}${day} ${clock}.${millis}000       ${sys.getpid()} main.go:26] ${message}\n`);
    };
    if (state === null) {
      sys.onSignal('TERM', 'handle');
      say(
        `Allocating "${total / MEBIBYTE}" memory, in "${step}" chunks, with a ${pauseMs}ms sleep between allocations`,
      );
      for (let i = 0; i < cpus; i++) {
        say('Spawning a thread to consume CPU');
        sys.fork('cpu');
      }
      state = { bytes: 0, nextMs: sys.nowMs };
    }
    if (sys.takeSignal() !== undefined) return sys.exit(2);
    if (state.bytes < total && sys.nowMs >= state.nextMs) {
      // Chunks of a page each millisecond are taken together, so that a gigabyte is not a million events.
      const chunk = Math.max(step, total / 50);
      const bytes = Math.min(total, state.bytes + chunk);
      state = { bytes, nextMs: sys.nowMs + Math.max(1, Math.round((chunk / step) * pauseMs)) };
      sys.remember(state);
      sys.allocate(3 * MEBIBYTE + bytes);
      if (bytes >= total) say(`Allocated "${total / MEBIBYTE}Mi" memory at ${dashDate(sys.nowMs)}`);
    }
    sys.remember(state);
    sys.block({ untilMs: state.bytes < total ? state.nextMs : null });
  },
};

export const family: Family = {
  images: [
    ...images({
      repositories: [
        'docker.io/polinux/stress',
        'docker.io/containerstack/alpine-stress',
        'docker.io/containerstack/stress',
      ],
      size: 4.04,
      cmd: ['/bin/sh'],
      on: 'alpine',
      files: { '/usr/local/bin/stress': binary('stress') },
      names: ['1.0.4'],
    }),
    ...images({
      repositories: ['docker.io/progrium/stress'],
      size: 95,
      entrypoint: ['/usr/bin/stress', '--verbose'],
      on: 'ubuntu',
      files: { '/usr/bin/stress': binary('stress') },
    }),
    ...images({
      repositories: ['docker.io/vish/stress'],
      size: 1.2,
      entrypoint: ['/stress'],
      on: 'scratch',
      files: { '/stress': binary('vish-stress') },
    }),
  ],
  programs: { stress, 'vish-stress': vishStress },
};

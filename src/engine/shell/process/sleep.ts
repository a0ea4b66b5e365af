// Models coreutils@v9.7 src/sleep.c, src/timeout.c
// Models busybox@v1.37.0 coreutils/sleep.c, coreutils/timeout.c
import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import { parseSignal, type Signal } from '../../linux/signal.ts';
import type { Sys } from '../../linux/sys.ts';
import { Call } from '../commands/program.ts';
import { cannotRun } from './launcher.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `5`, `0.5`, `2m`, `infinity`; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  if (/^inf(?:inity)?[smhd]?$/i.test(text)) return Number.POSITIVE_INFINITY;
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  if (match === null) return undefined;
  return Math.ceil(Number(match[1]) * (UNITS[match[2] as string] as number));
}

const SLEEP_USAGE =
  'sleep [N]...\n\nPause for a time equal to the total of the args given, where each arg can\nhave an optional suffix of (s)econds, (m)inutes, (h)ours, or (d)ays';

const invalid = (call: Call, text: string): string =>
  call.busybox ? `invalid number '${text}'` : `invalid time interval '${text}'`;

/** Sleeps for as long as the arguments say together; `read` makes milliseconds of one. */
function sleeper(read: (text: string) => number | undefined): Program {
  return { run: (sys) => sleepFor(sys, read) };
}

function sleepFor(sys: Sys, read: (text: string) => number | undefined): void {
  let memory = sys.memory as { readonly untilMs: number | null } | null;
  if (memory === null) {
    const call = new Call(sys);
    if (call.args.length === 0) {
      sys.exit(call.missing(SLEEP_USAGE));
      return;
    }
    let totalMs = 0;
    for (const text of call.args) {
      const ms = read(text);
      if (ms === undefined) {
        if (call.busybox) sys.exit(call.fail(invalid(call, text)));
        else sys.exit(call.usage('', invalid(call, text)));
        return;
      }
      totalMs += ms;
    }
    memory = { untilMs: Number.isFinite(totalMs) ? sys.nowMs + totalMs : null };
    sys.remember(memory);
  }
  if (memory.untilMs !== null && sys.nowMs >= memory.untilMs) sys.exit(0);
  else sys.block(memory.untilMs === null ? {} : { untilMs: memory.untilMs });
}

export const sleep: Program = sleeper(parseDuration);
/** In microseconds. */
export const usleep: Program = sleeper((text) =>
  /^\d+$/.test(text) ? Math.ceil(Number(text) / 1000) : undefined,
);

interface Timeout {
  readonly pid: number;
  readonly untilMs: number | null;
  readonly signal: Signal;
  readonly killAfterMs: number | null;
  readonly timedOut: boolean;
  readonly preserve: boolean;
  readonly foreground: boolean;
}

function startTimeout(call: Call): Timeout | number {
  const { sys } = call;
  const options = call.options({
    short: 's:k:fvpt:',
    long: { signal: 's', 'kill-after': 'k', foreground: 'f', verbose: 'v', 'preserve-status': 'p' },
    usage:
      'timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS\n\nRun PROG. Send SIG to it if it is not gone in SECS seconds.\nDefault SIG: TERM.If it still exists in KILL_SECS seconds, send KILL.\n',
    stopAtFirst: true,
    code: call.busybox ? 1 : 125,
  });
  if (typeof options === 'number') return options;
  const [duration, ...argv] = options.rest;
  const failure = call.busybox ? 1 : 125;
  if (duration === undefined || argv.length === 0) {
    return call.usage(
      'timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS',
      call.busybox ? undefined : 'missing operand',
      failure,
    );
  }
  const ms = parseDuration(duration);
  const killText = options.value('k');
  const killMs = killText === undefined ? undefined : parseDuration(killText);
  for (const [text, parsed] of [
    [duration, ms],
    [killText, killMs],
  ] as const) {
    if (text === undefined || parsed !== undefined) continue;
    return call.busybox ? call.fail(invalid(call, text)) : call.usage('', invalid(call, text), 125);
  }
  const signalText = options.value('s') ?? 'TERM';
  const signal = parseSignal(signalText);
  if (signal === undefined) {
    return call.busybox
      ? call.fail(`bad signal name '${signalText}'`)
      : call.usage('', `'${signalText}': invalid signal`, 125);
  }
  const pid = sys.spawn({ argv });
  if (isErrno(pid)) return cannotRun(call, argv[0] as string, pid);
  sys.onSignal('TERM', 'handle');
  sys.onSignal('INT', 'handle');
  sys.onSignal('HUP', 'handle');
  return {
    pid,
    untilMs: ms === 0 || ms === Number.POSITIVE_INFINITY ? null : sys.nowMs + (ms as number),
    signal,
    killAfterMs: killMs ?? null,
    timedOut: false,
    preserve: options.has('p') || call.busybox,
    foreground: options.has('f'),
  };
}

export const timeout: Program = {
  run(sys) {
    const call = new Call(sys);
    let memory = sys.memory as Timeout | null;
    if (memory === null) {
      const begun = startTimeout(call);
      if (typeof begun === 'number') {
        sys.exit(begun);
        return;
      }
      memory = begun;
    }
    for (let signal = sys.takeSignal(); signal !== undefined; signal = sys.takeSignal())
      sys.kill(memory.pid, signal);
    if (memory.untilMs !== null && sys.nowMs >= memory.untilMs) {
      sys.kill(memory.pid, memory.timedOut ? 'KILL' : memory.signal);
      const again = memory.timedOut ? null : memory.killAfterMs;
      memory = { ...memory, timedOut: true, untilMs: again === null ? null : sys.nowMs + again };
    }
    // What it has just killed may be dead already.
    const ended = sys.waitpid(memory.pid);
    if (ended !== null && !isErrno(ended)) {
      const { status } = ended;
      sys.exit(memory.timedOut && !memory.preserve && status.signal !== 'KILL' ? 124 : status.code);
      return;
    }
    sys.remember(memory);
    sys.block({ child: true, untilMs: memory.untilMs });
  },
};

// Models linux@v6.12 include/uapi/asm-generic/signal.h
// Differs: real-time signals are left out; no signal mask.

const NUMBERS = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  WINCH: 28,
} as const;

export type Signal = keyof typeof NUMBERS;

export const SIGNALS: readonly Signal[] = Object.keys(NUMBERS) as Signal[];

export function signalNumber(signal: Signal): number {
  return NUMBERS[signal];
}

/** From `9`, `KILL`, `SIGKILL` or `sigkill`; undefined when there is none. */
export function parseSignal(text: string): Signal | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (Object.hasOwn(NUMBERS, name)) return name as Signal;
  return SIGNALS.find((signal) => String(NUMBERS[signal]) === text);
}

export type SignalAction = 'terminate' | 'ignore' | 'stop' | 'continue';

/** What a signal does to a process that has said nothing about it. */
export function defaultAction(signal: Signal): SignalAction {
  switch (signal) {
    case 'CHLD':
    case 'URG':
    case 'WINCH':
      return 'ignore';
    case 'STOP':
    case 'TSTP':
    case 'TTIN':
    case 'TTOU':
      return 'stop';
    case 'CONT':
      return 'continue';
    default:
      return 'terminate';
  }
}

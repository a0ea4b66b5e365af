// What comes in on one connection goes out on another: TCP proxies.
import { isErrno } from '../../linux/errno.ts';
import type { Sys, WaitFor } from '../../linux/sys.ts';
import { type Call, continueCall, startCall } from './talk.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
}

interface Pair {
  readonly client: number;
  readonly call: Call;
  /** What the client said before the other side was there. */
  readonly waiting: string;
  readonly open: boolean;
  /** The client will say no more; what the other side has to say still comes. */
  readonly ended: boolean;
}

export interface RelayState {
  readonly listeners: readonly number[];
  readonly pairs: readonly Pair[];
  /** How many connections each listener has had. */
  readonly turns: readonly number[];
}

export function relayState(listeners: readonly number[]): RelayState {
  return { listeners, pairs: [], turns: listeners.map(() => 0) };
}

export interface RelaySpec {
  /** Where the `turn`-th connection of a listener goes. */
  choose(listener: number, turn: number): Target | undefined;
  failed(sys: Sys, target: Target, why: string): void;
}

const CONNECT_MS = 30_000;

export function relay(
  sys: Sys,
  state: RelayState,
  spec: RelaySpec,
): { readonly state: RelayState; readonly wait: WaitFor } {
  const fresh: Pair[] = [];
  const turns = [...state.turns];
  state.listeners.forEach((listener, index) => {
    for (let one = sys.accept(listener); one !== null && !isErrno(one); one = sys.accept(listener)) {
      const target = spec.choose(index, turns[index] as number);
      turns[index] = (turns[index] as number) + 1;
      const step = target === undefined ? undefined : startCall(sys, target.host, target.port, CONNECT_MS);
      if (step === undefined || 'error' in step) {
        sys.close(one.fd);
        if (target !== undefined && step !== undefined && 'error' in step)
          spec.failed(sys, target, step.error);
      } else fresh.push({ client: one.fd, call: step.call, waiting: '', open: false, ended: false });
    }
  });
  const pairs = [...state.pairs, ...fresh].flatMap((pair) => carry(sys, pair, spec));
  const readable = [...state.listeners];
  const writable: number[] = [];
  let untilMs: number | null = null;
  for (const { client, call, open, ended } of pairs) {
    if (!ended) readable.push(client);
    readable.push(call.lookup?.fd ?? call.fd);
    if (open) continue;
    if (call.lookup === null) writable.push(call.fd);
    const atMs = Math.min(call.untilMs, call.lookup?.untilMs ?? Number.POSITIVE_INFINITY);
    untilMs = untilMs === null ? atMs : Math.min(untilMs, atMs);
  }
  return { state: { listeners: state.listeners, pairs, turns }, wait: { readable, writable, untilMs } };
}

/** Empty: the pair is over. */
function carry(sys: Sys, before: Pair, spec: RelaySpec): readonly Pair[] {
  const { client, waiting, open } = before;
  let { call, ended } = before;
  const close = (): readonly Pair[] => {
    sys.close(client);
    const fd = call.lookup?.fd ?? call.fd;
    if (fd >= 0) sys.close(fd);
    return [];
  };
  // An open connection may be silent for as long as it likes.
  const step = continueCall(sys, open ? { ...call, untilMs: Number.MAX_SAFE_INTEGER } : call);
  if ('error' in step) {
    if (!open) spec.failed(sys, { host: call.host, port: call.port }, step.error);
    return close();
  }
  call = step.call;
  if (step.heard !== '' && sys.write(client, step.heard) !== undefined) return close();
  if (step.ended) return close();
  const stands = open || (call.lookup === null && sys.connected(call.fd) === true);
  let said = waiting;
  const wasEnded = ended;
  while (!ended) {
    const text = sys.read(client);
    if (text === null) break;
    if (isErrno(text) || text === '') {
      ended = true;
      break;
    }
    said += text;
  }
  if (stands && said !== '') {
    if (sys.write(call.fd, said) !== undefined) return close();
    said = '';
  }
  if (ended && !wasEnded && stands) sys.shutdown(call.fd);
  return [{ client, call, waiting: said, open: stands, ended: ended && (stands || said === '') }];
}

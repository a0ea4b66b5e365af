// What is typed goes out, what comes in is shown: the middle of nc and telnet.
import { isErrno } from '../../../linux/errno.ts';
import type { WaitFor } from '../../../linux/sys.ts';
import type { Call } from '../../commands/program.ts';

/** Plain data. */
export interface Relay {
  readonly fd: number;
  /** Nothing more is read from standard input. */
  readonly inputEnded: boolean;
  /** Standard input's end is told to the other side. */
  readonly shutsDown: boolean;
  /** How long without anything moving until it gives up; null: for ever. */
  readonly idleMs: number | null;
  readonly movedMs: number;
}

export type RelayStep =
  | { readonly relay: Relay; readonly wait: WaitFor }
  /** `remote`: the other side has closed; `idle`: nothing has moved. */
  | { readonly over: 'remote' | 'idle' | 'reset' };

/** Moves whatever there is. */
export function relayOn(call: Call, before: Relay): RelayStep {
  const { sys } = call;
  let relay = before;
  while (!relay.inputEnded) {
    const text = sys.read(0);
    if (text === null) break;
    if (isErrno(text) || text === '') {
      relay = { ...relay, inputEnded: true };
      if (relay.shutsDown) sys.shutdown(relay.fd);
      break;
    }
    if (sys.write(relay.fd, text) !== undefined) return { over: 'reset' };
    relay = { ...relay, movedMs: sys.nowMs };
  }
  for (;;) {
    const text = sys.read(relay.fd);
    if (text === null) break;
    if (isErrno(text)) return { over: 'reset' };
    if (text === '') return { over: 'remote' };
    call.out(text);
    call.flush();
    relay = { ...relay, movedMs: sys.nowMs };
  }
  const untilMs = relay.idleMs === null ? null : relay.movedMs + relay.idleMs;
  if (untilMs !== null && sys.nowMs >= untilMs) return { over: 'idle' };
  const readable = relay.inputEnded ? [relay.fd] : [0, relay.fd];
  return { relay, wait: { readable, untilMs } };
}

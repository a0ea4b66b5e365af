import type { Context } from '../kernel/component.ts';
import type { Address } from '../kernel/message.ts';
import type { Packet } from '../linux/net/types.ts';

/** How long a packet takes from one part of the network to the next, in virtual milliseconds. */
export const HOP_MS = {
  /** From a machine's network into one of its namespaces. */
  machine: 1,
  /** From a machine onto the wire between machines. */
  wire: 1,
  /** From the wire to what it joins. */
  port: 0,
} as const;

/** How many stops a packet may pass (its time to live), so that none goes round for ever. */
const MAX_STOPS = 64;

/** Sends a packet on to the next stop, which then knows the way back. */
export function forward(
  me: Address,
  packet: Packet,
  to: Address,
  back: readonly Address[],
  delayMs: number,
  context: Context,
): void {
  if (packet.way.length >= MAX_STOPS) {
    context.note({ dropped: 'its time to live is over' });
    return;
  }
  const body: Packet = { ...packet, way: [...packet.way, me], back };
  context.send({ from: me, to, verb: packet.kind, object: packet.object, body }, delayMs);
}

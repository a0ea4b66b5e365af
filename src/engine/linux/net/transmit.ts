// Models linux@v6.12 net/ipv4/tcp_output.c (tcp_push)
// Differs: what a process writes to a connection while one message is handled leaves as one packet, however much it is.
import type { Context } from '../../kernel/component.ts';
import { type Address, nodeOf } from '../../kernel/message.ts';
import type { Outgoing, Packet } from './types.ts';

/** Sends what a machine has to send after a message: as few packets as will do. */
export function transmit(me: Address, waiting: readonly Outgoing[], context: Context): void {
  for (const { packet, to, delayMs } of waiting.length === 1 ? waiting : together(waiting)) {
    const address = to === 'self' ? me : to === 'network' ? `net/${nodeOf(me)}` : to;
    context.send(
      {
        from: me,
        to: address,
        verb: packet.kind,
        object: packet.object,
        body: packet,
        recorded: address === me ? true : undefined,
      },
      delayMs,
    );
  }
}

/** The same packets in their order, each with what its connection says right after it. */
export function together(waiting: readonly Outgoing[]): readonly Outgoing[] {
  const list: Outgoing[] = [];
  for (const next of waiting) {
    const at = list.findLastIndex(({ packet }) => isSameWay(packet, next.packet));
    const last = list[at];
    if (last !== undefined && goesWith(last, next)) list[at] = joined(last, next.packet);
    else list.push(next);
  }
  return list;
}

function isSameWay(a: Packet, b: Packet): boolean {
  return a.connection === b.connection && a.toward === b.toward;
}

function goesWith(last: Outgoing, { packet, to, delayMs }: Outgoing): boolean {
  const before = last.packet;
  if (packet.protocol !== 'tcp' || before.fin || last.to !== to || last.delayMs !== delayMs) return false;
  if (packet.kind !== 'data' && packet.kind !== 'close') return false;
  return before.kind === 'open' || before.kind === 'accept' || before.kind === 'data';
}

function joined({ packet: before, to, delayMs }: Outgoing, after: Packet): Outgoing {
  const packet: Packet = {
    kind: before.kind,
    protocol: before.protocol,
    connection: before.connection,
    toward: before.toward,
    source: before.source,
    destination: before.destination,
    data: before.data + after.data,
    fin: after.fin,
    gone: after.gone,
    netns: before.netns,
    way: before.way,
    back: before.back,
    original: before.original,
    object: before.object,
    unreachable: undefined,
    reason: undefined,
  };
  return { packet, to, delayMs };
}

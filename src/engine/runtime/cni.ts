// Models containernetworking/plugins@v1.7.0 plugins/ipam/host-local/backend/allocator/allocator.go
// Differs: one IPv4 range per node; the bridge, veth pair and routes that make the address work are not modelled.
import type { Component } from '../kernel/component.ts';
import { nodeOf } from '../kernel/message.ts';
import { emptyTable, get, put, remove, type Table } from '../kernel/table.ts';
import type { PortForward } from '../linux/net/types.ts';
import type { PortMapping } from './cri.ts';
import { RUNTIME_MS } from './latency.ts';

export interface CniState {
  /** Such as `10.244.1.0/24`. */
  readonly podCIDR: string;
  /** Number of the last address handed out: the search for the next begins after it. */
  readonly lastReserved: number;
  /** By sandbox id: the number of its address. */
  readonly reserved: Table<number>;
  /** By number: the sandbox that has it. */
  readonly owners: Table<string, number>;
  /** Sandboxes that ports of the node lead to. */
  readonly mapped: Table<true>;
}

/** cri/N → cni/N with verb `ADD` or `DEL`. */
export interface CniRequest {
  readonly sandboxId: string;
  /** Ports of the node that are to lead to it. */
  readonly portMappings: readonly PortMapping[];
}

export interface CniReply {
  readonly type: 'ADD' | 'DEL';
  readonly sandboxId: string;
  readonly ip: string;
  /** Empty on success. */
  readonly error: string;
}

export function initialCni(podCIDR: string): CniState {
  return { podCIDR, lastReserved: 1, reserved: emptyTable(), owners: emptyTable(), mapped: emptyTable() };
}

export const cni: Component<CniState> = {
  receive(state, envelope, context) {
    const { sandboxId, portMappings } = envelope.body as CniRequest;
    const map = (forwards: readonly PortForward[]) =>
      context.send(
        {
          from: envelope.to,
          to: `net/${nodeOf(envelope.to)}`,
          verb: 'portmap',
          object: envelope.object,
          body: { sandboxId, forwards },
        },
        0,
      );
    const reply = (body: CniReply, delayMs: number) =>
      context.send(
        { from: envelope.to, to: envelope.from, verb: 'reply', object: envelope.object, body },
        delayMs,
      );
    if (envelope.verb === 'DEL') {
      const number = get(state.reserved, sandboxId);
      reply({ type: 'DEL', sandboxId, ip: '', error: '' }, RUNTIME_MS.cniDel);
      if (number === undefined) return state;
      context.note({ released: addressOf(state.podCIDR, number) });
      if (get(state.mapped, sandboxId) === true) map([]);
      return {
        ...state,
        mapped: remove(state.mapped, sandboxId),
        reserved: remove(state.reserved, sandboxId),
        owners: remove(state.owners, number),
      };
    }
    const number = nextFree(state);
    if (number === undefined) {
      const error = `failed to allocate for range 0: no IP addresses available in range set: ${rangeOf(state.podCIDR)}`;
      context.note({ error });
      reply({ type: 'ADD', sandboxId, ip: '', error }, RUNTIME_MS.cniAdd);
      return state;
    }
    const ip = addressOf(state.podCIDR, number);
    context.note({ ip });
    reply({ type: 'ADD', sandboxId, ip, error: '' }, RUNTIME_MS.cniAdd);
    if (portMappings.length > 0) {
      map(
        portMappings.map(({ protocol, hostIp, hostPort, containerPort }) => ({
          protocol,
          hostIp,
          hostPort,
          to: { ip, port: containerPort },
        })),
      );
    }
    return {
      ...state,
      mapped: portMappings.length > 0 ? put(state.mapped, sandboxId, true) : state.mapped,
      lastReserved: number,
      reserved: put(state.reserved, sandboxId, number),
      owners: put(state.owners, number, sandboxId),
    };
  },
};

/** Addresses in the range without its network, gateway and broadcast addresses: 2 … size - 2. */
function nextFree(state: CniState): number | undefined {
  const last = sizeOf(state.podCIDR) - 2;
  if (state.owners.size >= last - 1) return undefined;
  let number = state.lastReserved;
  for (;;) {
    number = number >= last ? 2 : number + 1;
    if (get(state.owners, number) === undefined) return number;
  }
}

function sizeOf(cidr: string): number {
  return 2 ** (32 - Number(cidr.slice(cidr.indexOf('/') + 1)));
}

function addressOf(cidr: string, number: number): string {
  const bytes = cidr.slice(0, cidr.indexOf('/')).split('.').map(Number) as [number, number, number, number];
  const value = ((bytes[0] * 256 + bytes[1]) * 256 + bytes[2]) * 256 + bytes[3] + number;
  return `${Math.floor(value / 16_777_216)}.${Math.floor(value / 65_536) % 256}.${Math.floor(value / 256) % 256}.${value % 256}`;
}

function rangeOf(cidr: string): string {
  return `${addressOf(cidr, 1)}-${addressOf(cidr, sizeOf(cidr) - 2)}`;
}

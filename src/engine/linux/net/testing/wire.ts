import { tableOf } from '../../../kernel/table.ts';
import type { Errno } from '../../errno.ts';
import { isErrno } from '../../errno.ts';
import type { Namespace } from '../../state.ts';
import { hostNetwork, makeLoopback, podNetwork } from '../interfaces.ts';
import type { Net } from '../net.ts';
import { deliver } from '../packets.ts';
import type { Outgoing, Packet } from '../types.ts';

export const HOST = 1;
export const WEB = 2;
export const CLIENT = 3;
export const BARE = 4;

/** A machine with its own network, two Pods on 10.244.1.2 and .3, and a namespace with only a loopback that is down. */
export function makeNet(): Net {
  const pod = (id: number, ip: string): Namespace => {
    const { interfaces, routes } = podNetwork({
      netns: id,
      hostNetns: HOST,
      hostName: `veth${id}`,
      ip,
      podCIDR: '10.244.1.0/24',
    });
    return { id, kind: 'net', members: 1, pinned: false, interfaces, routes } as Namespace;
  };
  const host = hostNetwork({ address: '172.18.0.2/16', gateway: '172.18.0.1', podCIDR: '10.244.1.0/24' });
  const namespaces = tableOf<Namespace, number>([
    [HOST, { id: HOST, kind: 'net', members: 1, pinned: false, ...host } as Namespace],
    [WEB, pod(WEB, '10.244.1.2')],
    [CLIENT, pod(CLIENT, '10.244.1.3')],
    [
      BARE,
      {
        id: BARE,
        kind: 'net',
        members: 1,
        pinned: false,
        interfaces: [makeLoopback(false)],
        routes: [],
      } as Namespace,
    ],
  ]);
  return { namespaces, sockets: tableOf([]), nextId: 10 };
}

/** Drives packets between the namespaces of one machine until none is left. */
export class Wire {
  net: Net = makeNet();
  readonly passed: Packet[] = [];
  readonly woken: number[] = [];
  readonly notes: Readonly<Record<string, unknown>>[] = [];
  readonly me = 'runtime/a';

  /** Takes in the result of a call; throws when it failed. */
  take<T extends { readonly net: Net; readonly out?: readonly Outgoing[] }>(result: T | Errno | null): T {
    if (result === null) throw new Error('would block');
    if (isErrno(result)) throw new Error(result.errno);
    this.net = result.net;
    this.run(result.out ?? []);
    return result;
  }

  private run(out: readonly Outgoing[]): void {
    const queue = [...out];
    for (let left = 1000; queue.length > 0; left--) {
      if (left === 0) throw new Error('packets without end');
      const { packet, to } = queue.shift() as Outgoing;
      if (to !== 'self' && to !== 'network' && to !== this.me) throw new Error(`strayed to ${to}`);
      this.passed.push(packet);
      const delivered = deliver(this.net, this.me, packet, 'self');
      this.net = delivered.net;
      this.woken.push(...delivered.woken);
      this.notes.push(delivered.note);
      queue.push(...delivered.out);
    }
  }
}

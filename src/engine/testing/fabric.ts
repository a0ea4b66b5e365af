import type { EndpointSlice, Service } from '../../api/index.ts';
import type { Component } from '../kernel/component.ts';
import type { TraceRecord } from '../kernel/record.ts';
import { get, put, scan, tableOf } from '../kernel/table.ts';
import { isErrno } from '../linux/errno.ts';
import { hostNetwork, podNetwork } from '../linux/net/interfaces.ts';
import { deliver } from '../linux/net/packets.ts';
import {
  connectTcp,
  isConnected,
  listenTcp,
  type Net,
  netOf,
  readConnection,
  sendEcho,
} from '../linux/net/sockets.ts';
import type { Endpoint, Outgoing, Packet, PortForward, Socket } from '../linux/net/types.ts';
import type { Namespace } from '../linux/state.ts';
import { SWITCH } from '../network/addresses.ts';
import { initialNodeNetwork, nodeNetwork } from '../network/node.ts';
import { rulesOf } from '../network/rules.ts';
import { initialSwitch, networkSwitch } from '../network/switch.ts';
import { Driver } from './driver.ts';

/** The number of the machine's own network namespace; Pods follow. */
export const HOST = 1;

/** A machine without processes: only its kernel's network. */
const machine: Component<Net> = {
  receive(state, envelope, context) {
    const me = envelope.to;
    let net = state;
    let out: readonly Outgoing[];
    if (envelope.verb === 'act') {
      const act = envelope.body as Act;
      const opener = { netns: act.netns, owner: 1, takesLowPorts: true };
      const made =
        act.type === 'connect'
          ? connectTcp(net, me, opener, act.to, 'hello')
          : sendEcho(net, me, opener, act.to.ip);
      if (isErrno(made)) throw new Error(made.errno);
      ({ net, out } = made);
    } else {
      const arrived = envelope.from === me ? 'self' : 'network';
      const delivered = deliver(net, me, envelope.body as Packet, arrived);
      context.note(delivered.note);
      ({ net, out } = delivered);
    }
    for (const { packet, to, delayMs } of out) {
      const node = me.slice(me.indexOf('/') + 1);
      const address = to === 'self' ? me : to === 'network' ? `net/${node}` : to;
      context.send({ from: me, to: address, verb: packet.kind, body: packet, recorded: true }, delayMs);
    }
    return netOf(net);
  },
};

interface Act {
  readonly type: 'connect' | 'ping';
  readonly netns: number;
  readonly to: Endpoint;
}

export interface FabricNode {
  /** Pods by the last byte of their address; the ports they listen on. */
  readonly pods: Readonly<Record<number, readonly number[]>>;
  /** Ports the machine itself listens on. */
  readonly host?: readonly number[];
}

/** Several machines, their networks and the wire between them: node-1 has 10.244.1.0/24 and 172.18.0.11, and so on. */
export class Fabric {
  readonly driver: Driver;

  constructor(nodes: readonly FabricNode[], seed = 1) {
    this.driver = new Driver(seed).add(SWITCH, networkSwitch, initialSwitch());
    nodes.forEach((node, i) => {
      const name = nameOf(i + 1);
      const podCIDR = `10.244.${i + 1}.0/24`;
      this.driver.add(`net/${name}`, nodeNetwork, initialNodeNetwork(name, nodeIP(i + 1), podCIDR));
      this.driver.add(`runtime/${name}`, machine, makeMachine(i + 1, node));
      this.driver.post({
        from: `machine/${name}`,
        to: SWITCH,
        verb: 'attach',
        body: { node: name, ip: nodeIP(i + 1), podCIDR },
      });
    });
    this.driver.settle();
  }

  /** Every machine's kube-proxy has programmed a Service; no slices: it has no endpoints. */
  program(service: Service, slices: readonly EndpointSlice[]): this {
    const key = `${service.metadata.namespace}/${service.metadata.name}`;
    for (const name of this.nodes()) {
      this.driver.post({
        from: `kube-proxy/${name}`,
        to: `net/${name}`,
        verb: 'sync',
        body: { service: key, rules: rulesOf(service, slices) },
      });
    }
    this.driver.settle();
    return this;
  }

  mapPorts(node: number, forwards: readonly PortForward[]): this {
    const name = nameOf(node);
    const body = { sandboxId: 'x', forwards };
    this.driver.post({ from: `cni/${name}`, to: `net/${name}`, verb: 'portmap', body });
    this.driver.settle();
    return this;
  }

  unplug(node: number): this {
    this.driver.post({ from: 'machine', to: SWITCH, verb: 'detach', body: { node: nameOf(node) } });
    this.driver.settle();
    return this;
  }

  /** Connects from a namespace and lets everything happen: what came of it and who took the connection. */
  connect(node: number, netns: number, to: Endpoint): Outcome {
    return this.act(node, { type: 'connect', netns, to });
  }

  ping(node: number, netns: number, ip: string): Outcome {
    return this.act(node, { type: 'ping', netns, to: { ip, port: 0 } });
  }

  private act(node: number, body: Act): Outcome {
    const me = `runtime/${nameOf(node)}`;
    const id = this.driver.state<Net>(me).nextId;
    const before = this.driver.records.length;
    this.driver.post({ from: me, to: me, verb: 'act', body }).settle();
    const net = this.driver.state<Net>(me);
    const stands = isConnected(net, id);
    const read = readConnection(net, id);
    return {
      id,
      result: stands === true ? 'connected' : stands === null ? 'no answer' : stands.errno,
      read: read !== null && !isErrno(read) ? read.text : '',
      server: this.serverOf(`${me}#${id}`),
      records: this.driver.records.slice(before),
    };
  }

  private serverOf(connection: string): Outcome['server'] {
    let found: Outcome['server'] = null;
    for (const name of this.nodes()) {
      scan(this.driver.state<Net>(`runtime/${name}`).sockets, (socket: Socket) => {
        if (!('connection' in socket) || socket.connection !== connection || socket.role !== 'server') return;
        found = { local: show(socket.local), remote: socket.remote.ip, data: socket.buffer };
      });
    }
    return found;
  }

  private nodes(): string[] {
    const names: string[] = [];
    scan(this.driver.state<ReturnType<typeof initialSwitch>>(SWITCH).ports, (_, name) => {
      names.push(name);
    });
    return names;
  }
}

export interface Outcome {
  readonly id: number;
  /** `connected`, `no answer`, or the error the client got. */
  readonly result: string;
  readonly read: string;
  /** The end the server has, as it sees it. */
  readonly server: { readonly local: string; readonly remote: string; readonly data: string } | null;
  readonly records: readonly TraceRecord[];
}

export const nodeIP = (n: number): string => `172.18.0.${10 + n}`;
export const nameOf = (n: number): string => `node-${n}`;
/** The namespace of the Pod 10.244.N.BYTE on its machine. */
export const podNetns = (byte: number): number => HOST + byte;

const show = ({ ip, port }: Endpoint): string => `${ip}:${port}`;

function makeMachine(n: number, { pods, host = [] }: FabricNode): Net {
  const podCIDR = `10.244.${n}.0/24`;
  const own = hostNetwork({ address: `${nodeIP(n)}/16`, gateway: '172.18.0.1', podCIDR });
  let namespaces = tableOf<Namespace, number>([[HOST, { id: HOST, kind: 'net', pinned: true, ...own }]]);
  let net: Net = { namespaces, sockets: tableOf([]), nextId: 100 };
  for (const byte of Object.keys(pods).map(Number)) {
    const netns = podNetns(byte);
    const ip = `10.244.${n}.${byte}`;
    const { interfaces, routes } = podNetwork({
      netns,
      hostNetns: HOST,
      hostName: `veth${byte}`,
      ip,
      podCIDR,
    });
    namespaces = put(namespaces, netns, { id: netns, kind: 'net', pinned: true, interfaces, routes });
  }
  net = { ...net, namespaces };
  const listen = (netns: number, port: number): void => {
    const made = listenTcp(net, { netns, owner: 1, takesLowPorts: true }, { ip: '0.0.0.0', port });
    if (isErrno(made)) throw new Error(made.errno);
    net = made.net;
  };
  for (const [byte, ports] of Object.entries(pods))
    for (const port of ports) listen(podNetns(Number(byte)), port);
  for (const port of host) listen(HOST, port);
  if (get(net.namespaces, HOST) === undefined) throw new Error('a machine has a network of its own');
  return net;
}

export function makeService(spec: Partial<Service['spec']> = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { clusterIP: '10.96.0.50', ports: [{ port: 80, protocol: 'TCP', targetPort: 8080 }], ...spec },
  };
}

/** Endpoints as `10.244.1.2`, with `!` after it when it is not ready and `~` when it is serving but on its way out. */
export function makeSlice(endpoints: readonly string[]): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-x', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    endpoints: endpoints.map((text) => {
      const ip = text.replace(/[!~]$/, '');
      const ready = ip === text;
      return {
        addresses: [ip],
        conditions: { ready, serving: ready || text.endsWith('~'), terminating: text.endsWith('~') },
        nodeName: nameOf(Number(ip.split('.')[2])),
      };
    }),
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  };
}

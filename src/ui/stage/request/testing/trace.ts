import type { TraceRecord } from '../../../../protocol/view.ts';
import { aHost, aRecord, aSandbox } from '../../testing/objects.ts';

/** Writes records of packets as the engine does: each hop has the one before as cause, the first carries the note. */
export class Wire {
  readonly records: TraceRecord[] = [];

  /** A record of anything; its cause is the last one unless said. */
  add(from: string, to: string, verb: string, rest: Partial<TraceRecord> = {}): TraceRecord {
    const last = this.records.at(-1);
    const seq = this.records.length + 1;
    const record = aRecord(from, to, verb, {
      seq,
      timeMs: seq,
      cause: last?.seq ?? null,
      object: CLIENT,
      ...rest,
    });
    this.records.push(record);
    return record;
  }

  /** A packet from stop to stop; `details` are what each stop notes beside. */
  send(
    verb: string,
    stops: readonly string[],
    note: object,
    details: readonly (object | undefined)[] = [],
    cause: number | null = this.records.at(-1)?.seq ?? null,
  ): this {
    stops.slice(1).forEach((to, index) => {
      const own = details[index];
      const detail = index === 0 ? { packet: note, ...own } : own;
      const rest: Partial<TraceRecord> = index === 0 ? { cause } : {};
      this.add(stops[index] as string, to, verb, {
        ...rest,
        ...(detail && { detail: detail as TraceRecord['detail'] }),
      });
    });
    return this;
  }
}

const CLIENT = { kind: 'Pod', namespace: 'default', name: 'client' };
export const CLIENT_IP = '10.244.1.3';
export const SERVER_IP = '10.244.2.2';

/** What the tables of the page say of the two machines. */
export const tables = {
  hosts: new Map([
    [
      'node-1',
      aHost('node-1', { sandboxes: [aSandbox('client', { ip: CLIENT_IP, podNamespace: 'default' })] }),
    ],
    ['node-2', aHost('node-2', { sandboxes: [aSandbox('web', { ip: SERVER_IP, podNamespace: 'default' })] })],
  ]),
};

const note = (connection: string, toward: string, source: string, destination: string, says?: string) => ({
  connection,
  protocol: connection.includes('>') ? 'udp' : 'tcp',
  toward,
  source,
  destination,
  ...(says !== undefined && { says }),
});

const DNS = 'runtime/node-1#5>10.96.0.10:53';
const CORE = '172.18.255.254:53';

/** Asks CoreDNS for names, one after the other, of which only the last may have an address. */
export function lookUp(wire: Wire, names: readonly string[], address: string | null): Wire {
  const client = `${CLIENT_IP}:40000`;
  names.forEach((name, index) => {
    const found = index === names.length - 1 && address !== null;
    const rule = { rule: 'kube-system/kube-dns:dns', dnat: `10.96.0.10:53 → ${CORE}`, of: 1, why: 'only' };
    wire.send(
      'datagram',
      ['runtime/node-1', 'net/node-1', 'switch', 'coredns'],
      note(DNS, 'server', client, '10.96.0.10:53', `A ${name}`),
      [
        rule,
        undefined,
        found
          ? { question: `A ${name}`, answer: [address] }
          : { question: `A ${name}`, answer: 'NXDOMAIN', reason: 'there is no Service web in default' },
      ],
    );
    wire.send(
      'datagram',
      ['coredns', 'switch', 'net/node-1', 'runtime/node-1'],
      note(DNS, 'client', CORE, client, found ? (address as string) : 'NXDOMAIN'),
      [undefined, { unnat: `${CORE} → 10.96.0.10:53` }, { pid: 15 }],
    );
  });
  return wire;
}

const SERVICE = '10.96.0.50:80';
const CONNECTION = 'runtime/node-1#9';
const there = note(CONNECTION, 'server', `${CLIENT_IP}:41000`, SERVICE, 'GET /');
const RULE = { rule: 'default/web', dnat: `${SERVICE} → ${SERVER_IP}:80`, of: 1, why: 'only' };
const WAY = ['runtime/node-1', 'net/node-1', 'switch', 'net/node-2', 'runtime/node-2'];

/** A request to a Service that is answered. */
export function ask(wire: Wire, status = '200 OK'): Wire {
  wire.send('open', WAY, there, [
    RULE,
    { to: 'node-2' },
    { out: 'cni0' },
    { accepted: `${SERVER_IP}:80`, pid: 6 },
  ]);
  return wire.send(
    'accept',
    WAY.toReversed(),
    note(CONNECTION, 'client', `${SERVER_IP}:80`, `${CLIENT_IP}:41000`, status),
    [undefined, undefined, { unnat: `${SERVER_IP}:80 → ${SERVICE}` }, {}],
  );
}

/** One that nobody listens for. */
export function askDeaf(wire: Wire, listening: readonly string[]): Wire {
  const rule = { ...RULE, dnat: `${SERVICE} → ${SERVER_IP}:8080` };
  const refused = { refused: `nothing listens on ${SERVER_IP}:8080`, listening };
  wire.send('open', WAY, there, [rule, { to: 'node-2' }, { out: 'cni0' }, refused]);
  return wire.send(
    'reset',
    WAY.toReversed(),
    note(CONNECTION, 'client', `${SERVER_IP}:8080`, `${CLIENT_IP}:41000`),
    [undefined, undefined, { unnat: `${SERVER_IP}:8080 → ${SERVICE}` }, { error: 'ECONNREFUSED' }],
  );
}

/** One whose Service has nobody behind it. */
export function askNobody(wire: Wire): Wire {
  const rejected = { rule: 'default/web', rejected: 'default/web has no endpoints' };
  wire.send('open', ['runtime/node-1', 'net/node-1'], there, [rejected]);
  return wire.send(
    'unreachable',
    ['net/node-1', 'runtime/node-1'],
    note(CONNECTION, 'client', SERVICE, `${CLIENT_IP}:41000`),
    [{ error: 'ECONNREFUSED' }],
  );
}

/** One that is dropped. */
export const askNothing = (wire: Wire): Wire =>
  wire.send('open', ['runtime/node-1', 'net/node-1'], there, [{ dropped: `no Service has ${SERVICE}/tcp` }]);

/** The kubelet's probe of the client. */
export function probe(wire: Wire): Wire {
  const stops = ['kubelet/node-1', 'net/node-1', 'runtime/node-1'];
  wire.send(
    'open',
    stops,
    note('kubelet/node-1#1', 'server', '10.244.1.1:30000', `${CLIENT_IP}:80`, 'GET /ready'),
    [{ out: 'cni0' }, { accepted: `${CLIENT_IP}:80`, pid: 3 }],
  );
  return wire.send(
    'accept',
    stops.toReversed(),
    note('kubelet/node-1#1', 'client', `${CLIENT_IP}:80`, '10.244.1.1:30000', '200 OK'),
  );
}

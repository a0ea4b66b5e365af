import { describe, expect, it } from 'vitest';
import { packetNote } from './said.ts';
import type { Packet } from './types.ts';

const packet = (fields: Partial<Packet>): Packet => ({
  kind: 'open',
  protocol: 'tcp',
  connection: 'runtime/node-1#7',
  toward: 'server',
  source: { ip: '10.244.1.3', port: 40_000 },
  destination: { ip: '10.96.0.50', port: 80 },
  data: '',
  fin: false,
  netns: 1,
  way: ['runtime/node-1'],
  back: [],
  ...fields,
});

const dns = (data: unknown) =>
  packet({
    kind: 'datagram',
    protocol: 'udp',
    destination: { ip: '10.96.0.10', port: 53 },
    data: JSON.stringify(data),
  });

const answer = (code: string, ...addresses: readonly string[]) => ({
  id: 1,
  name: 'web',
  type: 'A',
  code,
  answers: addresses.map((data) => ({ name: 'web', type: 'A', ttlS: 30, data })),
});

describe('what a packet says', () => {
  it.each([
    ['a request', packet({ data: 'GET /a?b=1 HTTP/1.1\r\nHost: web\r\n\r\n' }), 'GET /a?b=1'],
    ['a status', packet({ data: 'HTTP/1.1 404 Not Found\r\n\r\nno' }), '404 Not Found'],
    [
      'a call by gRPC',
      packet({
        data: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{"headers":{":path":"/grpc.health.v1.Health/Check"}}\n',
      }),
      'gRPC /grpc.health.v1.Health/Check',
    ],
    [
      'a greeting of HTTPS',
      packet({ data: 'TLS 1.3 ClientHello web\r\nGET / HTTP/1.1\r\n\r\n' }),
      'TLS 1.3 ClientHello web',
    ],
    ['another protocol', packet({ data: 'PING\r\n' }), undefined],
    ['nothing', packet({}), undefined],
    [
      'a question',
      dns({ id: 1, name: 'web.default.svc.cluster.local', type: 'A' }),
      'A web.default.svc.cluster.local',
    ],
    ['addresses', dns(answer('NOERROR', '10.0.0.1', '10.0.0.2')), '10.0.0.1, 10.0.0.2'],
    ['no such name', dns(answer('NXDOMAIN')), 'NXDOMAIN'],
    ['what is no DNS', dns('hello'), undefined],
    ['a long path', packet({ data: `GET /${'x'.repeat(500)} HTTP/1.1\r\n\r\n` }), `GET /${'x'.repeat(115)}`],
  ])('%s', (_, said, words) => {
    expect(packetNote(said)?.packet.says).toBe(words);
  });

  it('is noted with both addresses and the connection', () => {
    expect(packetNote(packet({}))).toEqual({
      packet: {
        connection: 'runtime/node-1#7',
        protocol: 'tcp',
        toward: 'server',
        source: '10.244.1.3:40000',
        destination: '10.96.0.50:80',
      },
    });
  });

  it('is noted once: not by those it is passed on to', () => {
    expect(packetNote(packet({ way: ['runtime/node-1', 'net/node-1'] }))).toBeUndefined();
  });
});

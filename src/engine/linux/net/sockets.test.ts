import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { get, scan } from '../../kernel/table.ts';
import { isErrno } from '../errno.ts';
import {
  abstractListener,
  acceptConnection,
  bindUdp,
  closeSocket,
  connectExpired,
  connectTcp,
  connectToUnix,
  isConnected,
  isReadable,
  listenOnUnix,
  listenTcp,
  type Opener,
  readConnection,
  receiveDatagram,
  sendDatagram,
  sendEcho,
  shutdownConnection,
  writeConnection,
} from './sockets.ts';
import { BARE, CLIENT, HOST, makeNet, WEB, Wire } from './testing/wire.ts';

const opener = (netns: number, uid = 0): Opener => ({ netns, owner: 100 + netns, takesLowPorts: uid === 0 });

function connected(): { wire: Wire; client: number; server: number } {
  const wire = new Wire();
  const { socket: listener } = wire.take(listenTcp(wire.net, opener(WEB), { ip: '0.0.0.0', port: 80 }));
  const { socket: client } = wire.take(
    connectTcp(wire.net, wire.me, opener(CLIENT), { ip: '10.244.1.2', port: 80 }, 'GET /'),
  );
  const { socket: server } = wire.take(acceptConnection(wire.net, listener, 7));
  return { wire, client, server: server.id };
}

const text = (wire: Wire, id: number): string => wire.take(readConnection(wire.net, id)).text;

describe('listening', () => {
  const cases: [string, [netns: number, ip: string, port: number][], string | null][] = [
    [
      'two on any address',
      [
        [WEB, '0.0.0.0', 80],
        [WEB, '0.0.0.0', 80],
      ],
      'EADDRINUSE',
    ],
    [
      'any after one',
      [
        [WEB, '127.0.0.1', 80],
        [WEB, '0.0.0.0', 80],
      ],
      'EADDRINUSE',
    ],
    [
      'one after any',
      [
        [WEB, '0.0.0.0', 80],
        [WEB, '10.244.1.2', 80],
      ],
      'EADDRINUSE',
    ],
    [
      'one twice',
      [
        [WEB, '127.0.0.1', 80],
        [WEB, '127.0.0.1', 80],
      ],
      'EADDRINUSE',
    ],
    [
      'two addresses',
      [
        [WEB, '127.0.0.1', 80],
        [WEB, '10.244.1.2', 80],
      ],
      null,
    ],
    [
      'two namespaces',
      [
        [WEB, '0.0.0.0', 80],
        [CLIENT, '0.0.0.0', 80],
      ],
      null,
    ],
    [
      'two ports',
      [
        [WEB, '0.0.0.0', 80],
        [WEB, '0.0.0.0', 81],
      ],
      null,
    ],
    ['the address of another', [[WEB, '10.244.1.3', 80]], 'EADDRNOTAVAIL'],
  ];
  it.each(cases)('%s', (_, sockets, wanted) => {
    let net = makeNet();
    let last: string | null = null;
    for (const [netns, ip, port] of sockets) {
      const result = listenTcp(net, opener(netns), { ip, port });
      last = isErrno(result) ? result.errno : null;
      if (!isErrno(result)) net = result.net;
    }
    expect(last).toBe(wanted);
  });

  it.each([
    ['root on the machine', HOST, 0, null],
    ['somebody on the machine', HOST, 1000, 'EACCES'],
    ['somebody in a container', WEB, 1000, null],
    ['somebody in a namespace without a container runtime', BARE, 1000, 'EACCES'],
  ])('below 1024: %s', (_, netns, uid, wanted) => {
    const result = listenTcp(makeNet(), opener(netns, uid), { ip: '0.0.0.0', port: 80 });
    expect(isErrno(result) ? result.errno : null).toBe(wanted);
  });
});

describe('a connection', () => {
  it('carries text both ways and ends from both sides', () => {
    const { wire, client, server } = connected();
    expect(isConnected(wire.net, client)).toBe(true);
    expect(text(wire, server)).toBe('GET /');
    expect(readConnection(wire.net, server)).toBeNull();
    wire.take(writeConnection(wire.net, wire.me, server, 'hello'));
    wire.take(closeSocket(wire.net, wire.me, server));
    expect(text(wire, client)).toBe('hello');
    expect(text(wire, client)).toBe('');
    wire.take(closeSocket(wire.net, wire.me, client));
    expect(get(wire.net.sockets, client)).toBeUndefined();
  });

  it('is read in pieces', () => {
    const { wire, server } = connected();
    expect(wire.take(readConnection(wire.net, server, 3)).text).toBe('GET');
    expect(text(wire, server)).toBe(' /');
  });

  it('can be half closed', () => {
    const { wire, client, server } = connected();
    wire.take(shutdownConnection(wire.net, wire.me, client));
    expect(writeConnection(wire.net, wire.me, client, 'x')).toEqual({ errno: 'EPIPE' });
    text(wire, server);
    expect(text(wire, server)).toBe('');
    wire.take(writeConnection(wire.net, wire.me, server, 'bye'));
    expect(text(wire, client)).toBe('bye');
  });

  it('is reset when what was sent is never read', () => {
    const { wire, client, server } = connected();
    wire.take(closeSocket(wire.net, wire.me, server));
    expect(readConnection(wire.net, client)).toEqual({ errno: 'ECONNRESET' });
  });

  it('is reset when its listener goes before it is accepted', () => {
    const wire = new Wire();
    const { socket: listener } = wire.take(listenTcp(wire.net, opener(WEB), { ip: '0.0.0.0', port: 80 }));
    const { socket: client } = wire.take(
      connectTcp(wire.net, wire.me, opener(CLIENT), { ip: '10.244.1.2', port: 80 }, ''),
    );
    wire.take(closeSocket(wire.net, wire.me, listener));
    expect(readConnection(wire.net, client)).toEqual({ errno: 'ECONNRESET' });
    expect(wire.net.sockets.size).toBe(1);
  });

  it('is refused where nothing listens, in words too', () => {
    const wire = new Wire();
    const { socket } = wire.take(
      connectTcp(wire.net, wire.me, opener(CLIENT), { ip: '10.244.1.2', port: 81 }, ''),
    );
    expect(isConnected(wire.net, socket)).toEqual({ errno: 'ECONNREFUSED' });
    expect(wire.passed.at(-1)?.reason).toBe('nothing listens on 10.244.1.2:81');
  });

  it('finds no host where no namespace has the address', () => {
    const wire = new Wire();
    const { socket } = wire.take(
      connectTcp(wire.net, wire.me, opener(CLIENT), { ip: '10.244.1.99', port: 80 }, ''),
    );
    expect(isConnected(wire.net, socket)).toEqual({ errno: 'EHOSTUNREACH' });
  });

  it('times out when nothing answers', () => {
    const result = connectTcp(makeNet(), 'runtime/a', opener(CLIENT), { ip: '8.8.8.8', port: 53 }, '');
    if (isErrno(result)) throw new Error(result.errno);
    expect(result.out[0]?.to).toBe('network');
    const expired = connectExpired(result.net, result.socket);
    expect(isConnected(expired.net, result.socket)).toEqual({ errno: 'ETIMEDOUT' });
  });

  it('to localhost needs a loopback interface that is up', () => {
    expect(connectTcp(makeNet(), 'runtime/a', opener(BARE), { ip: '127.0.0.1', port: 80 }, '')).toEqual({
      errno: 'ENETUNREACH',
    });
  });

  it('prefers the listener on the very address', () => {
    const wire = new Wire();
    wire.take(listenTcp(wire.net, opener(WEB), { ip: '127.0.0.1', port: 80 }));
    const own = wire.take(listenTcp(wire.net, opener(WEB), { ip: '10.244.1.2', port: 80 })).socket;
    wire.take(connectTcp(wire.net, wire.me, opener(CLIENT), { ip: '10.244.1.2', port: 80 }, ''));
    expect(isReadable(wire.net, own)).toBe(true);
  });
});

describe('datagrams', () => {
  it('come and go', () => {
    const wire = new Wire();
    const { socket: server } = wire.take(bindUdp(wire.net, opener(WEB), { ip: '0.0.0.0', port: 53 }));
    const { socket: client } = wire.take(bindUdp(wire.net, opener(CLIENT), { ip: '0.0.0.0', port: 0 }));
    wire.take(sendDatagram(wire.net, wire.me, client, { ip: '10.244.1.2', port: 53 }, 'who?'));
    const got = wire.take(receiveDatagram(wire.net, server));
    if (!('datagram' in got)) throw new Error('nothing');
    expect(got.datagram.data).toBe('who?');
    wire.take(sendDatagram(wire.net, wire.me, server, got.datagram.from, 'me'));
    expect(receiveDatagram(wire.net, client)).toMatchObject({
      datagram: { data: 'me', from: { ip: '10.244.1.2', port: 53 } },
    });
  });

  it('to nobody come back as refused, once', () => {
    const wire = new Wire();
    const { socket } = wire.take(bindUdp(wire.net, opener(CLIENT), { ip: '0.0.0.0', port: 0 }));
    wire.take(sendDatagram(wire.net, wire.me, socket, { ip: '10.244.1.2', port: 53 }, 'who?'));
    const first = wire.take(receiveDatagram(wire.net, socket));
    expect(first).toMatchObject({ error: { errno: 'ECONNREFUSED' } });
    expect(receiveDatagram(wire.net, socket)).toBeNull();
  });
});

describe('ping', () => {
  it.each([
    ['another Pod', '10.244.1.2', 'reply from 10.244.1.2'],
    ['oneself', '127.0.0.1', 'reply from 127.0.0.1'],
    ['the machine', '172.18.0.2', 'reply from 172.18.0.2'],
  ])('reaches %s', (_, ip, wanted) => {
    const wire = new Wire();
    const { socket } = wire.take(sendEcho(wire.net, wire.me, opener(CLIENT), ip));
    expect(text(wire, socket)).toBe(wanted);
  });

  it('says that there is no such host', () => {
    const wire = new Wire();
    const { socket } = wire.take(sendEcho(wire.net, wire.me, opener(CLIENT), '10.244.1.9'));
    expect(readConnection(wire.net, socket)).toEqual({ errno: 'EHOSTUNREACH' });
  });
});

describe('UNIX sockets', () => {
  it('connect at once and tell of the end', () => {
    const wire = new Wire();
    const { socket: listener } = wire.take(listenOnUnix(wire.net, opener(WEB), '/run/app.sock'));
    const { socket: client } = wire.take(connectToUnix(wire.net, opener(WEB), listener));
    const { socket: server } = wire.take(acceptConnection(wire.net, listener, 7));
    wire.take(writeConnection(wire.net, wire.me, client, 'PING'));
    expect(text(wire, server.id)).toBe('PING');
    wire.take(writeConnection(wire.net, wire.me, server.id, 'PONG'));
    expect(text(wire, client)).toBe('PONG');
    wire.take(closeSocket(wire.net, wire.me, server.id));
    expect(text(wire, client)).toBe('');
    expect(writeConnection(wire.net, wire.me, client, 'PING')).toEqual({ errno: 'EPIPE' });
    expect(wire.passed).toEqual([]);
  });

  it('refuse when only the file is left', () => {
    expect(connectToUnix(makeNet(), opener(WEB), 99)).toEqual({ errno: 'ECONNREFUSED' });
  });

  it('with abstract names belong to a network namespace', () => {
    const wire = new Wire();
    const { socket } = wire.take(listenOnUnix(wire.net, opener(WEB), '@app'));
    expect(listenOnUnix(wire.net, opener(WEB), '@app')).toEqual({ errno: 'EADDRINUSE' });
    expect(abstractListener(wire.net, WEB, '@app')).toBe(socket);
    expect(abstractListener(wire.net, CLIENT, '@app')).toBeUndefined();
  });
});

type Act =
  | { do: 'listen'; netns: number; ip: string; port: number }
  | { do: 'bind'; netns: number; ip: string; port: number }
  | { do: 'connect'; netns: number; ip: string; port: number }
  | { do: 'close'; which: number }
  | { do: 'accept'; which: number };

const netns = fc.constantFrom(HOST, WEB, CLIENT);
const ip = fc.constantFrom('0.0.0.0', '127.0.0.1', '10.244.1.2', '10.244.1.3', '172.18.0.2', '10.244.1.77');
const port = fc.constantFrom(0, 80, 81, 40_000);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant('listen' as const), netns, ip, port }),
  fc.record({ do: fc.constant('bind' as const), netns, ip, port }),
  fc.record({ do: fc.constant('connect' as const), netns, ip, port }),
  fc.record({ do: fc.constant('close' as const), which: fc.nat(20) }),
  fc.record({ do: fc.constant('accept' as const), which: fc.nat(20) }),
);

function carryOut(wire: Wire, one: Act, ids: readonly number[]) {
  switch (one.do) {
    case 'listen':
      return listenTcp(wire.net, opener(one.netns), one);
    case 'bind':
      return bindUdp(wire.net, opener(one.netns), one);
    case 'connect':
      return connectTcp(wire.net, wire.me, opener(one.netns), one, 'x');
    default: {
      const id = ids[one.which % Math.max(1, ids.length)];
      if (id === undefined) return null;
      return one.do === 'close' ? closeSocket(wire.net, wire.me, id) : acceptConnection(wire.net, id, 1);
    }
  }
}

function play(acts: readonly Act[], after: (wire: Wire) => void): Wire {
  const wire = new Wire();
  for (const one of acts) {
    const ids: number[] = [];
    scan(wire.net.sockets, ({ id }) => {
      ids.push(id);
    });
    const result = carryOut(wire, one, ids);
    if (result !== null && !isErrno(result)) wire.take(result);
    after(wire);
  }
  return wire;
}

describe('whatever happens', () => {
  it('no port is bound twice in a network namespace', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        play(acts, ({ net }) => {
          const bound: { netns: number; protocol: string; ip: string; port: number }[] = [];
          scan(net.sockets, ({ netns, protocol, state, local }) => {
            if (state === 'listen' || state === 'bound') bound.push({ netns, protocol, ...local });
          });
          for (const [i, a] of bound.entries()) {
            for (const b of bound.slice(i + 1)) {
              if (a.netns !== b.netns || a.protocol !== b.protocol || a.port !== b.port) continue;
              expect([a.ip, b.ip]).not.toContain('0.0.0.0');
              expect(a.ip).not.toBe(b.ip);
            }
          }
        });
      }),
    );
  });

  it('no connection is left without an answer, and both ends agree on its name', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        play(acts, ({ net }) => {
          scan(net.sockets, (socket) => {
            expect(socket.state).not.toBe('connecting');
            if (socket.state !== 'established' || socket.ended || socket.shut) return;
            let others = 0;
            scan(net.sockets, (other) => {
              if (other.id === socket.id || !('connection' in other)) return;
              if (other.connection === socket.connection && other.role !== socket.role) others++;
            });
            expect(others).toBe(1);
          });
        });
      }),
    );
  });

  it('the same acts lead to the same ports', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
        const once = play(acts, () => {});
        expect(play(acts, () => {}).net).toEqual(once.net);
      }),
    );
  });
});

describe('what nobody reads', () => {
  it('breaks a connection in the end, and loses datagrams', () => {
    const { wire, client, server } = connected();
    const piece = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 4; i++) wire.take(writeConnection(wire.net, wire.me, client, piece));
    expect(readConnection(wire.net, client)).toEqual({ errno: 'ECONNRESET' });
    expect(text(wire, server).startsWith('GET /x')).toBe(true);
    const { socket: bound } = wire.take(bindUdp(wire.net, opener(WEB), { ip: '0.0.0.0', port: 53 }));
    const { socket } = wire.take(bindUdp(wire.net, opener(CLIENT), { ip: '0.0.0.0', port: 0 }));
    for (let i = 0; i < 600; i++) {
      wire.take(sendDatagram(wire.net, wire.me, socket, { ip: '10.244.1.2', port: 53 }, String(i)));
    }
    const left = get(wire.net.sockets, bound);
    expect(left?.state === 'bound' ? left.received.length : 0).toBe(512);
  });
});

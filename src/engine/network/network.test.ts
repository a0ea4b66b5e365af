import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fabric, HOST, makeService, makeSlice, nodeIP, podNetns } from '../testing/fabric.ts';

/** Two machines with a web Pod each, and a client on the first. */
const two = (seed?: number): Fabric =>
  new Fabric([{ pods: { 2: [8080], 3: [] } }, { pods: { 2: [8080], 3: [] }, host: [22] }], seed);

const CLIENT = podNetns(3);
const SERVICE = { ip: '10.96.0.50', port: 80 };
const both = [makeSlice(['10.244.1.2', '10.244.2.2'])];

describe('packets between real addresses', () => {
  it.each([
    ['a Pod beside it', 1, CLIENT, { ip: '10.244.1.2', port: 8080 }, 'connected', '10.244.1.3'],
    ['a Pod on another machine', 1, CLIENT, { ip: '10.244.2.2', port: 8080 }, 'connected', '10.244.1.3'],
    [
      'another machine, with its own machine’s address',
      1,
      CLIENT,
      { ip: nodeIP(2), port: 22 },
      'connected',
      nodeIP(1),
    ],
    [
      'its own machine, with its own address',
      2,
      CLIENT,
      { ip: nodeIP(2), port: 22 },
      'connected',
      '10.244.2.3',
    ],
    ['a Pod, from a machine', 1, HOST, { ip: '10.244.1.2', port: 8080 }, 'connected', '10.244.1.1'],
    ['a Pod, from another machine', 1, HOST, { ip: '10.244.2.2', port: 8080 }, 'connected', nodeIP(1)],
    ['itself, from a machine', 2, HOST, { ip: '127.0.0.1', port: 22 }, 'connected', '127.0.0.1'],
    ['a port nobody listens on', 1, CLIENT, { ip: '10.244.2.2', port: 81 }, 'ECONNREFUSED', undefined],
    ['a Pod that is not there', 1, CLIENT, { ip: '10.244.2.77', port: 80 }, 'EHOSTUNREACH', undefined],
    ['the world outside', 1, CLIENT, { ip: '8.8.8.8', port: 53 }, 'ENETUNREACH', undefined],
  ])('%s', (_, node, netns, to, result, remote) => {
    const outcome = two().connect(node, netns, to);
    expect(outcome.result).toBe(result);
    expect(outcome.server?.remote).toBe(remote);
    if (result === 'connected') expect(outcome.server?.data).toBe('hello');
  });

  it('pings travel too, but not to a cluster IP', () => {
    const fabric = two().program(makeService(), both);
    expect(fabric.ping(1, CLIENT, '10.244.2.2').read).toBe('reply from 10.244.2.2');
    const lost = fabric.ping(1, CLIENT, SERVICE.ip);
    expect(lost.result).toBe('no answer');
    expect(lost.records.at(-1)?.detail?.dropped).toContain('a cluster IP is rules');
  });

  it('a machine that is switched off is not found', () => {
    const outcome = two().unplug(2).connect(1, CLIENT, { ip: '10.244.2.2', port: 8080 });
    expect(outcome.result).toBe('EHOSTUNREACH');
    expect(outcome.records.some(({ detail }) => detail?.unreachable === 'node-2 does not answer')).toBe(true);
  });

  it('a refusal says what is listened to instead', () => {
    const { records } = two().connect(1, CLIENT, { ip: '10.244.2.2', port: 81 });
    expect(records.find(({ detail }) => detail?.refused !== undefined)?.detail).toMatchObject({
      refused: 'nothing listens on 10.244.2.2:81',
      listening: ['0.0.0.0:8080'],
    });
  });

  it('the first hop of a packet notes whose it is, the others lead back to it', () => {
    const { records } = two().connect(1, CLIENT, { ip: '10.244.2.2', port: 8080 });
    const noted = records.filter(({ detail }) => detail?.packet !== undefined);
    expect(noted.map(({ from, verb }) => `${from} ${verb}`)).toEqual([
      'runtime/node-1 open',
      'runtime/node-2 accept',
    ]);
    const names = noted.map(
      ({ detail }) => (detail?.packet as { connection: string } | undefined)?.connection,
    );
    expect(new Set(names).size).toBe(1);
  });

  it('every hop is a record', () => {
    const { records } = two().connect(1, CLIENT, { ip: '10.244.2.2', port: 8080 });
    expect(
      records.filter(({ verb }) => verb !== 'act').map(({ from, to, verb }) => `${from} ${verb} ${to}`),
    ).toEqual([
      'runtime/node-1 open net/node-1',
      'net/node-1 open switch',
      'switch open net/node-2',
      'net/node-2 open runtime/node-2',
      'runtime/node-2 accept net/node-2',
      'net/node-2 accept switch',
      'switch accept net/node-1',
      'net/node-1 accept runtime/node-1',
    ]);
  });
});

describe('a Service', () => {
  it('leads to an endpoint and says to which', () => {
    const outcome = two()
      .program(makeService(), [makeSlice(['10.244.2.2'])])
      .connect(1, CLIENT, SERVICE);
    expect(outcome.result).toBe('connected');
    expect(outcome.server).toEqual({ local: '10.244.2.2:8080', remote: '10.244.1.3', data: 'hello' });
    const hop = outcome.records.find(({ to }) => to === 'net/node-1');
    expect(hop?.detail).toMatchObject({
      rule: 'default/web',
      dnat: '10.96.0.50:80 → 10.244.2.2:8080',
      endpoints: ['10.244.2.2:8080'],
      of: 1,
      why: 'only',
    });
  });

  it('spreads connections over its endpoints, the same way in every run', () => {
    const servers = (): (string | undefined)[] => {
      const fabric = two(7).program(makeService(), both);
      return Array.from({ length: 20 }, () => fabric.connect(1, CLIENT, SERVICE).server?.local);
    };
    const first = servers();
    expect(new Set(first)).toEqual(new Set(['10.244.1.2:8080', '10.244.2.2:8080']));
    expect(servers()).toEqual(first);
  });

  it('keeps a client at its endpoint when asked to, and finds it another once that is gone', () => {
    const service = makeService({ sessionAffinity: 'ClientIP' });
    const fabric = two().program(service, both);
    const first = fabric.connect(1, CLIENT, SERVICE).server?.local as string;
    for (let i = 0; i < 8; i++) expect(fabric.connect(1, CLIENT, SERVICE).server?.local).toBe(first);
    const other = first.startsWith('10.244.1') ? '10.244.2.2' : '10.244.1.2';
    fabric.program(service, [makeSlice([other])]);
    expect(fabric.connect(1, CLIENT, SERVICE).server?.local).toBe(`${other}:8080`);
  });

  it.each([
    ['only ready ones count', ['10.244.1.2!', '10.244.2.2'], '10.244.2.2:8080'],
    ['without ready ones those that end still serve', ['10.244.1.2!', '10.244.2.2~'], '10.244.2.2:8080'],
  ])('%s', (_, endpoints, server) => {
    const fabric = two().program(makeService(), [makeSlice(endpoints)]);
    for (let i = 0; i < 5; i++) expect(fabric.connect(1, CLIENT, SERVICE).server?.local).toBe(server);
  });

  it('without endpoints refuses', () => {
    const outcome = two()
      .program(makeService(), [makeSlice(['10.244.1.2!'])])
      .connect(1, CLIENT, SERVICE);
    expect(outcome.result).toBe('ECONNREFUSED');
    expect(outcome.records.find(({ to }) => to === 'net/node-1')?.detail).toMatchObject({
      rejected: 'default/web has no endpoints',
    });
  });

  it('that was deleted, or never was, gives no answer', () => {
    const fabric = two().program(makeService(), both);
    fabric.program(makeService({ clusterIP: 'None' }), both);
    expect(fabric.connect(1, CLIENT, SERVICE).result).toBe('no answer');
    expect(fabric.connect(1, CLIENT, { ip: '10.96.9.9', port: 80 }).result).toBe('no answer');
  });

  it('shows an endpoint its own machine when it reaches itself', () => {
    const fabric = two().program(makeService(), [makeSlice(['10.244.1.2'])]);
    expect(fabric.connect(1, podNetns(2), SERVICE).server?.remote).toBe('10.244.1.1');
  });

  it('with internalTrafficPolicy Local stays on the machine, or is dropped', () => {
    const local = makeService({ internalTrafficPolicy: 'Local' });
    const fabric = two().program(local, both);
    for (let i = 0; i < 5; i++) {
      expect(fabric.connect(1, CLIENT, SERVICE).server?.local).toBe('10.244.1.2:8080');
    }
    fabric.program(local, [makeSlice(['10.244.2.2'])]);
    expect(fabric.connect(1, CLIENT, SERVICE).result).toBe('no answer');
  });
});

describe('node ports', () => {
  const ports = [{ port: 80, protocol: 'TCP' as const, targetPort: 8080, nodePort: 30_080 }];
  const nodePort = makeService({ type: 'NodePort', ports });

  it('are open on every machine, and hide who asks', () => {
    const fabric = two().program(nodePort, [makeSlice(['10.244.1.2'])]);
    const outcome = fabric.connect(2, HOST, { ip: nodeIP(2), port: 30_080 });
    expect(outcome.server).toMatchObject({ local: '10.244.1.2:8080', remote: nodeIP(2) });
    expect(fabric.connect(1, CLIENT, { ip: nodeIP(2), port: 30_080 }).result).toBe('connected');
    expect(fabric.connect(2, HOST, { ip: '127.0.0.1', port: 30_080 }).result).toBe('connected');
  });

  it('with externalTrafficPolicy Local keep the address, and only serve what is near', () => {
    const local = makeService({ type: 'NodePort', ports, externalTrafficPolicy: 'Local' });
    const fabric = two().program(local, [makeSlice(['10.244.2.2'])]);
    expect(fabric.connect(1, HOST, { ip: nodeIP(2), port: 30_080 }).server?.remote).toBe(nodeIP(1));
    const far = fabric.connect(2, CLIENT, { ip: nodeIP(1), port: 30_080 });
    expect(far.result).toBe('no answer');
    expect(far.records.at(-1)?.detail).toMatchObject({ dropped: 'default/web has no local endpoints' });
    expect(fabric.connect(1, CLIENT, { ip: nodeIP(1), port: 30_080 }).result).toBe('connected');
  });

  it('are reached from outside the cluster', () => {
    const fabric = two().program(nodePort, [makeSlice(['10.244.2.2'])]);
    const laptop = { ip: '172.18.0.1', port: 50_000 };
    const { driver } = fabric;
    driver.post({
      from: 'kubectl',
      to: 'net/node-1',
      verb: 'open',
      body: {
        kind: 'open',
        protocol: 'tcp',
        connection: 'kubectl#1',
        toward: 'server',
        source: laptop,
        destination: { ip: nodeIP(1), port: 30_080 },
        data: 'GET /',
        fin: false,
        netns: 0,
        way: ['kubectl'],
        back: [],
      },
    });
    driver.settle();
    expect(driver.inbox.map(({ from, verb }) => `${from} ${verb}`)).toEqual(['net/node-1 accept']);
    expect(driver.inbox[0]?.body).toMatchObject({
      source: { ip: nodeIP(1), port: 30_080 },
      destination: laptop,
    });
  });
});

describe('host ports', () => {
  const forward = {
    protocol: 'tcp' as const,
    hostIp: '0.0.0.0',
    hostPort: 8888,
    to: { ip: '10.244.1.2', port: 8080 },
  };

  it('lead into their Pod, from everywhere', () => {
    const fabric = two().mapPorts(1, [forward]);
    expect(fabric.connect(2, CLIENT, { ip: nodeIP(1), port: 8888 }).server?.local).toBe('10.244.1.2:8080');
    expect(fabric.connect(1, HOST, { ip: '127.0.0.1', port: 8888 }).server?.remote).toBe('10.244.1.1');
    expect(fabric.connect(1, CLIENT, { ip: nodeIP(2), port: 8888 }).result).toBe('ECONNREFUSED');
    fabric.mapPorts(1, []);
    expect(fabric.connect(2, CLIENT, { ip: nodeIP(1), port: 8888 }).result).toBe('ECONNREFUSED');
  });

  it('may be those of one address alone', () => {
    const fabric = two().mapPorts(1, [{ ...forward, hostIp: '127.0.0.1' }]);
    expect(fabric.connect(1, HOST, { ip: nodeIP(1), port: 8888 }).result).toBe('ECONNREFUSED');
    expect(fabric.connect(1, HOST, { ip: '127.0.0.1', port: 8888 }).result).toBe('connected');
  });
});

describe('whatever is asked', () => {
  const who = fc.record({
    node: fc.integer({ min: 1, max: 3 }),
    netns: fc.constantFrom(HOST, podNetns(2), podNetns(3)),
  });
  const where = fc.record({
    ip: fc.constantFrom(
      '10.96.0.50',
      '10.244.1.2',
      '10.244.2.2',
      '10.244.3.2',
      '10.244.3.9',
      nodeIP(1),
      nodeIP(3),
      '127.0.0.1',
    ),
    port: fc.constantFrom(80, 8080, 30_080, 22),
  });
  const slices = fc.subarray(['10.244.1.2', '10.244.2.2!', '10.244.3.2', '10.244.2.2~']);
  const policy = fc.constantFrom('Cluster' as const, 'Local' as const);

  it('a connection that a server has taken stands for its client, and its answer finds the way back', () => {
    fc.assert(
      fc.property(who, where, slices, policy, policy, (from, to, endpoints, internal, external) => {
        const pods = { 2: [8080], 3: [] };
        const fabric = new Fabric([{ pods }, { pods, host: [22] }, { pods }]);
        const service = makeService({
          type: 'NodePort',
          ports: [{ port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 30_080 }],
          internalTrafficPolicy: internal,
          externalTrafficPolicy: external,
        });
        fabric.program(service, [makeSlice(endpoints)]);
        const outcome = fabric.connect(from.node, from.netns, to);
        expect(outcome.result === 'connected').toBe(outcome.server !== null);
        if (outcome.result !== 'no answer') return;
        // Silence always has a reason that is on record.
        expect(outcome.records.some(({ detail }) => detail?.dropped !== undefined)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Container, LifecycleHandler, Pod, Probe } from '../../api/index.ts';
import { makePod } from '../testing/builders.ts';
import { Lab, sh } from '../testing/lab.ts';

const AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.40';
const netexec = { image: AGNHOST, args: ['netexec'] };
const IP = '10.244.0.2';

function probed(container: Partial<Container>, probe: Probe, spec: Partial<Pod['spec']> = {}): Pod {
  return makePod('p', { spec, containers: [{ image: 'nginx:1.27', ...container, readinessProbe: probe }] });
}

const warnings = (lab: Lab): string[] =>
  lab.events('p').filter((text) => /^(Unhealthy|ProbeWarning|FailedPostStartHook)/.test(text));

const isReady = (lab: Lab): boolean | undefined => lab.pod('p').status?.containerStatuses?.[0]?.ready;

describe('an HTTP probe', () => {
  it('goes from the machine over its network to the Pod and back, in four messages', () => {
    const lab = new Lab().apply(probed({}, { httpGet: { port: 80 } })).run(20_000);
    const first = lab.records.findIndex(({ from, verb }) => from === 'kubelet/node-1' && verb === 'open');
    const { seq } = lab.records[first] ?? { seq: -1 };
    const causes = new Set([seq]);
    const hops = lab.records.filter((record) => {
      if (record.seq !== seq && !causes.has(record.cause ?? -1)) return false;
      causes.add(record.seq);
      return ['open', 'accept', 'data', 'close'].includes(record.verb);
    });
    expect(hops.map(({ from, verb, to }) => `${from} ${verb} ${to}`)).toEqual([
      'kubelet/node-1 open net/node-1',
      'net/node-1 open runtime/node-1',
      'runtime/node-1 accept net/node-1',
      'net/node-1 accept kubelet/node-1',
    ]);
    expect(hops.every(({ object }) => object?.kind === 'Pod' && object.name === 'p')).toBe(true);
    expect(hops[0]?.detail).toMatchObject({ packet: { says: 'GET /' }, out: 'cni0' });
    expect(isReady(lab)).toBe(true);
  });

  it('comes from the bridge, and says who it is', () => {
    const lab = new Lab().apply(
      probed({ image: AGNHOST, args: ['netexec'] }, { httpGet: { port: 8080, path: '/clientip' } }),
    );
    lab.run(20_000).kubectl('logs p').run(1000);
    const { stdout = '' } = lab.world.kubectl.outputs.at(-1) ?? {};
    expect(stdout).toMatch(/GET \/clientip from 10\.244\.0\.1:\d+\n/);
    const web = new Lab().apply(probed({}, { httpGet: { port: 80 } })).run(20_000);
    web.kubectl('logs p --tail=1').run(1000);
    expect(web.world.kubectl.outputs.at(-1)?.stdout).toMatch(
      /^10\.244\.0\.1 - - \[.*\] "GET \/ HTTP\/1\.1" 200 \d+ "-" "kube-probe\/1\.36" "-"\n$/,
    );
  });

  it.each<[string, Partial<Container>, Probe, string[], boolean]>([
    ['a page that is there', {}, { httpGet: { port: 80 } }, [], true],
    ['a path without its slash', {}, { httpGet: { port: 80, path: 'index.html' } }, [], true],
    [
      'a port by its name',
      { ports: [{ name: 'web', containerPort: 80 }] },
      { httpGet: { port: 'web' } },
      [],
      true,
    ],
    [
      'a name that no port has',
      {},
      { httpGet: { port: 'web' } },
      [
        'Unhealthy: Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "web": invalid syntax',
      ],
      false,
    ],
    [
      'the machine itself',
      {},
      { httpGet: { port: 80, host: '172.18.0.2' } },
      [
        'Unhealthy: Readiness probe failed: Get "http://172.18.0.2:80/": dial tcp 172.18.0.2:80: connect: connection refused',
      ],
      false,
    ],
    [
      'a name that /etc/hosts does not have',
      {},
      { httpGet: { port: 80, host: 'web' } },
      ['Unhealthy: Readiness probe failed: Get "http://web:80/": dial tcp: lookup web: no such host'],
      false,
    ],
    [
      'an address nobody has',
      {},
      { httpGet: { port: 80, host: '10.96.77.77' }, timeoutSeconds: 2 },
      [
        'Unhealthy: Readiness probe failed: Get "http://10.96.77.77:80/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
      ],
      false,
    ],
    [
      'a server that says nothing',
      sh('nc -lk -p 80 -e sleep 60'),
      { httpGet: { port: 80 } },
      [
        `Unhealthy: Readiness probe failed: Get "http://${IP}:80/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      ],
      false,
    ],
    [
      'a server that hangs up',
      sh('nc -lk -p 80 >/dev/null'),
      { httpGet: { port: 80 } },
      [`Unhealthy: Readiness probe failed: Get "http://${IP}:80/": EOF`],
      false,
    ],
    [
      'a server of something else',
      sh('nc -lk -p 80 -e sh -c "echo SSH-2.0-OpenSSH_9.9; cat >/dev/null"'),
      { httpGet: { port: 80 } },
      [
        `Unhealthy: Readiness probe failed: Get "http://${IP}:80/": net/http: HTTP/1.x transport connection broken: malformed HTTP response "SSH-2.0-OpenSSH_9.9"`,
      ],
      false,
    ],
    [
      'HTTPS of a server that only speaks HTTP',
      {},
      { httpGet: { port: 80, scheme: 'HTTPS' } },
      [
        `Unhealthy: Readiness probe failed: Get "https://${IP}:80/": http: server gave HTTP response to HTTPS client`,
      ],
      false,
    ],
    [
      'HTTPS of one that speaks it',
      {
        command: [
          'sh',
          '-c',
          `echo 'server { listen 443 ssl; return 200 ok; }' >/etc/nginx/conf.d/default.conf; exec nginx -g 'daemon off;'`,
        ],
      },
      { httpGet: { port: 443, scheme: 'HTTPS' } },
      [],
      true,
    ],
    [
      'HTTP of a server that only speaks HTTPS',
      { image: 'example/assumed:1', ports: [{ containerPort: 8443 }] },
      { httpGet: { port: 8443 } },
      ['Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 400'],
      false,
    ],
    [
      'a status of 500',
      netexec,
      { httpGet: { port: 8080, path: '/echo?msg=x&code=500' } },
      ['Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 500'],
      false,
    ],
    [
      'a header that is asked for',
      netexec,
      {
        httpGet: {
          port: 8080,
          path: '/header?key=X-Custom',
          httpHeaders: [{ name: 'X-Custom', value: 'Awesome' }],
        },
      },
      [],
      true,
    ],
    [
      'a redirect to another page',
      netexec,
      { httpGet: { port: 8080, path: '/redirect?location=/hostname' } },
      [],
      true,
    ],
    [
      'a redirect to a page that fails',
      netexec,
      {
        httpGet: { port: 8080, path: '/redirect?location=/nowhere' },
      },
      ['Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404'],
      false,
    ],
    [
      'a redirect to another host',
      netexec,
      {
        httpGet: { port: 8080, path: '/redirect?location=http%3A%2F%2F0.0.0.0%2F' },
      },
      [
        'ProbeWarning: Readiness probe warning: Probe terminated redirects, Response body: <a href="http://0.0.0.0/">Found</a>.\n\n',
      ],
      true,
    ],
    [
      'redirects without an end',
      {
        command: [
          'sh',
          '-c',
          `echo 'server { listen 80; return 302 /again; }' >/etc/nginx/conf.d/default.conf; exec nginx -g 'daemon off;'`,
        ],
      },
      { httpGet: { port: 80 } },
      [`Unhealthy: Readiness probe failed: Get "http://${IP}/again": stopped after 10 redirects`],
      false,
    ],
  ])('%s', (_, container, probe, said, ready) => {
    const lab = new Lab().apply(probed(container, { periodSeconds: 100, ...probe })).run(30_000);
    expect(warnings(lab)).toEqual(said);
    expect(isReady(lab)).toBe(ready);
  });

  it('reaches a Pod on its node’s network at the node’s address', () => {
    const lab = new Lab().apply(probed({}, { httpGet: { port: 80 } }, { hostNetwork: true })).run(20_000);
    expect(isReady(lab)).toBe(true);
    const arrived = lab.records.find(({ to, verb }) => to === 'runtime/node-1' && verb === 'open');
    expect(arrived?.detail).toMatchObject({ accepted: '172.18.0.2:80' });
  });

  it('leaves no timer behind but one for the whole node', () => {
    const probe = { httpGet: { port: 80 }, periodSeconds: 1, timeoutSeconds: 20 };
    const lab = new Lab().apply(probed({}, probe)).run(60_000);
    const { deadlines, deadlineTimerMs } = lab.host().kubelet;
    expect(deadlines).toEqual([]);
    expect(deadlineTimerMs).not.toBeNull();
    const timers = lab.world.queue.buckets.flatMap(({ entries }) => entries);
    expect(timers.filter(({ verb }) => verb === 'ask-timeout')).toHaveLength(1);
  });
});

describe('a TCP probe', () => {
  it.each<[string, Probe, string[]]>([
    ['an open port', { tcpSocket: { port: 80 } }, []],
    [
      'a closed one',
      { tcpSocket: { port: 81 } },
      [`Unhealthy: Readiness probe failed: dial tcp ${IP}:81: connect: connection refused`],
    ],
    [
      'an address nobody has',
      { tcpSocket: { port: 80, host: '10.96.77.77' } },
      ['Unhealthy: Readiness probe failed: dial tcp 10.96.77.77:80: i/o timeout'],
    ],
    [
      'a machine that is not there',
      { tcpSocket: { port: 80, host: '10.244.0.77' }, timeoutSeconds: 5 },
      ['Unhealthy: Readiness probe failed: dial tcp 10.244.0.77:80: connect: no route to host'],
    ],
  ])('%s', (_, probe, said) => {
    const lab = new Lab().apply(probed({}, { periodSeconds: 100, ...probe })).run(30_000);
    expect(warnings(lab)).toEqual(said);
    expect(isReady(lab)).toBe(said.length === 0);
  });
});

describe('a gRPC probe', () => {
  const health = (...args: string[]) => ({ image: AGNHOST, args: ['grpc-health-checking', ...args] });

  it.each<[string, Partial<Container>, Probe, string[]]>([
    ['a server that is well', health(), { grpc: { port: 5000 } }, []],
    ['the service it knows', health('--service=shop'), { grpc: { port: 5000, service: 'shop' } }, []],
    [
      'another service',
      health(),
      { grpc: { port: 5000, service: 'shop' } },
      ['error: health rpc probe failed: rpc error: code = NotFound desc = unknown service'],
    ],
    [
      'one that is not well',
      health('--delay-unhealthy-sec=0'),
      { grpc: { port: 5000 } },
      ['service unhealthy (responded with "NOT_SERVING")'],
    ],
    [
      'its other port, which speaks HTTP/1.1',
      health(),
      { grpc: { port: 8080 }, timeoutSeconds: 3 },
      [`timeout: failed to connect service "${IP}:8080" within 3s: context deadline exceeded`],
    ],
    [
      'a port nobody listens on',
      health(),
      { grpc: { port: 9090 } },
      [`timeout: failed to connect service "${IP}:9090" within 1s: context deadline exceeded`],
    ],
    [
      'a web server',
      {},
      { grpc: { port: 80 } },
      [`timeout: failed to connect service "${IP}:80" within 1s: context deadline exceeded`],
    ],
    ['etcd', { image: 'registry.k8s.io/etcd:3.5.1-0' }, { grpc: { port: 2379 } }, []],
    [
      'etcd, for a service',
      { image: 'registry.k8s.io/etcd:3.5.1-0' },
      { grpc: { port: 2379, service: 'kv' } },
      ['error: health rpc probe failed: rpc error: code = NotFound desc = unknown service'],
    ],
  ])('%s', (_, container, probe, said) => {
    const lab = new Lab().apply(probed(container, { periodSeconds: 100, initialDelaySeconds: 5, ...probe }));
    lab.run(30_000);
    expect(warnings(lab)).toEqual(said.map((output) => `Unhealthy: Readiness probe failed: ${output}`));
    expect(isReady(lab)).toBe(said.length === 0);
  });

  it('hears that a server is no longer well, and again that it is', () => {
    const lab = new Lab().apply(
      probed(health(), { grpc: { port: 5000 }, periodSeconds: 2, failureThreshold: 1 }),
    );
    lab.run(20_000);
    const ask = (path: string) => lab.kubectl(`exec p -- curl -s localhost:8080/${path}`).run(5000);
    expect(isReady(ask('make-not-serving'))).toBe(false);
    expect(warnings(lab)[0]).toMatch(
      /^Unhealthy: Readiness probe failed: service unhealthy \(responded with "NOT_SERVING"\)/,
    );
    expect(isReady(ask('make-serving'))).toBe(true);
  });
});

describe('an HTTP hook', () => {
  const hooked = (postStart: LifecycleHandler, container: Partial<Container> = {}) =>
    makePod('p', {
      spec: { restartPolicy: 'Never' },
      containers: [{ image: 'nginx:1.27', ...container, lifecycle: { postStart } }],
    });

  it.each<[string, LifecycleHandler, boolean]>([
    ['is done with any answer, whatever its status', { httpGet: { port: 80, path: '/nowhere' } }, true],
    ['fails when nobody listens', { httpGet: { port: 81 } }, false],
    ['fails with a name that no port has', { httpGet: { port: 'web' } }, false],
    [
      'goes to another host when it says so',
      { httpGet: { port: 6443, path: '/healthz', host: '172.18.255.254' } },
      true,
    ],
    ['does not exist for TCP', { tcpSocket: { port: 80 } }, false],
  ])('%s', (_, hook, works) => {
    const lab = new Lab().apply(hooked(hook)).run(30_000);
    expect(warnings(lab)).toEqual(works ? [] : ['FailedPostStartHook: PostStartHook failed']);
    expect(lab.pod('p').status?.phase).toBe(works ? 'Running' : 'Succeeded');
  });

  it('says who it is', () => {
    const lab = new Lab()
      .apply(hooked({ httpGet: { port: 80 } }))
      .run(20_000)
      .kubectl('logs p --tail=1')
      .run(1000);
    expect(lab.world.kubectl.outputs.at(-1)?.stdout).toMatch(
      /"GET \/ HTTP\/1\.1" 200 \d+ "-" "kube-lifecycle\/1\.36"/,
    );
  });

  it('that wants HTTPS is content with HTTP', () => {
    const lab = new Lab().apply(hooked({ httpGet: { port: 80, scheme: 'HTTPS' } })).run(20_000);
    expect(lab.pod('p').status?.phase).toBe('Running');
    expect(lab.events('p')).toContain(
      `LifecycleHTTPFallback: request to HTTPS lifecycle hook ${IP}:80 got HTTP response, retry with HTTP succeeded`,
    );
  });

  it('before the end is waited for as long as the grace period, and breaks off with the container', () => {
    const silent = sh("trap '' TERM; nc -lk -p 80 -e sleep 600");
    const lifecycle = { preStop: { httpGet: { port: 80 } } };
    const spec = { terminationGracePeriodSeconds: 10 };
    const lab = new Lab().apply(makePod('p', { spec, containers: [{ ...silent, lifecycle }] })).run(10_000);
    lab.kubectl('delete pod p --wait=false').run(9000);
    const failed = 'FailedPreStopHook: PreStopHook failed';
    expect(lab.events('p')).not.toContain(failed);
    lab.run(5000);
    expect(lab.events('p')).toContain(failed);
    expect(lab.object('pods', 'default/p')).toBeUndefined();
  });

  it('without an answer keeps its container from starting until the connection attempt is given up', () => {
    const lab = new Lab().apply(hooked({ httpGet: { port: 80, host: '10.96.77.77' } })).run(60_000);
    expect(lab.pod('p').status?.phase).toBe('Pending');
    lab.run(100_000);
    expect(warnings(lab)).toEqual(['FailedPostStartHook: PostStartHook failed']);
  });
});

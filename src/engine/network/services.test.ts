import { describe, expect, it } from 'vitest';
import { makeNode } from '../testing/builders.ts';
import { Session } from '../testing/session.ts';

const nodes = [makeNode('node-1'), makeNode('node-2')];
const AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.40';

interface ServerOptions {
  readonly node?: string;
  readonly port?: number;
  readonly more?: string;
  readonly spec?: string;
}

/** A Pod that says its name. */
function server(
  name: string,
  { node = 'node-1', port = 9376, more = '', spec = '' }: ServerOptions = {},
): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: web}}
spec:
  nodeName: ${node}
  ${spec}
  containers:
  - name: c
    image: ${AGNHOST}
    args: [serve-hostname, --port, "${port}"]
    ports: [{name: web, containerPort: ${port}}]
    ${more}
---`;
}

/** Whoever asks, on a node of choice. */
const client = (name = 'client', node = 'node-2', spec = ''): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  nodeName: ${node}
  ${spec}
  containers: [{name: c, image: "busybox:1.28", command: [sleep, "36000"]}]
---`;

const service = (spec: string, name = 'web'): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {${spec}}
---`;

const SELECT = 'selector: {app: web}';
const NEVER_READY = 'readinessProbe: {exec: {command: ["false"]}}';

function begun(...manifests: readonly string[]): Session {
  return new Session(nodes).apply(manifests.join('\n').replace(/\n---\s*$/, '')).wait(15);
}

const ipOf = (s: Session, pod: string): string =>
  s.kubectl(`get pod ${pod} -o jsonpath={.status.podIP}`).trim();

/** The different answers to the same question asked many times, sorted. */
function answers(s: Session, command: string, pod = 'client', times = 12): string[] {
  const text = s.sh(pod, `for i in $(seq ${times}); do ${command} 2>&1; done; true`);
  return [...new Set(text.trim().split('\n'))].sort();
}

describe('a Service by its cluster IP', () => {
  it.each<[string, string[], string[]]>([
    [
      'spreads over its Pods',
      [
        server('a'),
        server('b', { node: 'node-2' }),
        service(`${SELECT}, ports: [{port: 80, targetPort: 9376}]`),
      ],
      ['a', 'b'],
    ],
    [
      'keeps a client with sessionAffinity ClientIP',
      [
        server('a'),
        server('b', { node: 'node-2' }),
        service(`${SELECT}, ports: [{port: 80, targetPort: 9376}], sessionAffinity: ClientIP`),
      ],
      ['one'],
    ],
    [
      'finds the port of each Pod that has the name of its targetPort',
      [
        server('a', { port: 8001 }),
        server('b', { port: 8002, node: 'node-2' }),
        service(`${SELECT}, ports: [{port: 80, targetPort: web}]`),
      ],
      ['a', 'b'],
    ],
    [
      'leaves out Pods that are not ready',
      [
        server('a'),
        server('b', { more: NEVER_READY }),
        service(`${SELECT}, ports: [{port: 80, targetPort: 9376}]`),
      ],
      ['a'],
    ],
    [
      'takes them all the same with publishNotReadyAddresses',
      [
        server('a'),
        server('b', { more: NEVER_READY }),
        service(`${SELECT}, ports: [{port: 80, targetPort: 9376}], publishNotReadyAddresses: true`),
      ],
      ['a', 'b'],
    ],
    [
      'stays on the node with internalTrafficPolicy Local',
      [
        server('a'),
        server('b', { node: 'node-2' }),
        service(`${SELECT}, ports: [{port: 80, targetPort: 9376}], internalTrafficPolicy: Local`),
      ],
      ['b'],
    ],
    [
      'refuses without endpoints',
      [service(`${SELECT}, ports: [{port: 80}]`)],
      [
        expect.stringMatching(
          /^wget: can't connect to remote host \(10\.\d+\.\d+\.\d+\): Connection refused$/,
        ) as unknown as string,
      ],
    ],
    [
      'is refused when nobody listens on its targetPort',
      [server('a'), service(`${SELECT}, ports: [{port: 80, targetPort: 81}]`)],
      [expect.stringContaining('Connection refused') as unknown as string],
    ],
  ])('%s', (_, manifests, wanted) => {
    const s = begun(...manifests, client());
    const heard = answers(s, 'wget -qO- http://web');
    if (wanted[0] === 'one') expect(heard).toHaveLength(1);
    else expect(heard).toEqual(wanted);
  });

  it('may have endpoints that somebody has written down', () => {
    const s = begun(server('a'), client(), service('ports: [{port: 80}]', 'db'));
    expect(s.sh('client', 'wget -qO- http://db')).toContain('Connection refused');
    s.apply(`
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
endpoints: [{addresses: ["${ipOf(s, 'a')}"]}]
ports: [{port: 9376}]`).wait(3);
    expect(s.sh('client', 'wget -qO- http://db')).toBe('a\n');
  });

  it('reaches a Pod that asks for itself', () => {
    const s = begun(server('a'), service(`${SELECT}, ports: [{port: 80, targetPort: 9376}]`));
    expect(s.sh('a', 'wget -qO- http://web')).toBe('a\n');
  });

  it('goes to a Pod that ends as long as there is no other', () => {
    const lingers = 'lifecycle: {preStop: {exec: {command: [sleep, "25"]}}}';
    const s = begun(
      server('a', { more: lingers }),
      service(`${SELECT}, ports: [{port: 80, targetPort: 9376}]`),
      client(),
    );
    s.kubectl('delete pod a --wait=false');
    s.wait(5);
    expect(answers(s, 'wget -qO- http://web')).toEqual(['a']);
    s.apply(server('b').replace(/\n---\s*$/, '')).wait(8);
    expect(answers(s, 'wget -qO- http://web')).toEqual(['b']);
    s.kubectl('delete pod b');
    s.wait(20);
    expect(s.sh('client', 'wget -qO- http://web')).toContain('Connection refused');
  });
});

describe('names', () => {
  const addresses = (s: Session, name: string): string[] =>
    [...s.sh('client', `nslookup ${name}`).matchAll(/^Address \d+: (10\.244\.\S+)/gm)]
      .map(([, ip]) => ip as string)
      .sort();

  it('of a headless Service are the addresses of its Pods', () => {
    const s = begun(
      server('a', { spec: 'hostname: first\n  subdomain: web' }),
      server('b', { node: 'node-2' }),
      server('c', { more: NEVER_READY }),
      client(),
      service(`${SELECT}, clusterIP: None`),
    );
    expect(addresses(s, 'web')).toEqual([ipOf(s, 'a'), ipOf(s, 'b')].sort());
    expect(addresses(s, 'first.web')).toEqual([ipOf(s, 'a')]);
    const dashes = ipOf(s, 'b').replaceAll('.', '-');
    expect(addresses(s, `${dashes}.web.default.svc.cluster.local`)).toEqual([ipOf(s, 'b')]);
    expect(answers(s, 'wget -qO- http://first.web:9376')).toEqual(['first']);
    s.kubectl(`patch service web -p '{"spec":{"publishNotReadyAddresses":true}}'`);
    s.wait(3);
    expect(addresses(s, 'web')).toHaveLength(3);
  });

  it('of an ExternalName Service are those of another name', () => {
    const s = begun(
      server('a'),
      client(),
      service(`${SELECT}, ports: [{port: 80, targetPort: 9376}]`),
      service('type: ExternalName, externalName: web.default.svc.cluster.local', 'alias'),
      service('type: ExternalName, externalName: db.example.com', 'far'),
    );
    expect(s.sh('client', 'wget -qO- http://alias')).toBe('a\n');
    expect(s.sh('client', 'wget -qO- http://far')).toContain("wget: bad address 'far'\n");
    s.apply(`
apiVersion: v1
kind: Pod
metadata: {name: tools}
spec: {containers: [{name: c, image: "${AGNHOST}", args: [pause]}]}`).wait(10);
    expect(s.sh('tools', 'dig +short +search alias')).toMatch(
      /^web\.default\.svc\.cluster\.local\.\n10\.\d+\.\d+\.\d+\n$/,
    );
    expect(s.sh('tools', 'dig +short +search far')).toBe('db.example.com.\n');
  });
});

describe('ports of the nodes', () => {
  const NODE_PORT = `type: NodePort, ${SELECT}, ports: [{port: 80, targetPort: 9376, nodePort: 30080}]`;
  const host = client('outside', 'node-2', 'hostNetwork: true');

  it.each<[string, string[], string, string]>([
    ['a NodePort on a node without such a Pod', [server('a'), service(NODE_PORT)], '172.18.0.3:30080', 'a\n'],
    [
      'a NodePort on the node of its Pod, from another',
      [server('a'), service(NODE_PORT)],
      '172.18.0.2:30080',
      'a\n',
    ],
    [
      'with externalTrafficPolicy Local, the node of its Pod',
      [server('a'), service(`${NODE_PORT}, externalTrafficPolicy: Local`)],
      '172.18.0.2:30080',
      'a\n',
    ],
    [
      'with externalTrafficPolicy Local, a node without',
      [server('a', { node: 'node-2' }), service(`${NODE_PORT}, externalTrafficPolicy: Local`)],
      '172.18.0.2:30080',
      'wget: download timed out\n',
    ],
    [
      'a hostPort',
      [server('a').replace('containerPort: 9376', 'containerPort: 9376, hostPort: 8080')],
      '172.18.0.2:8080',
      'a\n',
    ],
    [
      'a hostPort of another node',
      [server('a').replace('containerPort: 9376', 'containerPort: 9376, hostPort: 8080')],
      '172.18.0.3:8080',
      "wget: can't connect to remote host (172.18.0.3): Connection refused\n",
    ],
    [
      'the port of a Pod on its node’s network',
      [server('a', { spec: 'hostNetwork: true' })],
      '172.18.0.2:9376',
      'node-1\n',
    ],
  ])('%s', (_, manifests, address, wanted) => {
    const s = begun(...manifests, host);
    expect(s.sh('outside', `wget -T 3 -qO- http://${address}`).replace(/command terminated.*\n/, '')).toBe(
      wanted,
    );
  });
});

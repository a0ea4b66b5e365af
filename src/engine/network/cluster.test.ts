import { describe, expect, it } from 'vitest';
import type { Container, Pod, Service } from '../../api/index.ts';
import { makeNode } from '../testing/builders.ts';
import { Lab } from '../testing/lab.ts';

const web: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
  spec: {
    nodeName: 'node-1',
    containers: [{ name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80, hostPort: 8888 }] }],
  },
};

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
};

/** A Pod on the other node that runs a script and keeps what it says as its last words. */
function client(script: string): Pod {
  const container: Container = {
    name: 'c',
    image: 'busybox:1.36',
    command: ['sh', '-c', `sleep 15; { ${script}; } >/dev/termination-log 2>&1`],
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'client', namespace: 'default' },
    spec: { nodeName: 'node-2', restartPolicy: 'Never', containers: [container] },
  };
}

function says(script: string, ...objects: readonly (Pod | Service)[]): { text: string; lab: Lab } {
  const lab = new Lab({ nodes: [makeNode('node-1'), makeNode('node-2')] });
  lab.apply(...objects, client(script));
  const isOver = (): boolean =>
    lab.object<Pod>('pods', 'default/client')?.status?.containerStatuses?.[0]?.state?.terminated !==
    undefined;
  lab.until(isOver, 300_000);
  return { text: lab.pod('client').status?.containerStatuses?.[0]?.state?.terminated?.message ?? '', lab };
}

describe('requests between Pods', () => {
  it('go by the name of a Service, across nodes', () => {
    const { text, lab } = says('wget -qO- http://web | grep title', web, service);
    expect(text).toBe('<title>Welcome to nginx!</title>\n');
    const hop = lab.records.find(({ to, verb }) => to === 'net/node-2' && verb === 'open');
    expect(hop?.detail).toMatchObject({ rule: 'default/web', pod: 'default/web' });
    expect(hop?.object).toMatchObject({ kind: 'Pod', name: 'client' });
  });

  it('are refused while the Service has no endpoints', () => {
    const { text } = says('wget -qO- http://web', service);
    expect(text).toMatch(/^wget: can't connect to remote host \(10\.[\d.]+\): Connection refused\n$/);
  });

  it('do not find what has no name', () => {
    expect(says('wget -qO- http://web').text).toBe("wget: bad address 'web'\n");
    expect(says('nslookup myservice.default.svc.cluster.local').text).toContain(
      "** server can't find myservice.default.svc.cluster.local: NXDOMAIN\n",
    );
  });

  it('reach a hostPort', () => {
    expect(says('wget -qO- http://172.18.0.2:8888 | grep title', web).text).toBe(
      '<title>Welcome to nginx!</title>\n',
    );
  });

  it('are told by the API server that nobody in particular may do nothing', () => {
    const { text } = says(
      'wget -qO- https://kubernetes.default/version | grep gitVersion; wget -qO- https://kubernetes.default/api',
    );
    expect(text).toContain('"gitVersion": "v1.36.0"');
    expect(text).toContain('wget: server returned error: HTTP/1.1 403 Forbidden\n');
  });
});

describe('an init container that waits for a Service', () => {
  const waiting = (image: string): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'myapp-pod', namespace: 'default' },
    spec: {
      initContainers: [
        {
          name: 'init-myservice',
          image,
          command: ['sh', '-c', 'until nslookup myservice; do echo waiting for myservice; sleep 2; done;'],
        },
      ],
      containers: [{ name: 'app', image: 'busybox:1.28', command: ['sleep', '3600'] }],
    },
  });
  const myservice: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'myservice', namespace: 'default' },
    spec: { ports: [{ port: 80, targetPort: 9376 }] },
  };
  const phaseAfter = (image: string): string | undefined => {
    const lab = new Lab().apply(waiting(image));
    lab.run(30_000);
    expect(lab.pod('myapp-pod').status?.phase).toBe('Pending');
    lab.apply(myservice).run(30_000);
    return lab.pod('myapp-pod').status?.phase;
  };

  it('goes on once it exists', () => {
    expect(phaseAfter('busybox:1.28')).toBe('Running');
  });

  it('waits for ever with the nslookup of later releases, for which one search domain without the name is a failure', () => {
    expect(phaseAfter('busybox:1.36')).toBe('Pending');
  });
});

describe('a Pod', () => {
  it('sees its interfaces and how it leaves', () => {
    const { text } = says('ip addr show eth0; ip route; ping -c 1 172.18.0.2');
    expect(text).toContain('inet 10.244.1.2/24 brd 10.244.1.255 scope global eth0\n');
    expect(text).toContain('default via 10.244.1.1 dev eth0 \n');
    expect(text).toContain('1 packets transmitted, 1 packets received, 0% packet loss\n');
  });
});

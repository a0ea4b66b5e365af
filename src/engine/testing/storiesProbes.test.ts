import { describe, expect, it } from 'vitest';
import { makeNode } from './builders.ts';
import { Session } from './session.ts';

/** Pages of kubernetes.io as they are printed: what is typed, and what has to be seen. */
const begin = (manifest: string): Session =>
  new Session([makeNode('node-1'), makeNode('node-2')]).apply(manifest);

/** The Events of `kubectl describe pod`, without their ages. */
function events(s: Session, pod: string): string[] {
  const [, table = ''] = s.kubectl(`describe pod ${pod}`).split('Events:');
  return table
    .trim()
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .trim()
        .replace(/^(\S+ +\S+) .*? (?:default-scheduler|kubelet) +/, '$1: ')
        .replace(/ +/g, ' '),
    );
}

const line = (s: Session, pod: string): string[] =>
  s.kubectl(`get pod ${pod} --no-headers`).trim().split(/\s+/).slice(1, 4);

describe('Configure Liveness, Readiness and Startup Probes', () => {
  it('a liveness command', () => {
    const s = begin(`
apiVersion: v1
kind: Pod
metadata:
  labels:
    test: liveness
  name: liveness-exec
spec:
  containers:
  - name: liveness
    image: registry.k8s.io/busybox:1.27.2
    args:
    - /bin/sh
    - -c
    - touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600
    livenessProbe:
      exec:
        command:
        - cat
        - /tmp/healthy
      initialDelaySeconds: 5
      periodSeconds: 5
`);
    s.wait(25);
    expect(events(s, 'liveness-exec').some((text) => text.includes('Unhealthy'))).toBe(false);
    s.wait(17);
    expect(events(s, 'liveness-exec').slice(-2)).toEqual([
      "Warning Unhealthy: spec.containers{liveness}: Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory",
      'Normal Killing: spec.containers{liveness}: Container liveness failed liveness probe, will be restarted',
    ]);
    s.wait(35);
    expect(line(s, 'liveness-exec')).toEqual(['1/1', 'Running', '1']);
  });

  it('a liveness HTTP request', () => {
    const s = begin(`
apiVersion: v1
kind: Pod
metadata:
  labels:
    test: liveness
  name: liveness-http
spec:
  containers:
  - name: liveness
    image: registry.k8s.io/e2e-test-images/agnhost:2.40
    args:
    - liveness
    livenessProbe:
      httpGet:
        path: /healthz
        port: 8080
        httpHeaders:
        - name: Custom-Header
          value: Awesome
      initialDelaySeconds: 3
      periodSeconds: 3
`);
    s.wait(10);
    expect(events(s, 'liveness-http').at(-1)).toBe(
      'Normal Started: spec.containers{liveness}: Container started',
    );
    s.wait(15);
    expect(events(s, 'liveness-http')).toContain(
      'Warning Unhealthy: spec.containers{liveness}: Liveness probe failed: HTTP probe failed with statuscode: 500',
    );
    expect(line(s, 'liveness-http')).toEqual(['1/1', 'Running', '1']);
  });

  it('a TCP liveness probe', () => {
    const s = begin(`
apiVersion: v1
kind: Pod
metadata:
  name: goproxy
  labels:
    app: goproxy
spec:
  containers:
  - name: goproxy
    image: registry.k8s.io/goproxy:0.1
    ports:
    - containerPort: 8080
    readinessProbe:
      tcpSocket:
        port: 8080
      initialDelaySeconds: 15
      periodSeconds: 10
    livenessProbe:
      tcpSocket:
        port: 8080
      initialDelaySeconds: 15
      periodSeconds: 10
`);
    s.wait(12);
    expect(line(s, 'goproxy')).toEqual(['0/1', 'Running', '0']);
    s.wait(8);
    expect(line(s, 'goproxy')).toEqual(['1/1', 'Running', '0']);
    expect(events(s, 'goproxy').at(-1)).toMatch(/^Normal Started/);
  });

  it('a gRPC liveness probe', () => {
    const s = begin(`
apiVersion: v1
kind: Pod
metadata:
  name: etcd-with-grpc
spec:
  containers:
  - name: etcd
    image: registry.k8s.io/etcd:3.5.1-0
    command: [ "/usr/local/bin/etcd", "--data-dir",  "/var/lib/etcd", "--listen-client-urls", "http://0.0.0.0:2379", "--advertise-client-urls", "http://127.0.0.1:2379", "--log-level", "debug"]
    ports:
    - containerPort: 2379
    livenessProbe:
      grpc:
        port: 2379
      initialDelaySeconds: 10
`);
    s.wait(60);
    expect(events(s, 'etcd-with-grpc').at(-1)).toMatch(/^Normal Started/);
    expect(line(s, 'etcd-with-grpc')).toEqual(['1/1', 'Running', '0']);
  });

  it('a slow start behind a startup probe, with a named port', () => {
    const s = begin(`
apiVersion: v1
kind: Pod
metadata:
  name: slow
spec:
  containers:
  - name: slow
    image: registry.k8s.io/e2e-test-images/agnhost:2.40
    command: [sh, -c, sleep 45; exec /agnhost netexec]
    ports:
    - name: liveness-port
      containerPort: 8080
      hostPort: 8080
    livenessProbe:
      httpGet:
        path: /healthz
        port: liveness-port
      failureThreshold: 1
      periodSeconds: 10
    startupProbe:
      httpGet:
        path: /healthz
        port: liveness-port
      failureThreshold: 30
      periodSeconds: 10
`);
    s.wait(40);
    expect(line(s, 'slow')).toEqual(['0/1', 'Running', '0']);
    expect(events(s, 'slow').at(-1)).toMatch(
      /^Warning Unhealthy: spec.containers\{slow\}: Startup probe failed: Get "http:\/\/10\.244\.\d\.2:8080\/healthz": dial tcp 10\.244\.\d\.2:8080: connect: connection refused$/,
    );
    s.wait(30);
    expect(line(s, 'slow')).toEqual(['1/1', 'Running', '0']);
  });
});

describe('Attach Handlers to Container Lifecycle Events', () => {
  it('postStart writes, preStop lets nginx finish', () => {
    const s = begin(`
apiVersion: v1
kind: Pod
metadata:
  name: lifecycle-demo
spec:
  containers:
  - name: lifecycle-demo-container
    image: nginx
    lifecycle:
      postStart:
        exec:
          command: ["/bin/sh", "-c", "echo Hello from the postStart handler > /usr/share/message"]
      preStop:
        exec:
          command: ["/bin/sh","-c","nginx -s quit; while killall -0 nginx; do sleep 1; done"]
`);
    s.wait(10);
    expect(s.sh('lifecycle-demo', 'cat /usr/share/message')).toBe('Hello from the postStart handler\n');
    const startMs = s.lab.nowMs;
    expect(s.kubectl('delete pod lifecycle-demo')).toBe(
      'pod "lifecycle-demo" deleted from default namespace\n',
    );
    expect(s.lab.nowMs - startMs).toBeLessThan(5000);
  });
});

// Tasks of kubernetes.io's documentation, with the commands, manifests and outputs they print.
import { describe, expect, it } from 'vitest';
import { Session } from './session.ts';

describe('Updating Configuration via a ConfigMap', () => {
  it('a mounted ConfigMap reaches the Pods by itself, one in the environment needs a rollout', () => {
    const session = new Session();
    const deployment = (name: string, container: string, rest = '') => ({
      'd.yaml': `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, labels: { app.kubernetes.io/name: ${name} } }
spec:
  replicas: 3
  selector: { matchLabels: { app.kubernetes.io/name: ${name} } }
  template:
    metadata: { labels: { app.kubernetes.io/name: ${name} } }
    spec:
      containers:
        - name: alpine
          image: alpine:3
${container}
${rest}
`,
    });
    session.kubectl('create configmap sport --from-literal=sport=football');
    const mounted = `
          command:
            - /bin/sh
            - -c
            - while true; do echo "$(date) My preferred sport is $(cat /etc/config/sport)";
              sleep 10; done;
          volumeMounts:
            - { name: config-volume, mountPath: /etc/config }`;
    const volume = '      volumes: [{ name: config-volume, configMap: { name: sport } }]';
    session.kubectl('apply -f d.yaml', deployment('configmap-volume', mounted, volume));
    session.wait(15);
    const logs = (name: string) => session.kubectl(`logs deployments/${name} --tail=1`);
    expect(logs('configmap-volume')).toMatch(/UTC 2026 My preferred sport is football\n/);
    session.kubectl(`patch configmap sport -p '{"data":{"sport":"cricket"}}'`);
    session.wait(101);
    expect(logs('configmap-volume')).toMatch(/UTC 2026 My preferred sport is cricket\n/);

    session.kubectl('create configmap fruits --from-literal=fruits=apples');
    const inEnv = `
          env: [{ name: FRUITS, valueFrom: { configMapKeyRef: { key: fruits, name: fruits } } }]
          command:
            - /bin/sh
            - -c
            - while true; do echo "$(date) The basket is full of $FRUITS";
                sleep 10; done;`;
    session.kubectl('apply -f d.yaml', deployment('configmap-env-var', inEnv));
    session.wait(15);
    session.kubectl(`patch configmap fruits -p '{"data":{"fruits":"mangoes"}}'`);
    session.wait(101);
    expect(logs('configmap-env-var')).toMatch(/UTC 2026 The basket is full of apples\n/);
    session.kubectl('rollout restart deployment configmap-env-var');
    expect(session.kubectl('rollout status deployment configmap-env-var --watch=true')).toMatch(
      /deployment "configmap-env-var" successfully rolled out\n$/,
    );
    session.wait(40);
    expect(logs('configmap-env-var')).toMatch(/UTC 2026 The basket is full of mangoes\n/);
  });
});

describe('Configure a Pod to Use a PersistentVolume for Storage', () => {
  it('nginx serves a page of the node, and takes its configuration from a part of the volume', () => {
    const session = new Session();
    const onNode = (line: string): void => {
      session.lab.issue({ type: 'terminal', node: 'node-1', terminal: 't', text: `${line}\n` });
      session.wait(1);
    };
    onNode('mkdir /mnt/data');
    onNode(`sh -c "echo 'Hello from Kubernetes storage' > /mnt/data/index.html"`);
    session
      .apply(`
apiVersion: v1
kind: PersistentVolume
metadata: { name: task-pv-volume, labels: { type: local } }
spec:
  storageClassName: manual
  capacity: { storage: 10Gi }
  accessModes: [ReadWriteOnce]
  hostPath: { path: "/mnt/data" }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: task-pv-claim }
spec:
  storageClassName: manual
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 3Gi } }
`)
      .wait(3);
    expect(session.kubectl('get pv task-pv-volume --no-headers')).toMatch(
      /^task-pv-volume +10Gi +RWO +Retain +Bound +default\/task-pv-claim +manual/,
    );
    expect(session.kubectl('get pvc task-pv-claim --no-headers')).toMatch(
      /^task-pv-claim +Bound +task-pv-volume +10Gi +RWO +manual/,
    );
    const pod = (name: string, mounts: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  volumes: [{ name: config, persistentVolumeClaim: { claimName: task-pv-claim } }]
  containers: [{ name: web, image: nginx, volumeMounts: [${mounts}] }]
`;
    session.apply(pod('task-pv-pod', '{ name: config, mountPath: /usr/share/nginx/html }')).wait(25);
    expect(session.sh('task-pv-pod', 'curl -s http://localhost/')).toBe('Hello from Kubernetes storage\n');
    session.kubectl('delete pod task-pv-pod');
    onNode('mkdir /mnt/data/html; mv /mnt/data/index.html /mnt/data/html');
    onNode(
      `echo 'events {} http { server { listen 8080; location / { root /usr/share/nginx/html; } } }' > /mnt/data/nginx.conf`,
    );
    const html = '{ name: config, mountPath: /usr/share/nginx/html, subPath: html }';
    const conf = '{ name: config, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf }';
    session.apply(pod('test', `${html}, ${conf}`)).wait(25);
    expect(session.sh('test', 'curl -s http://localhost:8080/')).toBe('Hello from Kubernetes storage\n');
  });
});

describe('Distribute Credentials Securely Using Secrets', () => {
  it('shows them as files with the modes and under the paths that are asked for', () => {
    const session = new Session();
    session.kubectl(
      `create secret generic test-secret --from-literal='username=my-app' --from-literal='password=39528$vdg7Jb'`,
    );
    session
      .apply(`
apiVersion: v1
kind: Pod
metadata: { name: mypod }
spec:
  containers:
  - name: mypod
    image: redis
    volumeMounts: [{ name: foo, mountPath: /etc/foo }, { name: all, mountPath: /etc/secret-volume, readOnly: true }]
  volumes:
  - name: foo
    secret:
      secretName: test-secret
      defaultMode: 0o400
      items: [{ key: username, path: my-group/my-username }]
  - { name: all, secret: { secretName: test-secret } }
`)
      .wait(20);
    expect(session.sh('mypod', 'ls /etc/secret-volume; cat /etc/secret-volume/password')).toBe(
      'password\nusername\n39528$vdg7Jb',
    );
    expect(session.sh('mypod', 'ls -lL /etc/foo/my-group')).toMatch(
      /\n-r-------- 1 root root 6 .* my-username\n$/,
    );
    expect(session.sh('mypod', 'cat /etc/foo/my-group/my-username')).toBe('my-app');
  });
});

describe('Configure a Pod to Use a Projected Volume', () => {
  it('joins Secrets, ConfigMaps, fields of the Pod and a token, and follows their changes', () => {
    const session = new Session();
    session.kubectl('create secret generic user --from-file=./username.txt', { './username.txt': 'admin' });
    session.kubectl('create configmap place --from-literal=place=here');
    session
      .apply(`
apiVersion: v1
kind: Pod
metadata: { name: test-projected-volume, labels: { tier: front } }
spec:
  containers:
  - name: test-projected-volume
    image: busybox:1.28
    args: [sleep, "86400"]
    volumeMounts: [{ name: all-in-one, mountPath: "/projected-volume", readOnly: true }]
  volumes:
  - name: all-in-one
    projected:
      sources:
      - secret: { name: user }
      - configMap: { name: place }
      - downwardAPI: { items: [{ path: labels, fieldRef: { fieldPath: metadata.labels } }] }
      - serviceAccountToken: { path: token, expirationSeconds: 7200, audience: vault }
`)
      .wait(20);
    const sh = (line: string) => session.sh('test-projected-volume', line);
    expect(sh('ls /projected-volume/; cd /projected-volume; cat username.txt place labels')).toBe(
      'labels\nplace\ntoken\nusername.txt\nadminheretier="front"',
    );
    const issued = (): number =>
      Number(/"iat":(\d+)/.exec(sh('cut -d. -f2 /projected-volume/token | base64 -d'))?.[1]);
    const first = issued();
    session.kubectl('label pod test-projected-volume tier=back --overwrite');
    session.wait(1);
    expect(sh('cat /projected-volume/labels')).toBe('tier="back"');
    session.wait(5600);
    expect(issued()).toBe(first);
    // 80 % of two hours, and the time until the Pod is synced.
    session.wait(5760 + 91 - 5600);
    expect(issued() - first).toBeGreaterThanOrEqual(5760);
  });
});

describe('Expose Pod Information to Containers Through Files', () => {
  it('writes labels and resources of a container', () => {
    const session = new Session();
    session
      .apply(`
apiVersion: v1
kind: Pod
metadata:
  name: example
  labels: { zone: us-est-coast, cluster: test-cluster1, rack: rack-22 }
  annotations: { build: two, builder: john-doe }
spec:
  containers:
  - name: client-container
    image: registry.k8s.io/busybox:1.27.2
    command: [sleep, "86400"]
    resources: { requests: { memory: "32Mi", cpu: "125m" }, limits: { memory: "64Mi", cpu: "250m" } }
    volumeMounts: [{ name: podinfo, mountPath: /etc/podinfo }]
  volumes:
  - name: podinfo
    downwardAPI:
      items:
      - { path: labels, fieldRef: { fieldPath: metadata.labels } }
      - { path: build, fieldRef: { fieldPath: "metadata.annotations['build']" } }
      - { path: cpu_limit, resourceFieldRef: { containerName: client-container, resource: limits.cpu, divisor: 1m } }
      - { path: mem_request, resourceFieldRef: { containerName: client-container, resource: requests.memory, divisor: 1Mi } }
`)
      .wait(15);
    expect(session.sh('example', 'cat /etc/podinfo/labels')).toBe(
      'cluster="test-cluster1"\nrack="rack-22"\nzone="us-est-coast"',
    );
    expect(
      session.sh('example', 'cd /etc/podinfo; for f in build cpu_limit mem_request; do cat $f; echo; done'),
    ).toBe('two\n250\n32\n');
    session.kubectl('annotate pod example build=three --overwrite');
    session.wait(1);
    expect(session.sh('example', 'cat /etc/podinfo/build')).toBe('three');
  });
});

describe('what a Pod is made of and is not there', () => {
  const pod = (rest: string) => `
apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: [sleep, "86400"]
${rest}
`;
  const env = pod('    env: [{ name: K, valueFrom: { configMapKeyRef: { name: later, key: z } } }]');
  const volume = (source: string) =>
    pod(`    volumeMounts: [{ name: x, mountPath: /x }]\n  volumes: [{ name: x, ${source} }]`);

  it.each([
    [
      'a ConfigMap',
      volume('configMap: { name: later }'),
      'FailedMount: MountVolume.SetUp failed for volume "x" : configmap "later" not found',
    ],
    [
      'a Secret',
      volume('secret: { secretName: later }'),
      'FailedMount: MountVolume.SetUp failed for volume "x" : secret "later" not found',
    ],
    ['a ConfigMap in the environment', env, 'Failed: Error: configmap "later" not found'],
  ])('%s that comes later', (_, manifest, event) => {
    const session = new Session().apply(manifest).wait(12);
    expect(session.lab.events('p').join('\n')).toContain(event);
    expect(session.lab.pod('p').status?.phase).toBe('Pending');
    session.kubectl('create configmap later --from-literal=z=1');
    session.kubectl('create secret generic later --from-literal=z=1');
    session.wait(30);
    expect(session.lab.pod('p').status?.phase).toBe('Running');
  });

  it.each([
    [
      'of a ConfigMap',
      volume('configMap: { name: there, items: [{ key: z, path: z }] }'),
      'FailedMount: MountVolume.SetUp failed for volume "x" : references non-existent config key: z',
    ],
    [
      'of a Secret',
      volume('secret: { secretName: there, items: [{ key: z, path: z }] }'),
      'FailedMount: MountVolume.SetUp failed for volume "x" : references non-existent secret key: z',
    ],
    [
      'for the environment',
      env.replace('later', 'there'),
      "Failed: Error: couldn't find key z in ConfigMap default/there",
    ],
    [
      'for the name of a part',
      volume('emptyDir: {}').replace('/x }]', '/x, subPathExpr: $(NOBODY) }]'),
      'Failed: Error: missing value for "NOBODY"',
    ],
  ])('a key %s', (_, manifest, event) => {
    const session = new Session();
    session.kubectl('create configmap there --from-literal=a=1');
    session.kubectl('create secret generic there --from-literal=a=1');
    session.apply(manifest).wait(12);
    expect(session.lab.events('p').join('\n')).toContain(event);
    if (event.startsWith('Failed:')) {
      expect(session.kubectl('get pod p --no-headers')).toContain('CreateContainerConfigError');
      return;
    }
    session.kubectl(`patch configmap there -p '{"data":{"z":"1"}}'`);
    session.kubectl(`patch secret there -p '{"stringData":{"z":"1"}}'`);
    session.wait(30);
    expect(session.lab.pod('p').status?.phase).toBe('Running');
  });
});

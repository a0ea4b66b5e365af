import { describe, expect, it } from 'vitest';
import { Walk } from './walk.ts';

/** A Pod whose container sleeps; both contexts as YAML in one line. */
const pod = (own: string, container = '{}', image = 'busybox:1.28', volumes = '') => `
apiVersion: v1
kind: Pod
metadata: {name: demo}
spec:
  securityContext: ${own}
  volumes: [${volumes}]
  containers:
  - name: c
    image: ${image}
    command: [sh, -c, sleep 1h]
    securityContext: ${container}
    volumeMounts: [${[...volumes.matchAll(/name: (\w+)/g)].map(([, name]) => `{name: ${name}, mountPath: /data/${name}}`)}]
`;

const AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.45';

describe('Configure a Security Context for a Pod or Container', () => {
  it('gives processes and volumes their users and groups', () => {
    const context = '{runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000]}';
    const walk = new Walk().apply(
      pod(context, '{allowPrivilegeEscalation: false}', 'busybox:1.28', '{name: demo, emptyDir: {}}'),
    );
    const inside = (line: string) => walk.inside('demo', line);
    expect(inside('ps')).toContain('    1 1000      0:00 sleep 1h\n');
    expect(inside('ls -l /data')).toMatch(/drwxrwsrwx +2 root +2000 +4096 .* demo$/);
    expect(inside('cd /data/demo; echo hello > testfile; ls -l')).toMatch(
      /-rw-r--r-- +1 1000 +2000 +6 .* testfile$/,
    );
    expect(inside('id')).toBe('uid=1000 gid=3000 groups=2000,3000,4000');
    expect(inside('mkdir /data/demo/in; stat -c "%A %g" /data/demo/in')).toBe('drwxr-sr-x 2000');
    expect(inside('touch /root-only')).toContain('Permission denied');
  });

  it.each([
    ['Merge', '3000,4000,50000(group-defined-in-image)', [3000, 4000, 50000]],
    ['Strict', '3000,4000', [3000, 4000]],
  ])('takes groups from the image or not: %s', (policy, groups, supplementalGroups) => {
    const context = `{runAsUser: 1000, runAsGroup: 3000, supplementalGroups: [4000], supplementalGroupsPolicy: ${policy}}`;
    const walk = new Walk().apply(pod(context, '{}', AGNHOST));
    expect(walk.inside('demo', 'id')).toBe(`uid=1000(user-defined-in-image) gid=3000 groups=${groups}`);
    expect(walk.lab.pod('demo').status?.containerStatuses?.[0]?.user).toEqual({
      linux: { uid: 1000, gid: 3000, supplementalGroups },
    });
  });

  it.each([
    ['nothing', '{}', '00000000a80425fb'],
    ['two more', '{capabilities: {add: [NET_ADMIN, SYS_TIME]}}', '00000000aa0435fb'],
    ['none', '{capabilities: {drop: [ALL]}}', '0000000000000000'],
    ['one', '{capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}', '0000000000000400'],
    ['one with a prefix, which is none', '{capabilities: {add: [CAP_SYS_TIME]}}', '00000000a80425fb'],
    ['all', '{privileged: true}', '000001ffffffffff'],
  ])('capabilities: %s', (_, container, mask) => {
    const walk = new Walk().apply(pod('{}', container));
    const status = walk.inside('demo', 'cat /proc/1/status');
    for (const set of ['CapPrm', 'CapEff', 'CapBnd']) expect(status).toContain(`${set}:\t${mask}\n`);
  });

  it.each([
    ['CHOWN', 'touch /tmp/f; chown 5:5 /tmp/f', 'chown: /tmp/f: Operation not permitted'],
    ['DAC_OVERRIDE', 'chmod 0 /tmp; ls /tmp', "ls: can't open '/tmp': Permission denied"],
    ['FOWNER', 'chown 5 /tmp; chmod 700 /tmp', 'chmod: /tmp: Operation not permitted'],
    ['SYS_CHROOT', 'chroot / true', "chroot: can't change root directory to '/': Operation not permitted"],
    ['NET_RAW', 'ping -c 1 127.0.0.1', 'ping: permission denied (are you root?)'],
  ])('without %s root cannot do it, with it can', (capability, line, refusal) => {
    const dropped = new Walk().apply(pod('{}', `{capabilities: {drop: [${capability}]}}`));
    expect(dropped.inside('demo', line)).toContain(refusal);
    expect(new Walk().apply(pod('{}')).inside('demo', line)).not.toMatch(/denied|not permitted/i);
  });

  it.each([
    ['NET_ADMIN', 'ip link set lo down', 'Operation not permitted'],
    ['SYS_ADMIN', 'hostname other', 'hostname: sethostname: Operation not permitted'],
  ])('only with %s root can do it', (capability, line, refusal) => {
    expect(new Walk().apply(pod('{}')).inside('demo', line)).toContain(refusal);
    const added = new Walk().apply(pod('{}', `{capabilities: {add: [${capability}]}}`));
    expect(added.inside('demo', line)).not.toContain('not permitted');
  });

  it.each([
    [
      'an image of root',
      '{runAsNonRoot: true}',
      'busybox:1.28',
      'container has runAsNonRoot and image will run as root',
    ],
    [
      'a user by name',
      '{runAsNonRoot: true}',
      'haproxy',
      'container has runAsNonRoot and image has non-numeric user (haproxy), cannot verify user is non-root',
    ],
    [
      'user 0',
      '{runAsNonRoot: true, runAsUser: 0}',
      'busybox:1.28',
      "container's runAsUser breaks non-root policy",
    ],
  ])('runAsNonRoot: %s', (_, context, image, words) => {
    const walk = new Walk().apply(pod(context, '{}', image), 30);
    const { uid } = walk.lab.pod('demo').metadata;
    const waiting = walk.lab.pod('demo').status?.containerStatuses?.[0]?.state?.waiting;
    const message = `${words} (pod: "demo_default(${uid})", container: c)`;
    expect(waiting).toEqual({ reason: 'CreateContainerConfigError', message });
    expect(walk.lab.events('demo').join()).toContain(`Failed: Error: ${message}`);
  });

  it('lets a container only read its root', () => {
    const walk = new Walk().apply(
      pod('{}', '{readOnlyRootFilesystem: true}', 'busybox:1.28', '{name: v, emptyDir: {}}'),
    );
    expect(walk.inside('demo', 'touch /x')).toContain('touch: /x: Read-only file system');
    expect(walk.inside('demo', 'touch /data/v/x && ls /data/v')).toBe('x');
  });

  it.each([
    ['safe', 'net.ipv4.ip_unprivileged_port_start', 'Running', ''],
    ['unsafe', 'net.core.somaxconn', 'Failed', 'forbidden sysctl: "net.core.somaxconn" not allowlisted'],
  ])('makes only %s kernel settings', (_, name, phase, message) => {
    const walk = new Walk().apply(pod(`{runAsUser: 1000, sysctls: [{name: ${name}, value: "1024"}]}`));
    expect(walk.lab.pod('demo').status?.phase).toBe(phase);
    if (message === '') {
      expect(walk.inside('demo', 'cat /proc/sys/net/ipv4/ip_unprivileged_port_start')).toBe('1024');
      expect(walk.inside('demo', 'nc -l -p 80')).toContain('Permission denied');
    } else {
      expect(walk.lab.pod('demo').status).toMatchObject({
        reason: 'SysctlForbidden',
        message: `Pod was rejected: ${message}`,
      });
    }
  });

  it('gives the files of a Secret and a token to the group', () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: text}\n---\n';
    const volume = '{name: s, secret: {secretName: s, defaultMode: 256}}';
    const walk = new Walk().apply(
      secret + pod('{runAsUser: 1000, fsGroup: 2000}', '{}', 'busybox:1.28', volume),
    );
    expect(walk.inside('demo', 'cat /data/s/key; stat -Lc " %a %u %g" /data/s/key')).toBe('text 440 0 2000');
    const token = '/var/run/secrets/kubernetes.io/serviceaccount/token';
    expect(walk.inside('demo', `stat -Lc "%a %u %g" ${token}`)).toBe('640 1000 2000');
  });
});

describe('servers that want to become another user', () => {
  const server = (image: string, drop: string) => `
apiVersion: v1
kind: Pod
metadata: {name: demo}
spec:
  restartPolicy: Never
  containers:
  - name: c
    image: ${image}
    env: [{name: POSTGRES_PASSWORD, value: x}]
    securityContext: {capabilities: {drop: [${drop}]}}
`;

  it.each([
    [
      'nginx',
      'ALL',
      '[emerg] 1#1: chown("/var/cache/nginx/client_temp", 101) failed (1: Operation not permitted)',
    ],
    ['nginx', 'SETUID, SETGID', 'exited with fatal code 2 and cannot be respawned'],
    ['postgres:17', 'ALL', 'error: failed switching to "postgres": operation not permitted'],
    ['nginxinc/nginx-unprivileged', 'ALL', 'start worker process'],
  ])('%s without %s', (image, drop, words) => {
    const walk = new Walk().apply(server(image, drop), 60);
    expect(walk.kubectl('logs demo')).toContain(words);
  });

  it('are still root for who is executed beside them', () => {
    const walk = new Walk().apply(server('redis', 'NET_RAW'), 30);
    expect(walk.inside('demo', 'cat /proc/1/status')).toMatch(/^Uid:\t999\t/m);
    expect(walk.inside('demo', 'id -u')).toBe('0');
  });
});

import { describe, expect, it } from 'vitest';
import { Walk } from './walk.ts';

describe('Share Process Namespace between Containers in a Pod', () => {
  const walk = new Walk().apply(
    `
apiVersion: v1
kind: Pod
metadata: {name: nginx}
spec:
  shareProcessNamespace: true
  containers:
  - {name: nginx, image: nginx}
  - name: shell
    image: busybox:1.28
    command: [sleep, "3600"]
    securityContext: {capabilities: {add: [SYS_PTRACE]}}
  - {name: plain, image: busybox:1.28, command: [sleep, "3600"]}
`,
    30,
  );
  const shell = (line: string, container = 'shell') =>
    walk.kubectl(`exec nginx -c ${container} -- sh -c '${line}'`);

  it('shows pause as process 1, and the processes of its neighbours', () => {
    expect(shell('ps ax')).toMatch(
      /^PID +USER +TIME {2}COMMAND\n +1 65535 +0:00 \/pause\n +2 root +0:00 nginx: master process nginx -g daemon off;\n +3 101 +0:00 nginx: worker process\n/,
    );
  });

  it('leads through /proc into the file system of another container', () => {
    expect(shell('head -3 /proc/2/root/etc/nginx/nginx.conf')).toBe('\n\nuser  nginx;\n');
    expect(shell('readlink /proc/2/exe; ls /proc/2/cwd/etc/nginx')).toBe(
      '/usr/sbin/nginx\nconf.d\nmime.types\nmodules\nnginx.conf\n',
    );
  });

  it.each([
    [
      'of another user',
      'cat /proc/3/root/etc/hostname',
      "cat: can't open '/proc/3/root/etc/hostname': Permission denied",
    ],
    ['its environment', 'cat /proc/3/environ', "cat: can't open '/proc/3/environ': Permission denied"],
  ])('but not into a process %s without SYS_PTRACE', (_, line, refusal) => {
    expect(shell(line, 'plain')).toContain(refusal);
    expect(shell(line)).not.toContain('denied');
  });

  it('lets a container signal another', () => {
    shell('kill -HUP 2');
    walk.wait(2);
    expect(shell('ps ax')).not.toContain('\n    3 101 ');
    expect(shell('ps ax')).toMatch(/\n +\d+ 101 +0:00 nginx: worker process\n/);
  });
});

describe('Determine the Reason for Pod Failure', () => {
  const walk = new Walk().apply(
    `
apiVersion: v1
kind: Pod
metadata: {name: termination-demo}
spec:
  containers:
  - name: termination-demo-container
    image: debian
    command: ["/bin/sh"]
    args: ["-c", "sleep 10 && echo Sleep expired > /dev/termination-log"]
`,
    22,
  );

  it.each([
    ['{{range .status.containerStatuses}}{{.lastState.terminated.message}}{{end}}', 'Sleep expired\n'],
    [
      '{{range .status.containerStatuses}}{{printf "%s:\\n%s" .name .lastState.terminated.message}}{{end}}',
      'termination-demo-container:\nSleep expired\n',
    ],
    ['{{.status.nope}}', '<no value>'],
  ])('-o go-template=%s', (template, text) => {
    expect(walk.kubectl(`get pod termination-demo -o go-template='${template}'`)).toBe(text);
  });

  it.each([
    [
      '{{.status.phase}',
      "error: error parsing template {{.status.phase}, template: output:1: bad character U+007D '}'\n",
    ],
    [
      '{{.metadata.name.x}}',
      'error: error executing template "{{.metadata.name.x}}": template: output:1:11: executing "output" at ' +
        "<.metadata.name.x>: can't evaluate field x in type interface {}\n",
    ],
  ])('complains of %s as Go does', (template, error) => {
    expect(walk.kubectl(`get pod termination-demo -o go-template='${template}'`)).toContain(error);
  });
});

describe('Pull an Image from a Private Registry', () => {
  it('keeps who may pull in a Secret', () => {
    const walk = new Walk();
    const flags = '--docker-username=janedoe --docker-password=xxxxxxxxxxx --docker-email=jdoe@example.com';
    const made = walk.kubectl(
      `create secret docker-registry regcred --docker-server=https://index.docker.io/v1/ ${flags}`,
    );
    expect(made).toBe('secret/regcred created\n');
    const template = '{{index .data ".dockerconfigjson" | base64decode}}';
    expect(walk.kubectl(`get secret regcred -o go-template='${template}'`)).toBe(
      '{"auths":{"https://index.docker.io/v1/":{"username":"janedoe","password":"xxxxxxxxxxx",' +
        '"email":"jdoe@example.com","auth":"amFuZWRvZTp4eHh4eHh4eHh4eA=="}}}',
    );
    expect(walk.kubectl('get secret regcred --no-headers')).toMatch(
      /^regcred +kubernetes.io\/dockerconfigjson +1 /,
    );
  });
});

describe('Configure a Pod to use its full name as its hostname', () => {
  const pod = (name: string, subdomain: string) => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  subdomain: ${subdomain}
  setHostnameAsFQDN: true
  containers: [{name: c, image: "busybox:1.28", command: [sleep, "3600"]}]
`;

  it('tells its processes all of it', () => {
    const walk = new Walk().apply(pod('busybox-1', 'sub'));
    const full = 'busybox-1.sub.default.svc.cluster.local';
    expect(walk.inside('busybox-1', 'hostname; echo $HOSTNAME; tail -1 /etc/hosts')).toMatch(
      new RegExp(`^${full}\n${full}\n\\S+\t${full}\tbusybox-1$`),
    );
  });

  it('does not start where that is too long', () => {
    const walk = new Walk().apply(pod('a-name-of-some-length-in-a-domain', 'of-some-length-too'));
    expect(walk.lab.pod('a-name-of-some-length-in-a-domain').status?.phase).toBe('Pending');
    expect(walk.lab.events('a-name-of-some-length-in-a-domain').join()).toContain(
      'is too long (64 characters is the max, 78 characters requested)',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { makePod } from '../../testing/builders.ts';
import { Lab, sh } from '../../testing/lab.ts';

/** A cluster with one Pod whose two containers talk. */
function talking(): Lab {
  const pod = makePod('web', {
    containers: [
      { name: 'a', ...sh('echo one; echo two; echo three >&2; sleep 3600') },
      { name: 'b', ...sh('echo other; sleep 3600') },
    ],
  });
  return new Lab().apply(pod).run(60_000);
}

function run(lab: Lab, line: string) {
  lab.kubectl(line).run(500);
  const { stdout, stderr, exitCode, terminal } = lab.world.kubectl.outputs.at(-1) ?? {};
  return { stdout, stderr, exitCode, ...(terminal && { terminal }) };
}

const out = (stdout: string, stderr = '') => ({ stdout, stderr, exitCode: 0 });
const failed = (stderr: string, exitCode = 1) => ({ stdout: '', stderr, exitCode });
const DEFAULTED = 'Defaulted container "a" out of: a, b\n';

describe('kubectl logs', () => {
  const lab = talking();
  it.each([
    ['says which container it has chosen', 'logs web', out('one\ntwo\nthree\n', DEFAULTED)],
    ['of a container', 'logs web -c b', out('other\n')],
    ['of a container named without a flag', 'logs pod/web b', out('other\n')],
    ['of all containers', 'logs web --all-containers', out('one\ntwo\nthree\nother\n')],
    [
      'with a prefix',
      'logs web --all-containers --prefix --tail=1',
      out('[pod/web/a] three\n[pod/web/b] other\n'),
    ],
    ['its last lines', 'logs web -c a --tail 2', out('two\nthree\n')],
    ['of the last seconds only', 'logs web -c a --since=5s', out('')],
    ['since a time', 'logs web -c b --since-time=2026-01-01T00:00:00Z', out('other\n')],
    ['since a time of another zone', 'logs web -c b --since-time=2026-01-01T08:00:00+08:00', out('other\n')],
    ['since a later time', 'logs web -c b --since-time=2026-01-01T00:01:00.5Z', out('')],
    [
      'since no time',
      'logs web -c b --since-time=noon',
      failed('error: parsing time "noon" as "2006-01-02T15:04:05Z07:00": cannot parse "noon" as "2006"\n'),
    ],
    [
      'since two times',
      'logs web --since=5s --since-time=2026-01-01T00:00:00Z',
      failed('error: at most one of `sinceTime` or `sinceSeconds` may be specified\n'),
    ],
    ['so many bytes', 'logs web -c a --limit-bytes=6', out('one\ntw')],
    ['too few bytes', 'logs web --limit-bytes=-1', failed('error: --limit-bytes must be greater than 0\n')],
    ['of no such container', 'logs web -c c', failed('error: container c is not valid for pod web\n')],
    ['of no such Pod', 'logs none', failed('Error from server (NotFound): pods "none" not found\n')],
    [
      'of an instance that never was',
      'logs web -c a -p',
      failed('Error from server (BadRequest): previous terminated container "a" in pod "web" not found\n'),
    ],
    [
      'of nothing',
      'logs',
      failed(
        "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n" +
          'POD or TYPE/NAME is a required argument for the logs command\n' +
          "See 'kubectl logs -h' for help and examples\n",
      ),
    ],
  ])('%s', (_, line, expected) => {
    expect(run(lab, line)).toEqual(expected);
  });

  it('has times when they are asked for', () => {
    expect(run(lab, 'logs web -c b --timestamps').stdout).toMatch(/^2026-01-01T00:00:\d\d\.\d{9}Z other\n$/);
  });

  it('follows until Ctrl-C and costs nothing afterwards', () => {
    const pod = makePod('ticker', {
      containers: [{ name: 'c', ...sh('i=0; while true; do echo $i; i=$((i+1)); sleep 10; done') }],
    });
    const ticking = new Lab().apply(pod).run(25_000);
    ticking.kubectl('logs -f ticker').run(20_000);
    const [output] = ticking.world.kubectl.outputs.slice(-1);
    expect(output).toMatchObject({ stdout: '0\n1\n2\n3\n4\n', exitCode: null });
    ticking.issue({ type: 'interrupt', id: output?.id ?? 0 }).run(20_000);
    expect(ticking.world.kubectl.outputs.at(-1)).toMatchObject({ stdout: '0\n1\n2\n3\n4\n', exitCode: 130 });
    expect(ticking.host().runtime.followers).toEqual([]);
  });

  it('follows no further than so many bytes', () => {
    const pod = makePod('ticker', {
      containers: [{ name: 'c', ...sh('i=0; while true; do echo $i; i=$((i+1)); sleep 10; done') }],
    });
    const ticking = new Lab().apply(pod).run(25_000);
    ticking.kubectl('logs -f ticker --limit-bytes=7').run(30_000);
    expect(ticking.world.kubectl.outputs.at(-1)).toMatchObject({ stdout: '0\n1\n2\n3', exitCode: 0 });
    expect(ticking.host().runtime.followers).toEqual([]);
  });

  it('of a selector, and of every Pod of a workload', () => {
    const own = new Lab();
    own
      .kubectl('create deployment web --image=busybox:1.36 --replicas=2 -- sh -c "echo hi; sleep 3600"')
      .run(30_000);
    expect(run(own, 'logs -l app=web')).toEqual(out('hi\nhi\n'));
    const { stdout, stderr } = run(own, 'logs deploy/web --all-pods');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^(\[pod\/web-[0-9a-z]+-[0-9a-z]{5}\/busybox\] hi\n){2}$/);
    expect(run(own, 'logs -l app=none')).toEqual(out('', 'No resources found in default namespace.\n'));
  });

  it('ends with the container, and has the instance before with -p', () => {
    const pod = makePod('crash', {
      containers: [{ name: 'c', ...sh('echo born; sleep 20; echo dying; exit 3') }],
    });
    const crashing = new Lab().apply(pod).run(10_000);
    crashing.kubectl('logs -f crash').run(20_000);
    expect(crashing.world.kubectl.outputs.at(-1)).toMatchObject({ stdout: 'born\ndying\n', exitCode: 0 });
    expect(run(crashing, 'logs crash').stdout).toBe('born\n');
    expect(run(crashing, 'logs crash --previous').stdout).toBe('born\ndying\n');
  });

  it('says that a container waits', () => {
    const pod = makePod('waits', {
      initContainers: [{ name: 'first', ...sh('sleep 3600') }],
      containers: [{ name: 'c', ...sh('echo hi') }],
    });
    const waiting = new Lab().apply(pod).run(20_000);
    expect(run(waiting, 'logs waits')).toEqual(
      failed(
        'Defaulted container "c" out of: c, first (init)\n' +
          'Error from server (BadRequest): container "c" in pod "waits" is waiting to start: PodInitializing\n',
      ),
    );
  });

  it('finds the Pod of a Deployment', () => {
    const lab2 = new Lab();
    lab2
      .kubectl('create deployment web --image=busybox:1.36 --replicas=2 -- sh -c "echo hi; sleep 3600"')
      .run(30_000);
    const { stdout, stderr } = run(lab2, 'logs deployment/web');
    expect(stdout).toBe('hi\n');
    expect(stderr).toMatch(/^Found 2 pods, using pod\/web-[0-9a-z]+-[0-9a-z]{5}\n$/);
  });
});

describe('kubectl exec', () => {
  const lab = talking();
  it.each([
    ['runs a command', 'exec web -c b -- echo hello world', out('hello world\n')],
    ['says which container it has chosen', 'exec web -- echo hi', out('hi\n', DEFAULTED)],
    ['has both streams', "exec web -c a -- sh -c 'echo out; echo err >&2'", out('out\n', 'err\n')],
    [
      'ends with the code of the command',
      "exec web -c a -- sh -c 'exit 7'",
      failed('command terminated with exit code 7\n', 7),
    ],
    [
      'of what does not say which command',
      'exec web',
      failed('error: you must specify at least one command for the container\n'),
    ],
    [
      'in no such container',
      'exec web -c c -- ls',
      failed('Error from server (BadRequest): container c is not valid for pod web\n'),
    ],
    [
      'without two dashes',
      'exec web ls',
      failed(
        'error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n' +
          "See 'kubectl exec -h' for help and examples\n",
      ),
    ],
  ])('%s', (_, line, expected) => {
    expect(run(lab, line)).toEqual(expected);
  });

  it('says that there is no such program', () => {
    expect(run(lab, 'exec web -c a -- bash').stderr).toMatch(
      /^error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "bash": executable file not found in \$PATH: unknown\n$/,
    );
  });

  it('refuses a Pod that has ended', () => {
    const pod = makePod('done', {
      spec: { restartPolicy: 'Never' },
      containers: [{ name: 'c', ...sh('echo hi') }],
    });
    expect(run(new Lab().apply(pod).run(30_000), 'exec done -- ls')).toEqual(
      failed('error: cannot exec into a container in a completed pod; current phase is Succeeded\n'),
    );
  });

  it('gives a shell a terminal and ends with it', () => {
    lab.kubectl('exec -it web -c a -- sh').run(1000);
    const output = lab.world.kubectl.outputs.at(-1);
    expect(output).toMatchObject({ exitCode: null, terminal: { node: 'node-1' } });
    const { node = '', terminal = '' } = output?.terminal ?? {};
    const type = (text: string) => lab.issue({ type: 'terminal', node, terminal, text }).run(1000);
    type('echo $((6*7)) > /tmp/answer; hostname\n');
    type('cat /tmp/answer\n');
    const shown = lab.host().machine.terminals;
    expect(JSON.stringify(shown)).toContain('web\\n/ # 42\\n');
    type('exit 4\n');
    expect(lab.world.kubectl.outputs.at(-1)).toMatchObject({
      stderr: 'command terminated with exit code 4\n',
      exitCode: 4,
    });
  });
});

describe('kubectl attach', () => {
  it('joins a shell that waits, until it ends', () => {
    const pod = makePod('shell', {
      spec: { restartPolicy: 'Never' },
      containers: [{ name: 'c', image: 'busybox:1.36', stdin: true, tty: true }],
    });
    const lab = new Lab().apply(pod).run(20_000);
    lab.kubectl('attach -it shell').run(1000);
    const output = lab.world.kubectl.outputs.at(-1);
    expect(output).toMatchObject({ exitCode: null, terminal: { node: 'node-1' } });
    const { node = '', terminal = '' } = output?.terminal ?? {};
    lab.issue({ type: 'terminal', node, terminal, text: 'exit\n' }).run(5000);
    expect(lab.world.kubectl.outputs.at(-1)).toMatchObject({
      stdout: "Session ended, resume using 'kubectl attach shell -c c -n default -i -t' command\n",
      exitCode: 0,
    });
  });
});

describe('kubectl port-forward and curl', () => {
  const lab = new Lab().apply(makePod('web', { spec: { nodeName: 'node-1' } })).run(20_000);
  const line = (text: string) => {
    lab.kubectl(text).run(1000);
    return lab.world.kubectl.outputs.at(-1);
  };

  it('has nobody listen before', () => {
    expect(line('curl http://localhost:8080/')).toMatchObject({
      line: 'curl http://localhost:8080/',
      stderr: 'curl: (7) Failed to connect to localhost port 8080 after 0 ms: Could not connect to server\n',
      exitCode: 7,
    });
  });

  it('takes a port of the own machine into the Pod until Ctrl-C', () => {
    const forward = line('port-forward pod/web 8080:80 9000:81');
    const listens =
      'Forwarding from 127.0.0.1:8080 -> 80\nForwarding from [::1]:8080 -> 80\n' +
      'Forwarding from 127.0.0.1:9000 -> 81\nForwarding from [::1]:9000 -> 81\n';
    expect(forward).toMatchObject({ stdout: listens, exitCode: null });
    const page = line('curl -i http://localhost:8080/');
    expect(page).toMatchObject({ stderr: '', exitCode: 0 });
    expect(page?.stdout).toMatch(/^HTTP\/1\.1 200 OK\nServer: nginx/);
    expect(page?.stdout).toContain('<h1>Welcome to nginx!</h1>');
    expect(line('port-forward web 8080:80')).toMatchObject({
      stderr: expect.stringMatching(
        /^Unable to listen on port 8080: .*\nerror: unable to listen on any of the requested ports: \[\{8080 80\}\]\n$/,
      ),
      exitCode: 1,
    });
    expect(line('curl localhost:9000')).toMatchObject({
      stderr: 'curl: (52) Empty reply from server\n',
      exitCode: 52,
    });
    const id = forward?.id ?? 0;
    const printed = () => lab.world.kubectl.outputs.find((output) => output.id === id);
    // A connection that fails is the last one.
    expect(printed()).toMatchObject({
      stdout: `${listens}Handling connection for 8080\nHandling connection for 9000\n`,
      stderr: expect.stringMatching(
        /^E0101 \d\d:\d\d:\d\d\.\d{6} +\d+ portforward\.go:\d+\] "Unhandled Error" err="an error occurred forwarding 9000 -> 81: error forwarding port 81 to pod [0-9a-f]{64}, uid : failed to execute portforward in network namespace .*: failed to connect to localhost:81 inside namespace .*, IPv4: dial tcp4 127\.0\.0\.1:81: connect: connection refused .*"\nerror: lost connection to pod\n$/,
      ),
      exitCode: 1,
    });
    const again = line('port-forward pod/web :80');
    expect(again?.stdout).toContain('Forwarding from 127.0.0.1:40001 -> 80\n');
    expect(line('curl -s localhost:40001')?.stdout).toContain('<h1>Welcome to nginx!</h1>');
    lab.issue({ type: 'interrupt', id: again?.id ?? 0 }).run(100);
    expect(lab.world.kubectl.outputs.find((output) => output.id === again?.id)?.exitCode).toBe(0);
    expect(line('curl -s localhost:8080')).toMatchObject({ stderr: '', exitCode: 7 });
  });

  it('reaches what listens on localhost only', () => {
    const pod = makePod('local', {
      containers: [
        {
          name: 'c',
          image: 'python:3.12',
          command: ['python', '-m', 'http.server', '--bind', '127.0.0.1', '8000'],
        },
      ],
    });
    lab.apply(pod).run(30_000);
    const forward = line('port-forward local 8000');
    expect(line('curl -s localhost:8000')?.stdout).toContain('Directory listing');
    lab.issue({ type: 'interrupt', id: forward?.id ?? 0 }).run(100);
  });

  it.each([
    ['service/web 8080:80', 'Forwarding from 127.0.0.1:8080 -> 80'],
    ['svc/web :http', 'Forwarding from 127.0.0.1:40001 -> 80'],
    ['svc/web http', 'Forwarding from 127.0.0.1:8081 -> 80'],
    ['deploy/web 8080:http', 'Forwarding from 127.0.0.1:8080 -> 80'],
    ['deployment/web http', 'Forwarding from 127.0.0.1:80 -> 80'],
  ])('goes through a workload or a Service to one of its Pods: %s', (what, says) => {
    const own = new Lab();
    own.issue({
      type: 'kubectl',
      line: 'apply -f -',
      stdin: `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: nginx, ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: http, port: 8081, targetPort: http}, {name: plain, port: 80}]
`,
    });
    own.run(30_000);
    own.kubectl(`port-forward ${what}`).run(1000);
    const { stdout, stderr } = own.world.kubectl.outputs.at(-1) ?? {};
    expect({ stdout: stdout?.split('\n')[0], stderr }).toEqual({ stdout: says, stderr: '' });
    const port = /:(\d+) ->/.exec(says)?.[1];
    own.kubectl(`curl -s localhost:${port}`).run(1000);
    expect(own.world.kubectl.outputs.at(-1)?.stdout).toContain('<h1>Welcome to nginx!</h1>');
  });

  it.each([
    ['svc/web 8080:81', 'error: Service web does not have a service port 81\n'],
    ['svc/web 8080:x', "error: Service 'web' does not have a named port 'x'\n"],
    ['pod/web 8080:x', "error: Pod 'web' does not have a named port 'x'\n"],
    ['pod/web a:80', "error: invalid port format 'a:80'\n"],
    ['node/node-1 80', 'error: cannot attach to *v1.Node: selector for *v1.Node not implemented\n'],
  ])('says why it cannot: %s', (what, stderr) => {
    if (lab.object('services', 'default/web') === undefined) line('create service clusterip web --tcp=80:80');
    line('label pod web app=web --overwrite');
    expect(line(`port-forward ${what}`)).toMatchObject({ stderr, exitCode: 1 });
  });

  it('reaches a NodePort from outside, and no address of the inside', () => {
    line('label pod web app=web');
    line('delete service web');
    line('create service nodeport web --tcp=80:80 --node-port=30080');
    lab.run(5000);
    expect(line('curl http://node-1:30080')?.stdout).toContain('<h1>Welcome to nginx!</h1>');
    expect(line('curl -I 172.18.0.2:30080')?.stdout).toMatch(/^HTTP\/1\.1 200 OK\n/);
    expect(line('curl http://node-1:30081')).toMatchObject({ exitCode: 7 });
    expect(line('curl http://10.96.0.10')).toMatchObject({ exitCode: 7 });
    expect(line('curl http://web.default.svc')).toMatchObject({
      stderr: 'curl: (6) Could not resolve host: web.default.svc\n',
      exitCode: 6,
    });
  });
});

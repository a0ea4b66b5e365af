import { describe, expect, it } from 'vitest';
import { manifests } from '../../ui/examples/texts.ts';
import { objectsOf } from './fidelity/story.ts';
import { Lab } from './lab.ts';

/** The manifests that readers open, run as they stand. */
function started(id: string, seconds = 40): Lab {
  const lab = new Lab();
  lab.run(-lab.nowMs).apply(...objectsOf(manifests[id] ?? ''));
  return lab.run(seconds * 1000);
}

function kubectl(lab: Lab, line: string) {
  lab.kubectl(line).run(2000);
  const { stdout = '', stderr = '', exitCode } = lab.world.kubectl.outputs.at(-1) ?? {};
  return { stdout, stderr, exitCode };
}

/** What a command in a container prints. */
const inside = (lab: Lab, pod: string, container: string, command: string): string => {
  const { stdout, stderr } = kubectl(lab, `exec ${pod} -c ${container} -- ${command}`);
  return stdout + stderr;
};

const ready = (lab: Lab, pod: string): string | undefined =>
  kubectl(lab, `get pod ${pod} --no-headers`).stdout.split(/\s+/)[1];

/** Typed at the node's own shell. */
function onNode(lab: Lab, line: string): string {
  const before = lab.host().machine.terminals;
  const shown = () => JSON.stringify(lab.host().machine.terminals);
  expect(before).toBeDefined();
  lab.issue({ type: 'terminal', node: 'node-1', terminal: 't', text: `${line}\n` }).run(3000);
  return shown();
}

describe('two containers and a volume', () => {
  it('nginx serves what debian wrote', () => {
    const lab = started('two-containers');
    expect(inside(lab, 'two-containers', 'nginx-container', 'curl -s localhost')).toBe(
      'Hello from the debian container\n',
    );
    expect(ready(lab, 'two-containers')).toBe('1/2');
  });
});

describe('ghost behind nginx', () => {
  it('is ready and answers on the port of the node', () => {
    const lab = started('ghost', 90);
    expect(ready(lab, 'ghost')).toBe('2/2');
    expect(inside(lab, 'ghost', 'nginx', 'curl -s localhost')).toContain('Ghost');
    expect(onNode(lab, 'curl -s -o /dev/null -w "%{http_code}\\n" http://127.0.0.1:8888/')).toContain('200');
  });
});

describe('init containers that wait for Services', () => {
  it('go on when both are there', () => {
    const lab = started('init-containers', 30);
    expect(kubectl(lab, 'get pod myapp-pod --no-headers').stdout).toMatch(/0\/1\s+Init:0\/2/);
    expect(kubectl(lab, 'logs myapp-pod -c init-myservice').stdout).toContain('waiting for myservice\n');
    lab.apply(...objectsOf(manifests['init-services'] ?? '')).run(20_000);
    expect(kubectl(lab, 'get pod myapp-pod --no-headers').stdout).toMatch(/1\/1\s+Running/);
    expect(kubectl(lab, 'logs myapp-pod').stdout).toBe('The app is running!\n');
  });
});

describe('a container that brings the WAR', () => {
  it('has Tomcat deploy it', () => {
    const lab = started('war-init', 60);
    expect(kubectl(lab, 'get pod javaweb --no-headers').stdout).toMatch(/1\/1\s+Running/);
    expect(inside(lab, 'javaweb', 'tomcat', 'ls /usr/local/tomcat/webapps')).toContain('sample.war');
    const page = onNode(lab, 'curl -s -w "%{http_code}\\n" http://127.0.0.1:8001/sample/');
    expect(page).toMatch(/Sample|Hello/);
    expect(page).toContain('200');
  });
});

describe('a log collector', () => {
  it('reads what the app writes', () => {
    const lab = started('log-sidecar', 30);
    const lines = kubectl(lab, 'logs log-sidecar -c log-collector').stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(lines.at(-1)).toMatch(/^Thu Jan {2}1 00:00:\d\d UTC 2026$/);
  });
});

describe('an ambassador', () => {
  it('takes what is meant for localhost to the Service', () => {
    const lab = started('ambassador', 60);
    expect(kubectl(lab, 'logs ambassador -c app --tail=1').stdout).toMatch(/^\d+\n$/);
    expect(inside(lab, 'far-redis', 'redis', 'redis-cli get visits')).toMatch(/^"?[1-9]\d*"?\n$/);
  });
});

describe('an adapter', () => {
  it('makes metrics of a status page', () => {
    const lab = started('adapter', 40);
    expect(inside(lab, 'adapter', 'nginx', 'curl -s localhost:9113/metrics')).toContain('nginx_up 1\n');
  });
});

describe('a debug container', () => {
  it('joins the processes of its target and is there once', () => {
    const lab = started('two-containers', 30);
    const target = 'two-containers --image=busybox:1.36 --target=nginx-container -c debugger';
    lab.kubectl(`debug -it ${target} -- sh`).run(5000);
    const output = lab.world.kubectl.outputs.at(-1);
    expect(output).toMatchObject({ exitCode: null, terminal: { node: 'node-1' } });
    const { node = '', terminal = '' } = output?.terminal ?? {};
    const type = (text: string) => lab.issue({ type: 'terminal', node, terminal, text }).run(1000);
    type('ps\n');
    type('wget -qO- localhost\n');
    const shown = JSON.stringify(lab.host().machine.terminals);
    expect(shown).toMatch(/ 1 root .*nginx: master process/);
    expect(shown).toContain('Hello from the debian container');
    type('exit\n');
    expect(lab.world.kubectl.outputs.at(-1)).toMatchObject({
      exitCode: 0,
      stdout:
        'Targeting container "nginx-container". If you don\'t see processes from this container it may be because ' +
        "the container runtime doesn't support this feature.\n" +
        'Session ended, the ephemeral container will not be restarted but may be reattached using ' +
        "'kubectl attach two-containers -c debugger -n default -i -t' if it is still running\n",
    });
    const [status] = lab.pod('two-containers').status?.ephemeralContainerStatuses ?? [];
    expect(status).toMatchObject({
      name: 'debugger',
      state: { terminated: { exitCode: 0 } },
      restartCount: 0,
    });
    expect(lab.events('two-containers')).toContain('Started: Container started');
    expect(ready(lab, 'two-containers')).toBe('1/2');
    const again = 'debug two-containers --image=alpine -c debugger';
    expect(kubectl(lab, again).stderr).toContain(
      'existing ephemeral containers "debugger" may not be changed',
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/index.ts';
import { makePod } from '../../testing/builders.ts';
import { Lab, sh } from '../../testing/lab.ts';

function lab(): Lab {
  const web = makePod('web', {
    labels: { app: 'web' },
    containers: [
      { name: 'c', image: 'nginx', readinessProbe: { httpGet: { path: '/', port: 80 } } },
      { name: 'side', ...sh('sleep 36000') },
    ],
  });
  return new Lab().apply(web).run(30_000);
}

function run(on: Lab, line: string, stdin?: string) {
  on.issue({ type: 'kubectl', line, ...(stdin !== undefined && { stdin }) }).run(20_000);
  const { stdout, stderr, exitCode } = on.world.kubectl.outputs.at(-1) ?? {};
  return { stdout, stderr, exitCode };
}

describe('kubectl debug of a node', () => {
  const on = lab();

  it('makes a Pod in its namespaces, with its files at /host', () => {
    const { stdout, stderr, exitCode } = run(
      on,
      'debug node/node-1 -i --image=busybox',
      'hostname\nls /host\nchroot /host hostname\nps | head -n 3\nexit\n',
    );
    expect(exitCode).toBe(0);
    expect(stderr).toContain("If you don't see a command prompt, try pressing enter.\n");
    expect(stdout).toMatch(
      /^Creating debugging pod node-debugger-node-1-[a-z0-9]{5} with container debugger on node node-1\.\nnode-1\n/,
    );
    expect(stdout).toMatch(/\netc\n/);
    const name = /pod (\S+) with/.exec(stdout ?? '')?.[1] ?? '';
    expect(on.pod(name)).toMatchObject({
      metadata: { labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
      spec: {
        nodeName: 'node-1',
        hostNetwork: true,
        hostPID: true,
        hostIPC: true,
        restartPolicy: 'Never',
        tolerations: expect.arrayContaining([{ operator: 'Exists' }]),
      },
    });
  });

  it('does not wait without -i', () => {
    expect(run(on, 'debug node/node-1 --image=busybox -c look -- sleep 5')).toEqual({
      stdout: expect.stringMatching(/ with container look on node node-1\.\n$/),
      stderr: '',
      exitCode: 0,
    });
  });
});

describe('kubectl debug --copy-to', () => {
  it('makes a copy with a container that sees the others', () => {
    const on = lab();
    const said = run(on, 'debug web -i --image=busybox --copy-to=web-debug -c look --quiet', 'ps\nexit\n');
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toMatch(/ \/pause\n/);
    expect(said.stdout).toMatch(/nginx: master process/);
    const copy = on.pod('web-debug');
    expect(copy.metadata.labels).toBeUndefined();
    expect(copy.spec.shareProcessNamespace).toBe(true);
    expect(copy.spec.containers.map(({ name }) => name)).toEqual(['c', 'side', 'look']);
    expect(copy.spec.containers[0]?.readinessProbe).toBeUndefined();
    expect(copy.spec.containers[2]?.securityContext?.capabilities?.add).toEqual(['SYS_PTRACE']);
    expect(on.pod('web').spec.shareProcessNamespace).toBeUndefined();
  });

  it.each([
    [
      'other images',
      '--set-image=*=busybox:1.36,c=httpd',
      (pod: Pod) => pod.spec.containers.map(({ image }) => image),
      ['httpd', 'busybox:1.36'],
    ],
    [
      'another command',
      '--container=side -- sleep 7',
      (pod: Pod) => pod.spec.containers[1]?.command,
      ['sleep', '7'],
    ],
    [
      'no shared processes',
      '--image=busybox --share-processes=false',
      (pod: Pod) => pod.spec.shareProcessNamespace,
      false,
    ],
    ['its labels', '--image=busybox --keep-labels', (pod: Pod) => pod.metadata.labels, { app: 'web' }],
    [
      'its probes',
      '--image=busybox --keep-readiness',
      (pod: Pod) => pod.spec.containers[0]?.readinessProbe?.httpGet?.port,
      80,
    ],
    ['the same node', '--image=busybox --same-node', (pod: Pod) => pod.spec.nodeName, 'node-1'],
  ])('has %s', (_, flags, look, expected) => {
    const on = lab();
    expect(run(on, `debug web --copy-to=copy ${flags}`)).toMatchObject({ stderr: '', exitCode: 0 });
    expect(look(on.pod('copy'))).toEqual(expected);
  });

  it('takes the place of the Pod with --replace', () => {
    const on = lab();
    run(on, 'debug web --copy-to=copy --image=busybox --replace');
    expect(on.object('pods', 'default/web')).toBeUndefined();
    expect(on.pod('copy').status?.phase).toBe('Running');
  });

  const on = lab();
  it.each([
    ['web', 'you must specify --image when not using --copy-to.'],
    ['web --copy-to=x', 'you must specify --image, --set-image or command arguments.'],
    ['web --copy-to=x -- sh', 'you must specify an existing container or a new image when specifying args.'],
    [
      'web --copy-to=x --set-image=c',
      'invalid argument "c" for "--set-image" flag: c must be formatted as key=value',
    ],
    ['web --set-image=c=httpd', '--set-image may only be used with --copy-to.'],
    [
      'web --image=busybox --copy-to=x --target=c',
      '--target is incompatible with --copy-to. Use --share-processes instead.',
    ],
    ['namespace/default --image=busybox', '"/v1, Kind=Namespace" not supported by debug'],
  ])('%s', (args, error) => {
    expect(run(on, `debug ${args}`)).toEqual({ stdout: '', stderr: `error: ${error}\n`, exitCode: 1 });
  });
});

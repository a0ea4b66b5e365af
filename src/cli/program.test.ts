import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { ENGINE_VERSION } from '../timeline/index.ts';
import { runCli } from './program.ts';
import type { RunResult } from './result.ts';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: nginx
    image: nginx:1.27
`;

const CLUSTER = `apiVersion: v1
kind: Node
metadata: {name: only}
status: {capacity: {cpu: 2, memory: 4Gi, pods: 10}}
`;

const SCENARIO = `apiVersion: podscope.dev/v1alpha1
kind: Scenario
spec:
  until: 2m
  steps:
  - at: 0s
    kubectl: taint nodes --all gpu=yes:NoSchedule
  - at: 10s
    apply:
    - apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        containers: [{name: app, image: nginx}]
  - at: 1m
    kubectl: taint nodes --all gpu-
`;

const LAB = `apiVersion: podscope.dev/v1alpha1
kind: Scenario
spec:
  until: 30s
  steps:
  - kubectl: get pods -w
  - kubectl: create configmap one --from-file=nginx.conf -o yaml
  - kubectl: create configmap two --from-file=conf -o jsonpath={.data}
  - kubectl: create configmap three --from-file=own -o jsonpath={.data}
    files: {own: mine}
  - kubectl: create configmap four --from-file=missing
  - kubectl: run strange --image=acme/strange:1
  - at: 20s
    kubectl: explain pod.spec.nodeName
`;

const REACH = `apiVersion: podscope.dev/v1alpha1
kind: Scenario
spec:
  until: 90s
  steps:
  - kubectl: run web --image=nginx
  - at: 30s
    kubectl: cp nginx.conf web:/tmp/
  - at: 31s
    kubectl: exec -i web -- sh
    stdin: "cat /tmp/nginx.conf; hostname > /tmp/who"
  - at: 32s
    kubectl: cp web:/tmp/who who.txt
  - at: 33s
    kubectl: run -it --rm --restart=Never once --image=busybox -- sh -c "sleep 2; tty"
  - at: 80s
    kubectl: top pod
`;

const FILES: Readonly<Record<string, string>> = {
  'pod.yaml': POD,
  'cluster.yaml': CLUSTER,
  'scenario.yaml': SCENARIO,
  'bad.yaml': POD.replace('name: nginx', 'name: Nginx_1'),
  'typo.yaml': POD.replace('image:', 'imgae:'),
  'torn.yaml': 'apiVersion: v1\nkind: Pod\n  metadata: {}\n',
  'empty.yaml': '# nothing yet\n',
  'strange.yaml': 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\n',
  'lab/scenario.yaml': LAB,
  'lab/nginx.conf': 'events {}\n',
  'lab/reach.yaml': REACH,
  'lab/conf/a': '1',
  'lab/conf/b': '2',
  'stray.yaml': LAB.replace('  - kubectl: get pods -w', '  - files: {a: b}'),
  'two.yaml': `${SCENARIO}---\n${POD}`,
  '-': POD,
};

function podscope(...argv: string[]) {
  let out = '';
  let error = '';
  const code = runCli(argv, {
    read: (path) => {
      const text = FILES[path];
      if (text === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
      return text;
    },
    list: (folder) => {
      const inside = Object.keys(FILES).filter((path) => path.startsWith(`${folder}/`));
      return inside.map((path) => path.slice(folder.length + 1)).filter((name) => !name.includes('/'));
    },
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

describe('podscope run', () => {
  const { code, out, error } = podscope('run', 'pod.yaml', '-o', 'json', '--seed', '5');
  const result = JSON.parse(out) as RunResult;

  it('prints one JSON document and nothing else', () => {
    expect(code).toBe(0);
    expect(error).toBe('');
    expect(result.podscope).toEqual({
      formatVersion: 1,
      engineVersion: ENGINE_VERSION,
      kubernetes: 'v1.36.0',
      seed: 5,
    });
    expect(result.settled).toBe(true);
    expect(result.timeMs).toBe(result.trace.at(-1)?.timeMs);
  });

  it('has all objects with their status, and the Events apart', () => {
    const pod = result.objects.find(({ kind }) => kind === 'Pod');
    expect(pod).toMatchObject({ metadata: { name: 'web' }, status: { phase: 'Running' } });
    expect(result.objects.filter(({ kind }) => kind === 'Node')).toHaveLength(4);
    expect(result.objects.some(({ kind }) => kind === 'Event')).toBe(false);
    const reasons = result.events
      .filter(({ metadata }) => metadata.namespace === 'default' && metadata.name?.startsWith('web.'))
      .map((event) => (event as unknown as { reason: string }).reason);
    expect(reasons).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']);
  });

  it('has the trace in order, each message with its cause', () => {
    expect(result.trace.map(({ seq }) => seq)).toEqual(result.trace.map((_, index) => index + 1));
    for (const { cause, seq } of result.trace) if (cause !== null) expect(cause).toBeLessThan(seq);
    expect(result.trace[0]).toMatchObject({ from: 'user', to: 'kubectl', verb: 'run', cause: null });
  });

  it('has the flow of each Pod in three readings', () => {
    expect(result.flows.map(({ pod, reading }) => [pod, reading])).toEqual([
      ['default/web', 'classic'],
      ['default/web', 'parallel'],
      ['default/web', 'today'],
    ]);
    const classic = result.flows[0]?.steps ?? [];
    expect(classic.map(({ step }) => step)).toEqual(Array.from({ length: 19 }, (_, index) => `${index + 1}`));
    expect(classic[4]).toMatchObject({ state: 'skipped', reason: 'noClaim', timeMs: null });
    expect(classic[9]).toMatchObject({ state: 'done', reason: null });
    for (const { steps } of result.flows) {
      for (const { state } of steps) expect(['done', 'running', 'waiting', 'skipped']).toContain(state);
    }
  });

  it('has every number of the scheduling decision', () => {
    const [attempt] = result.scheduling;
    expect(attempt).toMatchObject({ pod: 'default/web', attempt: 1 });
    const byName = new Map(attempt?.nodes.map((node) => [node.name, node]));
    const ruledOut = byName.get('control-plane');
    expect(ruledOut?.filters.TaintToleration).toContain('untolerated taint');
    expect(ruledOut?.filters.NodeUnschedulable).toBeNull();
    expect(ruledOut).toMatchObject({ scores: {}, total: null });
    const chosen = byName.get(attempt?.selected ?? '');
    expect(Object.values(chosen?.filters ?? {}).every((reason) => reason === null)).toBe(true);
    const sum = Object.values(chosen?.scores ?? {}).reduce((total, { weighted }) => total + weighted, 0);
    expect(chosen?.total).toBe(sum);
  });

  it('is the same for the same seed, whatever the format', () => {
    expect(podscope('run', 'pod.yaml', '-o', 'json', '--seed', '5').out).toBe(out);
    expect(parseYaml(podscope('run', '-', '-o', 'yaml', '--seed', '5').out)).toEqual(result);
    expect(podscope('run', 'pod.yaml', '-o', 'json', '--seed', '6').out).not.toBe(out);
  });

  it('tells the story in text', () => {
    const { out: text } = podscope('run', 'pod.yaml');
    expect(text).toContain('Pod default/web: Running on node-');
    expect(text).toMatch(/0\.0\d\ds {2}10 scheduler: choose a node/);
    expect(text).toContain('ruled out by TaintToleration');
    const reasons = [...text.matchAll(/event Normal (\w+)/g)].map(([, reason]) => reason);
    expect(reasons).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']);
  });

  it('runs exactly as long as it is told', () => {
    const long = JSON.parse(podscope('run', 'pod.yaml', '-u', '40s', '-o', 'json').out) as RunResult;
    expect(long.timeMs).toBe(40_000);
    expect(long.trace.at(-1)?.timeMs).toBeGreaterThan(30_000);
    const short = JSON.parse(podscope('run', 'pod.yaml', '-u', '10ms', '-o', 'json').out) as RunResult;
    expect(short.timeMs).toBe(10);
    expect(short.objects.some(({ kind }) => kind === 'Pod')).toBe(false);
  });

  it('takes the cluster from a file', () => {
    const { out: json } = podscope('run', 'pod.yaml', '--cluster', 'cluster.yaml', '-o', 'json');
    const nodes = (JSON.parse(json) as RunResult).objects.filter(({ kind }) => kind === 'Node');
    expect(nodes.map(({ metadata }) => metadata.name)).toEqual(['only']);
  });

  it('plays a Scenario', () => {
    const { out: json } = podscope('run', 'scenario.yaml', '-o', 'json');
    const played = JSON.parse(json) as RunResult;
    expect(played.timeMs).toBe(120_000);
    expect(played.scheduling[0]).toMatchObject({ selected: null });
    expect(played.scheduling[0]?.message).toMatch(
      /^0\/4 nodes are available: 4 node\(s\) had untolerated taint/,
    );
    expect(played.scheduling.at(-1)?.selected).toMatch(/^node-/);
    expect(played.kubectl.map(({ timeMs, exitCode }) => [timeMs, exitCode])).toEqual([
      [0, 0],
      [10_000, 0],
      [60_000, 0],
    ]);
  });

  it('gives kubectl the files its lines name, from the folder of the Scenario', () => {
    const { kubectl } = JSON.parse(podscope('run', 'lab/scenario.yaml', '-o', 'json').out) as RunResult;
    const said = new Map(kubectl.map((report) => [report.line.split(' ').slice(0, 4).join(' '), report]));
    expect(said.get('kubectl create configmap one')?.stdout).toContain('nginx.conf: |\n    events {}\n');
    expect(said.get('kubectl create configmap two')?.stdout).toBe('{"a":"1","b":"2"}');
    expect(said.get('kubectl create configmap three')?.stdout).toBe('{"own":"mine"}');
    expect(said.get('kubectl create configmap four')?.stderr).toBe(
      'error: error reading missing: no such file or directory\n',
    );
    expect(said.get('kubectl explain pod.spec.nodeName')?.stdout).toMatch(
      /^KIND: {7}Pod\nVERSION: {4}v1\n\nFIELD: nodeName <string>\n\n\nDESCRIPTION:\n {4}NodeName indicates/,
    );
    expect(said.get('kubectl get pods -w')).toMatchObject({ exitCode: null });
  });

  it('reaches into containers, and shows what comes out of them', () => {
    const { kubectl } = JSON.parse(podscope('run', 'lab/reach.yaml', '-o', 'json').out) as RunResult;
    expect(kubectl.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(kubectl[2]).toMatchObject({ stdout: 'events {}\n', stderr: '' });
    expect(kubectl[3]?.files).toEqual({ 'who.txt': 'web\n' });
    // What a terminal has shown comes before what kubectl says at its end.
    expect(kubectl[4]?.stdout).toMatch(/^\/dev\/\S+\nSession ended, resume using .*\npod "once" deleted /);
    expect(kubectl[5]?.stdout).toMatch(/^NAME +CPU\(cores\) +MEMORY\(bytes\) +\nweb /);
    expect(podscope('run', 'lab/reach.yaml').out).toContain('\n  --- who.txt\n  web\n');
  });

  it('says what a container is assumed to do, as text and as data', () => {
    const { assumptions } = JSON.parse(podscope('run', 'lab/scenario.yaml', '-o', 'json').out) as RunResult;
    expect(assumptions).toEqual([
      {
        node: expect.stringMatching(/^node-/),
        pod: 'default/strange',
        uid: expect.any(String),
        container: 'strange',
        assumed: expect.stringMatching(/\S/),
      },
    ]);
    const { out: text } = podscope('run', 'lab/scenario.yaml');
    expect(text).toContain(
      `container strange (acme/strange:1): Running, ready\n    assumed by the model: ${assumptions[0]?.assumed}\n`,
    );
    expect(text).toMatch(/\$ kubectl get pods -w\n {2}NAME [\s\S]*\n {2}\(still running\)\n/);
    expect(result.assumptions).toEqual([]);
  });

  it.each([
    ['stray.yaml', /^stray\.yaml:6:5: spec\.steps\[0\] must have exactly one/m],
    ['bad.yaml', /^bad\.yaml:7:\d+: .*spec\.containers\[0\]\.name: Invalid value/m],
    ['typo.yaml', /^typo\.yaml:8:5: .*unknown field "spec\.containers\[0\]\.imgae"/m],
    ['torn.yaml', /^torn\.yaml:\d+:\d+: error converting YAML to JSON/m],
    ['strange.yaml', /^strange\.yaml:\d:\d+: batch\/v1 Job exists .* not modelled/m],
    ['missing.yaml', /^missing\.yaml:1:1: no such file\n$/],
    ['two.yaml', /^two\.yaml:1:1: a Scenario must be alone/],
  ])('refuses %s with its place', (file, message) => {
    const refused = podscope('run', file);
    expect(refused.code).toBe(1);
    expect(refused.out).toBe('');
    expect(refused.error).toMatch(message);
  });

  it('warns of a file without objects, and runs', () => {
    const { code: exit, error: said } = podscope('run', 'empty.yaml');
    expect(exit).toBe(0);
    expect(said).toBe('empty.yaml:1:1: warning: no objects in this file\n');
  });

  it('refuses a cluster that is none', () => {
    const refused = podscope('run', 'pod.yaml', '--cluster', 'pod.yaml');
    expect(refused.code).toBe(1);
  });
});

describe('podscope validate', () => {
  it('says nothing to good manifests', () => {
    expect(podscope('validate', 'pod.yaml', 'scenario.yaml', 'cluster.yaml')).toEqual({
      code: 0,
      out: '',
      error: '',
    });
  });

  it('has one line for each finding of all files, and exit code 1', () => {
    const { code, error } = podscope('validate', 'pod.yaml', 'bad.yaml', 'typo.yaml');
    expect(code).toBe(1);
    const lines = error.trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^(bad|typo)\.yaml:\d+:\d+: /);
    expect(new Set(lines.map((line) => line.split(':')[0]))).toEqual(new Set(['bad.yaml', 'typo.yaml']));
  });
});

describe('podscope', () => {
  it('explains itself', () => {
    expect(podscope()).toMatchObject({ code: 0, error: '' });
    expect(podscope('--help').out).toContain('podscope run FILE...');
    expect(podscope('run', '--help').out).toContain('--until DURATION');
    expect(podscope('--version').out).toBe(`podscope ${ENGINE_VERSION} (Kubernetes v1.36.0)\n`);
  });

  it('answers wrong usage with exit code 2 and a hint', () => {
    expect(podscope('run')).toEqual({
      code: 2,
      out: '',
      error: 'podscope: run needs a FILE, or - for standard input\nTry: podscope help\n',
    });
  });
});

it('has the version of the package', () => {
  expect(ENGINE_VERSION).toBe(packageJson.version);
});

import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../api/index.ts';
import { STORAGE_ADDONS } from '../engine/controllers/addons.ts';
import { schedulerView } from '../engine/scheduler/view.ts';
import { createWorld, type World } from '../engine/step.ts';
import type { HostDiff, QueueEntry, SchedulerView } from '../protocol/view.ts';
import { DEFAULT_CLUSTER, Timeline } from '../timeline/index.ts';
import { kubernetes } from '../timeline/kubernetes.ts';
import { checkText } from './check.ts';
import { kubernetesKit } from './kubernetes.ts';
import { diffOf } from './views.ts';

const world = createWorld({ seed: 1, nodes: DEFAULT_CLUSTER, addons: STORAGE_ADDONS });

/** `severity line: message` of what the cluster has to say. */
function said(text: string, here: World = world): string[] {
  return checkText(text, here)
    .diagnostics.filter(({ code }) => code === 'cluster')
    .map(({ severity, line, message }) => `${severity} ${line}: ${message}`);
}

function pod(spec: string, metadata = 'name: web'): string {
  const lines = spec.split('\n').map((line) => `  ${line}`);
  return ['apiVersion: v1', 'kind: Pod', `metadata: {${metadata}}`, 'spec:', ...lines].join('\n');
}

const CONTAINERS = 'containers:\n- {name: app, image: nginx}';

describe('what the cluster says to a manifest', () => {
  it.each<[string, string, string[]]>([
    ['nothing to an ordinary Pod', pod(CONTAINERS), []],
    [
      'that a namespace is missing',
      pod(CONTAINERS, 'name: web, namespace: shop'),
      ['error 3: namespaces "shop" not found'],
    ],
    [
      'nothing when the namespace comes along',
      `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n${pod(CONTAINERS, 'name: web, namespace: shop')}`,
      [],
    ],
    [
      'that its account is missing',
      pod(`serviceAccountName: robot\n${CONTAINERS}`),
      ['error 5: error looking up service account default/robot: serviceaccount "robot" not found'],
    ],
    [
      'nothing when the account comes along',
      `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: robot}\n---\n${pod(`serviceAccountName: robot\n${CONTAINERS}`)}`,
      [],
    ],
    [
      'what a Pod refers to in vain',
      pod(
        `${CONTAINERS}\nvolumes:\n- {name: a, configMap: {name: settings}}\n- {name: b, secret: {secretName: key, optional: true}}\n- {name: c, persistentVolumeClaim: {claimName: data}}`,
      ),
      ['info 8: configmap "settings" not found', 'info 10: persistentvolumeclaim "data" not found'],
    ],
    [
      'that no node has the label',
      pod(`nodeSelector: {disk: ssd}\n${CONTAINERS}`),
      [
        "warning 5: 0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 node(s) didn't match Pod's node affinity/selector.",
      ],
    ],
    [
      'that no node is large enough',
      pod('containers:\n- name: app\n  image: nginx\n  resources:\n    requests:\n      cpu: 8'),
      ['warning 9: 0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu.'],
    ],
    [
      'the same of the Pods of a Deployment',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      nodeSelector: {disk: ssd}\n      containers:\n      - {name: app, image: nginx}',
      [
        "warning 9: 0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 node(s) didn't match Pod's node affinity/selector.",
      ],
    ],
    ['nothing of a Pod that names its node', pod(`nodeName: node-1\n${CONTAINERS}`), []],
  ])('%s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  it('that no node tolerates the Pod, on the line of its tolerations when it has any', () => {
    const lines = ['taint nodes --all gpu=yes:NoSchedule'];
    const inputs = lines.map((line) => ({ atMs: 0, command: { type: 'kubectl', line } as const }));
    const timeline = new Timeline(kubernetes, { seed: 1, inputs }, { addons: STORAGE_ADDONS });
    while (timeline.compute(1000) > 0);
    const here = timeline.headWorld;
    const words = '0/4 nodes are available: 4 node(s) had untolerated taint(s).';
    expect(said(pod(CONTAINERS), here)).toEqual([`warning 4: ${words}`]);
    const other = 'tolerations:\n- {key: other, operator: Exists}\n';
    expect(said(pod(other + CONTAINERS), here)).toEqual([`warning 5: ${words}`]);
    expect(said(pod(`tolerations:\n- {key: gpu, operator: Exists}\n${CONTAINERS}`), here)).toEqual([]);
  });

  it('nothing to text that is still being written', () => {
    for (const text of [
      '',
      'kind: Pod',
      pod('containers:'),
      pod('containers:\n- '),
      pod('volumes:\n- name: a'),
    ]) {
      expect(() => checkText(text, world)).not.toThrow();
    }
  });
});

describe('the view of a running Pod', () => {
  const objects = checkText(pod(CONTAINERS), world).objects as readonly KubeObject[];
  const inputs = [{ atMs: 0, command: { type: 'apply', objects } as const }];
  const timeline = new Timeline(kubernetes, { seed: 1, inputs }, { addons: STORAGE_ADDONS });
  const before = timeline.world;
  while (timeline.compute(1000) > 0);
  const after = timeline.headWorld;

  it('has its objects by key', () => {
    const first = diffOf(kubernetesKit.objectChanges(null, before));
    expect(first.changed.map(([key]) => key)).toContain('/registry/nodes/node-1');
    const then = diffOf(kubernetesKit.objectChanges(before, after));
    const found = then.changed.find(([key]) => key === '/registry/pods/default/web');
    expect(found?.[1]).toMatchObject({ kind: 'Pod', status: { phase: 'Running' } });
    expect(then.changed.length).toBeLessThan(first.changed.length);
  });

  it('has its sandbox and containers on one machine, and leaves the others out', () => {
    const machines = diffOf(kubernetesKit.hostChanges(null, before)).changed;
    expect(machines.map(([name, { poweredOn }]) => [name, poweredOn])).toEqual([
      ['control-plane', true],
      ['node-1', true],
      ['node-2', true],
      ['node-3', true],
    ]);
    const { changed } = diffOf(kubernetesKit.hostChanges(before, after));
    expect(new Set(changed.map(([name]) => name)).size).toBe(1);
    const host: HostDiff = Object.assign({}, ...changed.map(([, diff]) => diff));
    const sandboxes = host.sandboxes?.changed.map(([, sandbox]) => sandbox) ?? [];
    expect(sandboxes).toMatchObject([
      {
        podName: 'web',
        state: 'Ready',
        namespaces: { net: 'pod', ipc: 'pod', uts: 'pod', pid: 'container' },
        containers: [{ name: 'app', state: 'Running', restartCount: 0 }],
      },
    ]);
    expect(sandboxes[0]?.ip).toMatch(/^10\.244\./);
    expect(host.images?.map(({ name }) => name)).toContain('docker.io/library/nginx:latest');
  });

  it("has what the reader's kubectl printed, not the installer's", () => {
    expect(kubernetesKit.kubectl(before)).toEqual([]);
    expect(kubernetesKit.kubectl(after)).toMatchObject([{ stdout: 'pod/web created\n', exitCode: 0 }]);
  });

  it("has the scheduler's queues as they are, moment by moment", () => {
    const cluster = { type: 'kubectl', line: 'create deployment many --image=nginx --replicas=40' } as const;
    const run = {
      seed: 1,
      inputs: [
        { atMs: 0, command: cluster },
        { atMs: 90, command: TAINT },
      ],
    };
    const busy = new Timeline(kubernetes, run, { addons: STORAGE_ADDONS });
    const entries = new Map<string, QueueEntry>();
    const seen = new Set<string>();
    let told: World | null = null;
    while (busy.compute(29) > 0) {
      const world = busy.headWorld;
      const { changed, removed } = diffOf(kubernetesKit.queueChanges(told, world));
      for (const pod of removed) entries.delete(pod);
      for (const [pod, entry] of changed) entries.set(pod, entry);
      told = world;
      const view = schedulerView(world.scheduler);
      expect(viewOf(entries)).toEqual(view);
      for (const [queue, list] of Object.entries(view)) if (list.length > 0) seen.add(queue);
    }
    expect(seen).toEqual(new Set(['activeQ', 'unschedulablePods']));
  });
});

const TAINT = { type: 'kubectl', line: 'taint nodes --all full=yes:NoSchedule' } as const;

/** The queues that the page makes of what it was told. */
function viewOf(entries: ReadonlyMap<string, QueueEntry>): SchedulerView {
  const inQueue = (queue: keyof SchedulerView) =>
    [...entries]
      .filter(([, entry]) => entry.queue === queue)
      .sort(([, a], [, b]) => (a.place < b.place ? -1 : 1));
  return {
    activeQ: inQueue('activeQ').map(([pod]) => pod),
    backoffQ: inQueue('backoffQ').map(([pod, { untilMs }]) => ({ pod, untilMs })),
    unschedulablePods: inQueue('unschedulablePods').map(([pod, { plugins }]) => ({ pod, plugins })),
  };
}

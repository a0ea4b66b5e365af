import { beforeAll, describe, expect, test } from 'vitest';
import type { TraceRecord } from '../../../protocol/view.ts';
import { loadLocale, translator } from '../../i18n/index.ts';
import { aDecision, aRecord } from '../testing/objects.ts';
import { type NarrationContext, narrate, plain } from './narrate.ts';

beforeAll(() => loadLocale('zh-CN'));

const POD = { kind: 'Pod', namespace: 'default', name: 'web' };
const CLAIM = { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data' };
const VOLUME = { kind: 'PersistentVolume', name: 'pv-1' };
const CONTAINER = { kind: 'Container', namespace: 'default', name: 'web/nginx' };
const SANDBOX = { kind: 'Sandbox', namespace: 'default', name: 'web' };
const EVENT = { kind: 'Event', namespace: 'default', name: 'web.18867251ef777840' };
const KEY = '/registry/pods/default/web';
const change = (before: number | null, after: number | null) => ({ key: KEY, object: POD, before, after });

interface Case {
  readonly name: string;
  readonly record: TraceRecord;
  readonly context?: NarrationContext;
  readonly says: string;
}

const at = (from: string, to: string, verb: string, rest: Partial<TraceRecord> = {}) =>
  aRecord(from, to, verb, { object: POD, ...rest });

const CASES: readonly Case[] = [
  {
    name: 'a command line',
    record: at('user', 'kubectl', 'run', { object: null, detail: { line: 'kubectl apply -f pod.yaml' } }),
    says: 'You run kubectl apply -f pod.yaml.',
  },
  {
    name: 'a power switch',
    record: at('user', 'machine/node-1', 'NodeDown', { object: null }),
    says: 'You cut the power of the machine node-1.',
  },
  { name: 'get', record: at('kubectl', 'apiserver', 'get'), says: 'kubectl asks the API server for web.' },
  {
    name: 'create',
    record: at('kubectl', 'apiserver', 'create'),
    context: { step: '1' },
    says: 'Step 1. kubectl asks the API server to create web.',
  },
  {
    name: 'the answer that there is nothing',
    record: at('apiserver', 'kubectl', 'reply'),
    context: { cause: at('kubectl', 'apiserver', 'get', { detail: { code: 404 } }) },
    says: 'The API server answers kubectl: there is no web yet.',
  },
  {
    name: 'a refusal',
    record: at('apiserver', 'kubectl', 'reply'),
    context: { cause: at('kubectl', 'apiserver', 'create', { detail: { code: 422, message: 'invalid' } }) },
    says: 'The API server refuses what kubectl asked: invalid',
  },
  {
    name: 'the answer that it is done',
    record: at('apiserver', 'kubectl', 'reply'),
    context: { cause: at('etcd', 'apiserver', 'reply', { detail: { code: 201 } }) },
    says: 'The API server answers kubectl: what it asked for web is done.',
  },
  {
    name: 'a first write',
    record: at('apiserver', 'etcd', 'txn', { change: change(null, 41) }),
    says: 'The API server writes web to etcd for the first time.',
  },
  {
    name: 'a change',
    record: at('apiserver', 'etcd', 'txn', { change: change(41, 42) }),
    says: 'The API server stores the change of web in etcd.',
  },
  {
    name: 'a removal',
    record: at('apiserver', 'etcd', 'txn', { change: change(42, null) }),
    says: 'The API server removes web from etcd.',
  },
  {
    name: 'a lost race',
    record: at('apiserver', 'etcd', 'txn'),
    says: 'The API server tries to store web in etcd, but somebody else was faster.',
  },
  {
    name: 'etcd confirming',
    record: at('etcd', 'apiserver', 'reply', { detail: { succeeded: true } }),
    says: 'etcd confirms to the API server that web is stored.',
  },
  {
    name: 'etcd refusing',
    record: at('etcd', 'apiserver', 'reply', { detail: { conflict: true } }),
    says: 'etcd refuses: web has changed in the meantime.',
  },
  {
    name: 'news from etcd',
    record: at('etcd', 'apiserver', 'watch', { detail: { event: 'ADDED' } }),
    says: 'etcd tells the API server that web was created.',
  },
  {
    name: 'news to the controller manager',
    record: at('apiserver', 'controller-manager', 'watch', { detail: { event: 'DELETED' } }),
    says: 'The API server tells the controller manager that web is gone.',
  },
  {
    name: 'news to the scheduler, known by what led to it',
    record: at('apiserver', 'scheduler', 'watch'),
    context: { cause: at('etcd', 'apiserver', 'watch', { detail: { event: 'ADDED' } }) },
    says: 'The API server tells the scheduler that web was created.',
  },
  {
    name: 'a claim bound',
    record: at('etcd', 'apiserver', 'watch', { object: CLAIM, detail: { event: 'MODIFIED' } }),
    says: 'etcd tells the API server that PersistentVolumeClaim data has changed.',
  },
  {
    name: 'the wish to watch',
    record: at('scheduler', 'apiserver', 'watch', { object: null }),
    says: 'The scheduler asks the API server to tell it of every change from now on.',
  },
  {
    name: 'a volume found',
    record: at('controller-manager', 'controller-manager', 'match-volume', {
      object: CLAIM,
      detail: { claim: 'default/data', candidates: [], chosen: 'pv-1', provisioning: false },
    }),
    says: 'The controller manager finds a volume that satisfies PersistentVolumeClaim data.',
  },
  {
    name: 'a volume to be made',
    record: at('controller-manager', 'controller-manager', 'match-volume', {
      object: CLAIM,
      detail: { chosen: null, provisioning: true },
    }),
    says: 'The controller manager finds no fitting volume for PersistentVolumeClaim data and leaves it to the provisioner.',
  },
  {
    name: 'binding a volume',
    record: at('controller-manager', 'apiserver', 'update', { object: VOLUME }),
    says: 'The controller manager asks the API server to update PersistentVolume pv-1.',
  },
  {
    name: 'the best node',
    record: at('scheduler', 'scheduler', 'schedule', { detail: { decision: aDecision() } }),
    context: { step: '10' },
    says: 'Step 10. The scheduler picks node-1 for web: 2 of 3 nodes are possible and it scores highest, 391.',
  },
  {
    name: 'a tie',
    record: at('scheduler', 'scheduler', 'schedule', {
      detail: { decision: aDecision({ totals: [391, 391], ties: 2 }) },
    }),
    says: 'The scheduler picks node-1 for web: 2 of 2 possible nodes share the highest score, 391, and the lot decides.',
  },
  {
    name: 'the only node',
    record: at('scheduler', 'scheduler', 'schedule', {
      detail: { decision: aDecision({ feasible: ['node-1'], totals: [0], scores: [] }) },
    }),
    says: 'The scheduler picks node-1 for web: of 3 nodes it is the only one possible.',
  },
  {
    name: 'no node',
    record: at('scheduler', 'scheduler', 'schedule', {
      detail: {
        decision: aDecision({ selected: null, message: '0/3 nodes are available: 3 Insufficient cpu.' }),
      },
    }),
    says: 'The scheduler finds no node for web. 0/3 nodes are available: 3 Insufficient cpu.',
  },
  {
    name: 'a decision whose tables were left out',
    record: at('scheduler', 'scheduler', 'schedule', {
      detail: { decision: aDecision({ nodes: [], feasible: [], totals: [], scores: [], nodeCount: 1000 }) },
    }),
    says: 'The scheduler picks node-1 of 1000 nodes for web.',
  },
  {
    name: 'bind',
    record: at('scheduler', 'apiserver', 'bind'),
    context: { step: '11', node: 'node-2' },
    says: 'Step 11. The scheduler tells the API server to bind web to node-2.',
  },
  {
    name: 'evict',
    record: at('kubectl', 'apiserver', 'evict'),
    says: 'kubectl asks the API server to evict web.',
  },
  {
    name: 'the kubelet hearing of its Pod',
    record: at('apiserver', 'kubelet/node-2', 'watch', { detail: { event: 'ADDED' } }),
    says: 'The API server tells the kubelet on node-2 that web is now its own to run.',
  },
  {
    name: 'admission',
    record: at('kubelet/node-2', 'kubelet/node-2', 'admit', { detail: { admitted: true } }),
    says: 'The kubelet on node-2 checks whether it can take web, and it can.',
  },
  {
    name: 'a refused admission',
    record: at('kubelet/node-2', 'kubelet/node-2', 'admit', {
      detail: { admitted: false, reason: 'OutOfcpu', message: 'Pod was rejected' },
    }),
    says: 'The kubelet on node-2 checks web and refuses it. Pod was rejected',
  },
  {
    name: 'sync',
    record: at('kubelet/node-2', 'kubelet/node-2', 'sync'),
    says: 'The kubelet on node-2 works out what web still needs.',
  },
  {
    name: 'mount',
    record: at('kubelet/node-2', 'volumes/node-2', 'mount'),
    says: 'The kubelet on node-2 has the volume manager set up the volumes of web.',
  },
  {
    name: 'volumes ready',
    record: at('volumes/node-2', 'kubelet/node-2', 'reply'),
    says: 'The volume manager on node-2 reports that the volumes of web are ready.',
  },
  {
    name: 'volumes taken down',
    record: at('volumes/node-2', 'kubelet/node-2', 'reply'),
    context: { cause: at('kubelet/node-2', 'volumes/node-2', 'unmount') },
    says: 'The volume manager on node-2 reports that the volumes of web are taken down.',
  },
  {
    name: 'etcd confirming a removal',
    record: at('etcd', 'apiserver', 'reply', { detail: { succeeded: true } }),
    context: { cause: at('apiserver', 'etcd', 'txn', { change: change(42, null) }) },
    says: 'etcd confirms to the API server that web is removed.',
  },
  {
    name: 'the end of the pause container',
    record: at('runtime/node-2', 'cri/node-2', 'exited', { object: SANDBOX, detail: { exitCode: 137 } }),
    says: 'The pause container of web has ended, and with it the namespaces it held.',
  },
  {
    name: 'staging a disk',
    record: at('volumes/node-2', 'csi/node-2', 'NodeStageVolume'),
    says: 'The volume manager on node-2 has the storage driver attach a disk for web.',
  },
  {
    name: 'publishing a disk',
    record: at('volumes/node-2', 'csi/node-2', 'NodePublishVolume'),
    says: 'The volume manager on node-2 has the storage driver mount the disk into web.',
  },
  {
    name: 'the sandbox',
    record: at('kubelet/node-2', 'cri/node-2', 'RunPodSandbox'),
    says: 'The kubelet on node-2 asks containerd for the sandbox of web.',
  },
  {
    name: 'the pause container',
    record: at('cri/node-2', 'runtime/node-2', 'start', { object: SANDBOX }),
    says: 'containerd on node-2 has runc start the pause container of web, which holds the namespaces of the Pod.',
  },
  {
    name: 'the network',
    record: at('cri/node-2', 'cni/node-2', 'ADD'),
    says: 'containerd on node-2 asks the network plug-in to connect web.',
  },
  {
    name: 'the address',
    record: at('cni/node-2', 'cri/node-2', 'reply', { detail: { ip: '10.244.2.3' } }),
    says: 'The network plug-in gives web the address 10.244.2.3.',
  },
  {
    name: 'an error from below',
    record: at('cri/node-2', 'kubelet/node-2', 'reply', { detail: { error: 'not found', image: 'x' } }),
    says: 'containerd on node-2 answers the kubelet with an error: not found',
  },
  {
    name: 'asking for an image',
    record: at('kubelet/node-2', 'cri/node-2', 'ImageStatus', { detail: { image: 'nginx:1.27' } }),
    says: 'The kubelet on node-2 asks containerd whether it has the image nginx:1.27.',
  },
  {
    name: 'pulling an image',
    record: at('kubelet/node-2', 'cri/node-2', 'PullImage', { detail: { image: 'nginx:1.27' } }),
    says: 'The kubelet on node-2 asks containerd to pull the image nginx:1.27.',
  },
  {
    name: 'creating a container',
    record: at('kubelet/node-2', 'cri/node-2', 'CreateContainer', { detail: { container: 'nginx' } }),
    says: 'The kubelet on node-2 asks containerd to create container nginx of web.',
  },
  {
    name: 'starting a container',
    record: at('kubelet/node-2', 'cri/node-2', 'StartContainer', { detail: { container: 'nginx' } }),
    says: 'The kubelet on node-2 asks containerd to start container nginx of web.',
  },
  {
    name: 'starting its process',
    record: at('cri/node-2', 'runtime/node-2', 'start', {
      object: CONTAINER,
      detail: { container: 'nginx' },
    }),
    says: 'containerd on node-2 has runc start container nginx of web.',
  },
  {
    name: 'the end of a process',
    record: at('runtime/node-2', 'cri/node-2', 'exited', { object: CONTAINER, detail: { exitCode: 1 } }),
    says: 'The process of container nginx of web has ended with exit code 1.',
  },
  {
    name: 'stopping a container',
    record: at('kubelet/node-2', 'cri/node-2', 'StopContainer', { detail: { container: 'nginx' } }),
    says: 'The kubelet on node-2 asks containerd to stop container nginx of web.',
  },
  {
    name: 'a signal',
    record: at('cri/node-2', 'runtime/node-2', 'kill', { object: CONTAINER }),
    says: 'containerd on node-2 has runc send a signal to container nginx of web.',
  },
  {
    name: 'taking down the network',
    record: at('cri/node-2', 'cni/node-2', 'DEL'),
    says: 'containerd on node-2 asks the network plug-in to disconnect web.',
  },
  {
    name: 'measuring',
    record: at('kubelet/node-2', 'cadvisor/node-2', 'watch'),
    says: 'The kubelet on node-2 lets cAdvisor measure what web uses.',
  },
  {
    name: 'the status',
    record: at('kubelet/node-2', 'apiserver', 'patch'),
    says: 'The kubelet on node-2 reports the status of web to the API server.',
  },
  {
    name: 'why there is no node',
    record: at('scheduler', 'apiserver', 'patch'),
    says: 'The scheduler notes on web why it has no node.',
  },
  {
    name: 'an Event',
    record: at('scheduler', 'apiserver', 'create', { object: EVENT }),
    context: { reason: 'Scheduled' },
    says: 'The scheduler writes an Event about it, for people to read: Scheduled.',
  },
  {
    name: 'an Event stored',
    record: at('apiserver', 'etcd', 'txn', { object: EVENT, change: change(null, 43) }),
    says: 'The API server writes the Event about web to etcd for the first time.',
  },
  {
    name: 'a lease',
    record: at('kubelet/node-2', 'apiserver', 'update', { object: { kind: 'Lease', name: 'node-2' } }),
    says: 'The kubelet on node-2 renews its lease: it is still there.',
  },
  {
    name: 'registration',
    record: at('kubelet/node-2', 'apiserver', 'create', { object: { kind: 'Node', name: 'node-2' } }),
    says: 'The kubelet on node-2 registers its node with the API server.',
  },
  {
    name: 'a token',
    record: at('kubelet/node-2', 'apiserver', 'create', {
      object: { kind: 'ServiceAccount', name: 'default' },
      detail: { subresource: 'token' },
    }),
    says: 'The kubelet on node-2 asks the API server for a token of ServiceAccount default.',
  },
  {
    name: 'something new under the sun',
    record: at('kubelet/node-2', 'volumes/node-2', 'Resize'),
    says: 'The kubelet on node-2 sends Resize about web to the volume manager.',
  },
];

describe('in English', () => {
  const t = translator('en');
  test.each(CASES)('$name', ({ record, context, says }) => {
    expect(plain(narrate(record, t, context))).toBe(says);
  });
});

/** Kubernetes' own terms, names of the test and verbs of protocols: all else must be Chinese. */
const OWN_WORDS =
  /API|etcd|kubectl|kubelet|containerd|runc|pause|cAdvisor|Pod|PersistentVolumeClaim|PersistentVolume|Event|web|data|pv-1|nginx(:1\.27)?|node-\d|apply -f|\.yaml|pod|Scheduled|Resize|ServiceAccount|default/g;

describe('in Chinese', () => {
  test.each(CASES)('$name', ({ record, context }) => {
    const sentence = plain(narrate(record, translator('zh-CN'), context));
    expect(sentence).toMatch(/\p{Script=Han}/u);
    expect(sentence).not.toMatch(/[{}]/);
    const quoted = [
      'invalid',
      'not found',
      'Pod was rejected',
      '0/3 nodes are available: 3 Insufficient cpu.',
    ];
    const own = quoted.reduce((text, words) => text.replace(words, ''), sentence).replace(OWN_WORDS, '');
    expect(own).not.toMatch(/[A-Za-z]{2,}/);
  });
});

test('the words of both languages have the same blanks', async () => {
  const { stageEn } = await import('../messages.en.ts');
  const { stageZh } = await import('../messages.zh.ts');
  const blanks = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort();
  for (const [key, english] of Object.entries(stageEn)) {
    expect({ key, blanks: blanks(stageZh[key as keyof typeof stageEn]) }).toEqual({
      key,
      blanks: blanks(english),
    });
  }
});

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/index.ts';
import { ENDING } from './fidelity/ending.ts';
import { STARTING } from './fidelity/starting.ts';
import { run, type Story, summary } from './fidelity/story.ts';

function tell(story: Story): Story['pods'] {
  const lab = run(story);
  return Object.fromEntries(
    Object.keys(story.pods).map((name) => {
      const pod = lab.object<Pod>('pods', `default/${name}`);
      const unnamed = (text: string): string =>
        text
          .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
          .replace(/(?<=kube-api-access-)[bcdfghjklmnpqrstvwxz2456789]{5}/g, 'xxxxx');
      return [
        name,
        { events: lab.events(name).map(unnamed), status: pod === undefined ? null : summary(pod) },
      ];
    }),
  );
}

describe.each([
  ['Pods start as in Kubernetes', STARTING],
  ['Pods end as in Kubernetes', ENDING],
])('%s', (_, stories) => {
  it.each(stories)('$name', (story) => {
    expect(tell(story)).toEqual(story.pods);
  });
});

describe('the status of a running Pod', () => {
  it('has the fields that a kubelet of 1.36 with containerd writes', () => {
    const story = STARTING[0] as Story;
    const pod = run(story).pod('nginx');
    expect(pod.metadata.generation).toBe(1);
    const condition = { observedGeneration: 1, status: 'True', lastProbeTime: null };
    const at = (second: string) => `2026-01-01T00:00:${second}Z`;
    expect(pod.status).toEqual({
      observedGeneration: 1,
      phase: 'Running',
      qosClass: 'BestEffort',
      startTime: at('00'),
      hostIP: '172.18.0.3',
      hostIPs: [{ ip: '172.18.0.3' }],
      podIP: '10.244.1.2',
      podIPs: [{ ip: '10.244.1.2' }],
      conditions: [
        { ...condition, type: 'PodReadyToStartContainers', lastTransitionTime: at('00') },
        { ...condition, type: 'Initialized', lastTransitionTime: at('00') },
        { ...condition, type: 'Ready', lastTransitionTime: at('02') },
        { ...condition, type: 'ContainersReady', lastTransitionTime: at('02') },
        { ...condition, type: 'PodScheduled', lastTransitionTime: at('00') },
      ],
      containerStatuses: [
        {
          name: 'nginx',
          image: 'docker.io/library/nginx:1.14.2',
          imageID: expect.stringMatching(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/),
          containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
          state: { running: { startedAt: at('02') } },
          lastState: {},
          ready: true,
          started: true,
          restartCount: 0,
          resources: {},
          user: { linux: { uid: 0, gid: 0, supplementalGroups: [0] } },
          volumeMounts: [
            {
              name: expect.stringMatching(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/),
              mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
              readOnly: true,
              recursiveReadOnly: 'Disabled',
            },
          ],
        },
      ],
    });
  });
});

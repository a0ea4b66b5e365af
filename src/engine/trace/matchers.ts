// The records that several readings look for.
import type { Matcher, StepDefinition } from './definition.ts';

/** Whoever creates Pods: the user's kubectl or a controller on the user's behalf. */
export const SUBMITS: readonly Matcher[] = [
  { about: 'pod', from: 'kubectl', to: 'apiserver', verb: 'create' },
  { about: 'pod', from: 'controller-manager', to: 'apiserver', verb: 'create' },
];
export const STORES: Matcher = {
  about: 'pod',
  from: 'apiserver',
  to: 'etcd',
  verb: 'txn',
  when: 'isCreation',
};
export const STORES_BINDING: Matcher = {
  about: 'pod',
  from: 'apiserver',
  to: 'etcd',
  verb: 'txn',
  when: 'isBinding',
};
/** The watch cache learns that the Pod is there. */
export const ANNOUNCES: Matcher = {
  about: 'pod',
  from: 'etcd',
  to: 'apiserver',
  verb: 'watch',
  event: 'ADDED',
};

// -- Volumes and scheduling

export const CONTROLLER_SEES: Matcher = {
  about: 'pod',
  from: 'apiserver',
  to: 'controller-manager',
  verb: 'watch',
};
export const MATCHES_VOLUME: Matcher = { about: 'claim', from: 'controller-manager', verb: 'match-volume' };
export const STORES_CLAIMS: Matcher = {
  about: 'claim',
  from: 'apiserver',
  to: 'etcd',
  verb: 'txn',
  when: 'allClaimsBound',
};
export const ANNOUNCES_CLAIMS: Matcher = {
  about: 'claim',
  from: 'etcd',
  to: 'apiserver',
  verb: 'watch',
  event: 'MODIFIED',
  when: 'allClaimsAnnounced',
};
export const SCHEDULER_SEES: Matcher = { about: 'pod', from: 'apiserver', to: 'scheduler', verb: 'watch' };
export const SCHEDULES: Matcher = { about: 'pod', from: 'scheduler', to: 'scheduler', verb: 'schedule' };
export const CHOOSES: Matcher = { ...SCHEDULES, when: 'isSelected' };
/** For a class that waits for its first consumer, before the Pod itself is bound. */
export const BINDS_VOLUMES: Matcher = {
  about: ['claim', 'volume'],
  from: 'scheduler',
  to: 'apiserver',
  verb: ['update', 'patch'],
  when: 'isSelected',
};
export const BINDS: Matcher = { about: 'pod', from: 'scheduler', to: 'apiserver', verb: 'bind' };

// -- On the node

/** A machine without power hears nothing. */
export const KUBELET_SEES: Matcher = {
  about: 'pod',
  from: 'apiserver',
  to: 'kubelet',
  verb: 'watch',
  when: 'isHeard',
};

export const MOUNTING: Pick<StepDefinition, 'begins' | 'ends'> = {
  begins: [{ about: 'pod', from: 'kubelet', to: 'volumes', verb: 'mount' }],
  ends: [{ about: 'pod', from: 'volumes', to: 'kubelet', verb: 'reply', when: 'isWithoutError' }],
};
export const MAKES_SANDBOX: Matcher = { about: 'pod', from: 'kubelet', to: 'cri', verb: 'RunPodSandbox' };
const ON_HOST_NETWORK: Matcher = { ...MAKES_SANDBOX, when: 'hostNetwork' };
export const NETWORKING: Pick<StepDefinition, 'begins' | 'ends'> = {
  begins: [{ about: 'pod', from: 'cri', to: 'cni', verb: 'ADD' }, ON_HOST_NETWORK],
  ends: [{ about: 'pod', from: 'cni', to: 'cri', verb: 'reply', when: 'givesAddress' }, ON_HOST_NETWORK],
};
export const CREATES_CONTAINER: Matcher = {
  about: 'pod',
  from: 'kubelet',
  to: 'cri',
  verb: 'CreateContainer',
};
export const PULLING: Pick<StepDefinition, 'begins' | 'ends'> = {
  begins: [{ about: 'pod', from: 'kubelet', to: 'cri', verb: 'PullImage' }],
  ends: [
    { about: 'pod', from: 'cri', to: 'kubelet', verb: 'reply', when: 'allImagesReady' },
    { ...CREATES_CONTAINER, when: 'allImagesReady' },
  ],
};
export const STARTS_PROCESS: Matcher = { about: 'container', from: 'cri', to: 'runtime', verb: 'start' };
export const ALL_RUN: Matcher = { ...STARTS_PROCESS, when: 'allContainersRunning' };

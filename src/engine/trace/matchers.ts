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
/** A machine without power hears nothing. */
export const KUBELET_SEES: Matcher = {
  about: 'pod',
  from: 'apiserver',
  to: 'kubelet',
  verb: 'watch',
  when: 'isHeard',
};

// -- On the node

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

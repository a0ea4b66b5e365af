import type { FlowDefinition, Matcher, Reason } from './definition.ts';

/** The Pod asks for no disk. */
export const NO_CLAIM: Reason = { code: 'noClaim', when: 'noClaim' };
export const NODE_NAME_SET: Reason = { code: 'nodeNameSet', when: 'nodeNameSet', text: 'nodeName' };
export const BY_CONTROLLER: Reason = {
  code: 'createdByController',
  when: 'createdByController',
  text: 'controller',
};

/** Why a claim has no volume yet. */
export const CLAIM_WAITS: readonly Reason[] = [
  { code: 'claimNotFound', when: 'claimMissing', text: 'missingClaim' },
  { code: 'waitForFirstConsumer', when: 'waitsForFirstConsumer', text: 'match' },
  { code: 'provisioning', when: 'provisioning', text: 'match' },
  { code: 'noVolumeFits', when: 'noVolumeFits', text: 'match' },
];
const FIRST_CONSUMER: Reason = { code: 'waitForFirstConsumer', when: 'waitsForFirstConsumer', text: 'match' };
const BOUND_EARLIER: Reason = { code: 'claimBoundEarlier', when: 'claimsBoundEarlier' };

/** Why the Pod has no node yet. */
export const SCHEDULE_WAITS: readonly Reason[] = [
  { code: 'schedulingGated', when: 'schedulingGated', text: 'gates' },
  { code: 'otherScheduler', when: 'otherScheduler', text: 'scheduler' },
  { code: 'unschedulable', when: 'unschedulable', text: 'decision' },
];

export const IMAGE_WAITS: readonly Reason[] = [
  { code: 'imagePull', when: 'imageTrouble', text: 'image' },
  { code: 'imagePull', when: 'imagePullFailed', text: 'pullError' },
];
export const CONTAINER_WAITS: readonly Reason[] = [
  { code: 'containerTrouble', when: 'containerTrouble', text: 'container' },
];
export const MOUNT_WAITS: readonly Reason[] = [
  { code: 'mountFailed', when: 'mountFailed', text: 'mountError' },
];
export const NETWORK_WAITS: readonly Reason[] = [
  { code: 'networkFailed', when: 'networkFailed', text: 'networkError' },
];

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
export const KUBELET_SEES: Matcher = {
  about: 'pod',
  from: 'apiserver',
  to: 'kubelet',
  verb: 'watch',
};

/** S0's nineteen steps. */
export const CLASSIC: FlowDefinition = {
  steps: [
    { id: '1', begins: SUBMITS, remarks: [BY_CONTROLLER] },
    { id: '2', begins: [STORES] },
    { id: '3', begins: [{ about: 'pod', from: 'etcd', to: 'apiserver', verb: 'watch', event: 'ADDED' }] },
    {
      id: '4',
      begins: [{ about: 'pod', from: 'apiserver', to: 'controller-manager', verb: 'watch' }],
    },
    {
      id: '5',
      begins: [{ about: 'claim', from: 'controller-manager', verb: 'match-volume' }],
      ends: [{ about: 'claim', from: 'controller-manager', verb: 'match-volume', when: 'allClaimsMatched' }],
      skips: [NO_CLAIM],
      waits: CLAIM_WAITS,
      remarks: [BOUND_EARLIER],
    },
    {
      id: '6',
      after: ['5'],
      begins: [
        {
          about: ['volume', 'claim'],
          from: 'controller-manager',
          to: 'apiserver',
          verb: ['update', 'patch'],
          when: 'someClaimMatched',
        },
      ],
      ends: [
        {
          about: 'claim',
          from: 'controller-manager',
          to: 'apiserver',
          verb: ['update', 'patch'],
          when: 'completesBinding',
        },
        { about: 'claim', from: 'apiserver', to: 'etcd', verb: 'txn', when: 'allClaimsBound' },
      ],
      skips: [NO_CLAIM],
      waits: [FIRST_CONSUMER],
      remarks: [BOUND_EARLIER],
    },
    {
      id: '7',
      after: ['6'],
      begins: [
        { about: ['volume', 'claim'], from: 'apiserver', to: 'etcd', verb: 'txn', when: 'someClaimMatched' },
      ],
      ends: [{ about: 'claim', from: 'apiserver', to: 'etcd', verb: 'txn', when: 'allClaimsBound' }],
      skips: [NO_CLAIM],
      waits: [FIRST_CONSUMER],
      remarks: [BOUND_EARLIER],
    },
    {
      id: '8',
      after: ['7'],
      begins: [
        {
          about: 'claim',
          from: 'etcd',
          to: 'apiserver',
          verb: 'watch',
          event: 'MODIFIED',
          when: 'someClaimBound',
        },
      ],
      ends: [
        {
          about: 'claim',
          from: 'etcd',
          to: 'apiserver',
          verb: 'watch',
          event: 'MODIFIED',
          when: 'allClaimsAnnounced',
        },
      ],
      skips: [NO_CLAIM],
      waits: [FIRST_CONSUMER],
      remarks: [BOUND_EARLIER],
    },
    {
      id: '9',
      begins: [{ about: 'pod', from: 'apiserver', to: 'scheduler', verb: 'watch' }],
      skips: [NODE_NAME_SET],
    },
    {
      id: '10',
      after: ['9'],
      begins: [{ about: 'pod', from: 'scheduler', to: 'scheduler', verb: 'schedule' }],
      ends: [{ about: 'pod', from: 'scheduler', to: 'scheduler', verb: 'schedule', when: 'isSelected' }],
      skips: [NODE_NAME_SET],
      waits: SCHEDULE_WAITS,
    },
    {
      id: '11',
      after: ['10'],
      begins: [
        // For a class that waits for the first consumer the volumes are bound first.
        {
          about: ['claim', 'volume'],
          from: 'scheduler',
          to: 'apiserver',
          verb: ['update', 'patch'],
          when: 'isSelected',
        },
        { about: 'pod', from: 'scheduler', to: 'apiserver', verb: 'bind' },
      ],
      ends: [{ about: 'pod', from: 'scheduler', to: 'apiserver', verb: 'bind' }],
      skips: [NODE_NAME_SET],
    },
    { id: '12', after: ['11'], begins: [STORES_BINDING], skips: [NODE_NAME_SET] },
    {
      id: '13',
      after: ['12'],
      begins: [{ about: 'pod', from: 'etcd', to: 'apiserver', verb: 'watch', event: 'MODIFIED' }],
      skips: [NODE_NAME_SET],
    },
    { id: '14', begins: [KUBELET_SEES] },
    {
      id: '15',
      after: ['14'],
      begins: [{ about: 'pod', from: 'kubelet', to: 'cri', verb: 'PullImage' }],
      ends: [
        { about: 'pod', from: 'cri', to: 'kubelet', verb: 'reply', when: 'allImagesReady' },
        { about: 'pod', from: 'kubelet', to: 'cri', verb: 'CreateContainer', when: 'allImagesReady' },
      ],
      skips: [{ code: 'imagePresent', when: 'nothingPulled' }],
      waits: IMAGE_WAITS,
    },
    {
      id: '16',
      after: ['14'],
      begins: [{ about: 'pod', from: 'kubelet', to: 'cri', verb: 'CreateContainer' }],
      ends: [
        { about: 'pod', from: 'kubelet', to: 'cri', verb: 'StartContainer', when: 'allContainersStarted' },
      ],
      waits: CONTAINER_WAITS,
    },
    {
      id: '17',
      after: ['14'],
      begins: [{ about: 'container', from: 'cri', to: 'runtime', verb: 'start' }],
      ends: [{ about: 'container', from: 'cri', to: 'runtime', verb: 'start', when: 'allContainersRunning' }],
    },
    {
      id: '18',
      after: ['14'],
      begins: [{ about: 'pod', from: 'kubelet', to: 'volumes', verb: 'mount' }],
      ends: [{ about: 'pod', from: 'volumes', to: 'kubelet', verb: 'reply', when: 'isWithoutError' }],
      skips: [{ code: 'noVolumes', when: 'noVolumes' }],
      waits: MOUNT_WAITS,
    },
    {
      id: '19',
      after: ['14'],
      begins: [
        { about: 'pod', from: 'cri', to: 'cni', verb: 'ADD' },
        { about: 'pod', from: 'kubelet', to: 'cri', verb: 'RunPodSandbox', when: 'hostNetwork' },
      ],
      ends: [
        { about: 'pod', from: 'cni', to: 'cri', verb: 'reply', when: 'givesAddress' },
        { about: 'pod', from: 'kubelet', to: 'cri', verb: 'RunPodSandbox', when: 'hostNetwork' },
      ],
      waits: NETWORK_WAITS,
      remarks: [{ code: 'hostNetwork', when: 'hostNetwork' }],
    },
  ],
};

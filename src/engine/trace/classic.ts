import type { FlowDefinition } from './definition.ts';
import {
  ALL_RUN,
  CREATES_CONTAINER,
  KUBELET_SEES,
  MOUNTING,
  NETWORKING,
  PULLING,
  STARTS_PROCESS,
  STORES,
  STORES_BINDING,
  SUBMITS,
} from './matchers.ts';
import {
  BOUND_EARLIER,
  BY_CONTROLLER,
  CLAIM_WAITS,
  CONTAINER_WAITS,
  FIRST_CONSUMER,
  HOST_NETWORK,
  IMAGE_PRESENT,
  IMAGE_WAITS,
  KUBELET_WAITS,
  MOUNT_WAITS,
  NETWORK_WAITS,
  NO_CLAIM,
  NO_VOLUMES,
  NODE_NAME_SET,
  SCHEDULE_WAITS,
} from './reasons.ts';

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
    { id: '14', begins: [KUBELET_SEES], waits: KUBELET_WAITS },
    {
      id: '15',
      after: ['14'],
      ...PULLING,
      skips: IMAGE_PRESENT,
      waits: IMAGE_WAITS,
    },
    {
      id: '16',
      after: ['14'],
      begins: [CREATES_CONTAINER],
      ends: [
        { about: 'pod', from: 'kubelet', to: 'cri', verb: 'StartContainer', when: 'allContainersStarted' },
      ],
      waits: CONTAINER_WAITS,
    },
    {
      id: '17',
      after: ['14'],
      begins: [STARTS_PROCESS],
      ends: [ALL_RUN],
    },
    {
      id: '18',
      after: ['14'],
      ...MOUNTING,
      skips: NO_VOLUMES,
      waits: MOUNT_WAITS,
    },
    {
      id: '19',
      after: ['14'],
      ...NETWORKING,
      waits: NETWORK_WAITS,
      remarks: HOST_NETWORK,
    },
  ],
};

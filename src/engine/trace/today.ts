import type { FlowDefinition } from './definition.ts';
import {
  ALL_RUN,
  ANNOUNCES,
  ANNOUNCES_CLAIMS,
  BINDS,
  BINDS_VOLUMES,
  CHOOSES,
  CONTROLLER_SEES,
  CREATES_CONTAINER,
  KUBELET_SEES,
  MAKES_SANDBOX,
  MATCHES_VOLUME,
  MOUNTING,
  NETWORKING,
  PULLING,
  SCHEDULER_SEES,
  SCHEDULES,
  STARTS_PROCESS,
  STORES,
  STORES_BINDING,
  SUBMITS,
} from './matchers.ts';
import {
  BY_CONTROLLER,
  CLAIM_WAITS,
  CONTAINER_WAITS,
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

/** What Kubernetes 1.36 really does, in the order in which it does it. The ids never change their meaning. */
export const TODAY: FlowDefinition = {
  steps: [
    // The request reaches the API server.
    { id: 't1', begins: SUBMITS, remarks: [BY_CONTROLLER] },
    // It is admitted, defaulted and validated; what comes out is a transaction.
    { id: 't2', begins: SUBMITS, ends: [STORES] },
    // etcd commits it.
    { id: 't3', begins: [STORES] },
    // The API server's watch cache learns of it.
    { id: 't4', begins: [ANNOUNCES] },
    // Controllers and scheduler are told.
    {
      id: 't5',
      begins: [CONTROLLER_SEES, SCHEDULER_SEES],
      ends: [SCHEDULER_SEES],
    },
    // Claims of a class that binds at once.
    {
      id: 't6',
      begins: [MATCHES_VOLUME],
      ends: [ANNOUNCES_CLAIMS],
      skips: [NO_CLAIM, { code: 'waitForFirstConsumer', when: 'boundByScheduler' }],
      waits: CLAIM_WAITS,
      remarks: [{ code: 'claimBoundEarlier', when: 'claimsBoundEarlier' }],
    },
    // The scheduling queue holds it until its turn.
    {
      id: 't7',
      begins: [SCHEDULER_SEES],
      ends: [SCHEDULES],
      skips: [NODE_NAME_SET],
      waits: [SCHEDULE_WAITS[0], SCHEDULE_WAITS[1]].filter((reason) => reason !== undefined),
    },
    // Filter and score.
    {
      id: 't8',
      after: ['t7'],
      begins: [SCHEDULES],
      ends: [CHOOSES],
      skips: [NODE_NAME_SET],
      waits: SCHEDULE_WAITS,
    },
    // Reserve: the scheduler's own cache already counts the Pod as being there.
    {
      id: 't9',
      after: ['t8'],
      begins: [CHOOSES],
      skips: [NODE_NAME_SET],
    },
    // PreBind: claims of a class that waits for its first consumer.
    {
      id: 't10',
      after: ['t9'],
      begins: [BINDS_VOLUMES],
      ends: [ANNOUNCES_CLAIMS],
      skips: [NO_CLAIM, NODE_NAME_SET, { code: 'boundAtOnce', when: 'notBoundByScheduler' }],
    },
    // Bind: the node is written into the Pod.
    {
      id: 't11',
      after: ['t9'],
      begins: [BINDS],
      ends: [STORES_BINDING],
      skips: [NODE_NAME_SET],
    },
    { id: 't12', begins: [KUBELET_SEES], waits: KUBELET_WAITS },
    // The kubelet checks whether the Pod may run here.
    { id: 't13', after: ['t12'], begins: [{ about: 'pod', from: 'kubelet', to: 'kubelet', verb: 'admit' }] },
    // A pod worker begins: cgroup and directories.
    { id: 't14', after: ['t13'], begins: [{ about: 'pod', from: 'kubelet', to: 'kubelet', verb: 'sync' }] },
    // Volumes first …
    {
      id: 't15',
      after: ['t14'],
      ...MOUNTING,
      skips: NO_VOLUMES,
      waits: MOUNT_WAITS,
    },
    // … then the sandbox: first its network namespace …
    {
      id: 't16',
      after: ['t14'],
      begins: [MAKES_SANDBOX],
    },
    // … with a network in it …
    {
      id: 't17',
      after: ['t16'],
      ...NETWORKING,
      waits: NETWORK_WAITS,
      remarks: HOST_NETWORK,
    },
    // … then pause, which holds the namespaces …
    { id: 't18', after: ['t16'], begins: [{ about: 'sandbox', from: 'cri', to: 'runtime', verb: 'start' }] },
    // … and only then images and containers.
    {
      id: 't19',
      after: ['t18'],
      ...PULLING,
      skips: IMAGE_PRESENT,
      waits: IMAGE_WAITS,
    },
    {
      id: 't20',
      after: ['t18'],
      begins: [CREATES_CONTAINER],
      ends: [{ ...CREATES_CONTAINER, when: 'allContainersCreated' }],
      waits: CONTAINER_WAITS,
    },
    {
      id: 't21',
      after: ['t20'],
      begins: [STARTS_PROCESS],
      ends: [ALL_RUN],
      waits: CONTAINER_WAITS,
    },
    // The status goes back: Ready.
    {
      id: 't22',
      after: ['t21'],
      begins: [{ about: 'pod', from: 'kubelet', to: 'apiserver', verb: 'patch' }],
      ends: [{ about: 'pod', from: 'apiserver', to: 'etcd', verb: 'txn', when: 'podReadyOrDone' }],
      // A Pod that has failed will not get there.
      waits: [
        { code: 'notReady', when: 'podNotReady', text: 'ready' },
        { code: 'podFailed', when: 'podFailed' },
      ],
    },
  ],
};

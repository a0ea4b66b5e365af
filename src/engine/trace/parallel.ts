import type { FlowDefinition } from './definition.ts';
import {
  ALL_RUN,
  KUBELET_SEES,
  MAKES_SANDBOX,
  MOUNTING,
  NETWORKING,
  PULLING,
  SCHEDULER_SEES,
  STORES,
  STORES_BINDING,
  SUBMITS,
} from './matchers.ts';
import {
  BY_CONTROLLER,
  CONTAINER_WAITS,
  HOST_NETWORK,
  IMAGE_PRESENT,
  IMAGE_WAITS,
  KUBELET_WAITS,
  MOUNT_WAITS,
  NETWORK_WAITS,
  NO_VOLUMES,
  NODE_NAME_SET,
  SCHEDULE_WAITS,
} from './reasons.ts';

/** S1's reading: on the node the volume manager, cAdvisor and the runtime work side by side. */
export const PARALLEL: FlowDefinition = {
  steps: [
    { id: '1', begins: SUBMITS, remarks: [BY_CONTROLLER] },
    { id: '2', begins: [STORES] },
    {
      id: '3',
      begins: [SCHEDULER_SEES],
      ends: [STORES_BINDING],
      skips: [NODE_NAME_SET],
      waits: SCHEDULE_WAITS,
    },
    { id: '4', begins: [KUBELET_SEES], waits: KUBELET_WAITS },
    {
      id: '4.1',
      after: ['4'],
      ...MOUNTING,
      skips: NO_VOLUMES,
      waits: MOUNT_WAITS,
      remarks: [{ code: 'noCsiVolume', when: 'noCsiVolume' }],
    },
    {
      id: '4.2',
      after: ['4'],
      begins: [{ about: 'pod', from: 'kubelet', to: 'cadvisor', verb: 'watch' }],
    },
    {
      id: '4.3',
      after: ['4'],
      begins: [MAKES_SANDBOX],
      ends: [ALL_RUN],
      waits: [...NETWORK_WAITS, ...IMAGE_WAITS, ...CONTAINER_WAITS],
    },
    {
      id: '4.3.1',
      after: ['4.3'],
      ...PULLING,
      skips: IMAGE_PRESENT,
      waits: IMAGE_WAITS,
    },
    {
      id: '4.3.2',
      after: ['4.3'],
      begins: [{ about: ['sandbox', 'container'], from: 'cri', to: 'runtime', verb: 'start' }],
      ends: [ALL_RUN],
      waits: CONTAINER_WAITS,
    },
    {
      id: '4.3.3',
      after: ['4.3'],
      ...NETWORKING,
      waits: NETWORK_WAITS,
      remarks: HOST_NETWORK,
    },
  ],
};

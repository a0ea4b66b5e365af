import {
  BY_CONTROLLER,
  CONTAINER_WAITS,
  IMAGE_WAITS,
  KUBELET_SEES,
  MOUNT_WAITS,
  NETWORK_WAITS,
  NODE_NAME_SET,
  SCHEDULE_WAITS,
  STORES,
  STORES_BINDING,
  SUBMITS,
} from './classic.ts';
import type { FlowDefinition } from './definition.ts';

/** S1's reading: on the node the volume manager, cAdvisor and the runtime work side by side. */
export const PARALLEL: FlowDefinition = {
  steps: [
    { id: '1', begins: SUBMITS, remarks: [BY_CONTROLLER] },
    { id: '2', begins: [STORES] },
    {
      id: '3',
      begins: [{ about: 'pod', from: 'apiserver', to: 'scheduler', verb: 'watch' }],
      ends: [STORES_BINDING],
      skips: [NODE_NAME_SET],
      waits: SCHEDULE_WAITS,
    },
    { id: '4', begins: [KUBELET_SEES] },
    {
      id: '4.1',
      after: ['4'],
      begins: [{ about: 'pod', from: 'kubelet', to: 'volumes', verb: 'mount' }],
      ends: [{ about: 'pod', from: 'volumes', to: 'kubelet', verb: 'reply', when: 'isWithoutError' }],
      skips: [{ code: 'noVolumes', when: 'noVolumes' }],
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
      begins: [{ about: 'pod', from: 'kubelet', to: 'cri', verb: 'RunPodSandbox' }],
      ends: [{ about: 'container', from: 'cri', to: 'runtime', verb: 'start', when: 'allContainersRunning' }],
      waits: [...NETWORK_WAITS, ...IMAGE_WAITS, ...CONTAINER_WAITS],
    },
    {
      id: '4.3.1',
      after: ['4.3'],
      begins: [{ about: 'pod', from: 'kubelet', to: 'cri', verb: 'PullImage' }],
      ends: [
        { about: 'pod', from: 'cri', to: 'kubelet', verb: 'reply', when: 'allImagesReady' },
        { about: 'pod', from: 'kubelet', to: 'cri', verb: 'CreateContainer', when: 'allImagesReady' },
      ],
      skips: [{ code: 'imagePresent', when: 'nothingPulled' }],
      waits: IMAGE_WAITS,
    },
    {
      id: '4.3.2',
      after: ['4.3'],
      begins: [{ about: ['sandbox', 'container'], from: 'cri', to: 'runtime', verb: 'start' }],
      ends: [{ about: 'container', from: 'cri', to: 'runtime', verb: 'start', when: 'allContainersRunning' }],
      waits: CONTAINER_WAITS,
    },
    {
      id: '4.3.3',
      after: ['4.3'],
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

// Why steps are left out, have to wait, or have something to be said about them.
import type { Reason } from './definition.ts';

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
export const FIRST_CONSUMER: Reason = {
  code: 'waitForFirstConsumer',
  when: 'waitsForFirstConsumer',
  text: 'match',
};
export const BOUND_EARLIER: Reason = { code: 'claimBoundEarlier', when: 'claimsBoundEarlier' };

/** Why the Pod has no node yet. */
export const SCHEDULE_WAITS: readonly Reason[] = [
  { code: 'schedulingGated', when: 'schedulingGated', text: 'gates' },
  { code: 'otherScheduler', when: 'otherScheduler', text: 'scheduler' },
  { code: 'unschedulable', when: 'unschedulable', text: 'decision' },
];

/** Why no kubelet has taken the Pod up. */
export const KUBELET_WAITS: readonly Reason[] = [
  { code: 'noKubelet', when: 'noKubelet', text: 'node' },
  { code: 'kubeletDown', when: 'kubeletDown', text: 'node' },
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

export const NO_VOLUMES: readonly Reason[] = [{ code: 'noVolumes', when: 'noVolumes' }];
export const IMAGE_PRESENT: readonly Reason[] = [{ code: 'imagePresent', when: 'nothingPulled' }];
export const HOST_NETWORK: readonly Reason[] = [{ code: 'hostNetwork', when: 'hostNetwork' }];

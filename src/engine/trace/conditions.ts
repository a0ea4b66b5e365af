import type { TraceRecord } from '../kernel/record.ts';
import type { ClaimSituation, Situation } from './situation.ts';

/** Of a situation, and of the record that has just led to it when a record is being matched. */
type Condition = (situation: Situation, record: TraceRecord | null) => boolean;

function claims(situation: Situation): (ClaimSituation | undefined)[] {
  return situation.facts.claims.map((key) => situation.claims[key]);
}

const everyClaim =
  (holds: (claim: ClaimSituation) => boolean): Condition =>
  (situation) =>
    claims(situation).every((claim) => claim !== undefined && holds(claim));

const someClaim =
  (holds: (claim: ClaimSituation) => boolean): Condition =>
  (situation) =>
    claims(situation).some((claim) => claim !== undefined && holds(claim));

const isUnmatched = (claim: ClaimSituation): boolean => claim.boundSeq === 0 && !claim.match?.chosen;

const isDelayed = (claim: ClaimSituation): boolean =>
  isUnmatched(claim) && claim.match?.provisioning === 'waitForFirstConsumer' && !claim.state?.selectedNode;

const IMAGE_REASONS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

export function imageTrouble(situation: Situation) {
  return situation.pod?.waiting.find(({ reason }) => IMAGE_REASONS.has(reason));
}

export function containerTrouble(situation: Situation) {
  return situation.pod?.waiting.find(({ reason }) => !IMAGE_REASONS.has(reason));
}

const every = (situation: Situation, list: readonly string[], withInit: boolean): boolean =>
  situation.facts.containers.every(({ name, isInit }) => (isInit && !withInit) || list.includes(name));

const allClaimsMatched = everyClaim((claim) => !isUnmatched(claim));
const boundByScheduler = someClaim((claim) => isDelayed(claim) || !!claim.state?.selectedNode);

export const CONDITIONS = {
  // The manifest
  noClaim: ({ facts }) => facts.claims.length === 0,
  noVolumes: ({ facts }) => facts.volumes === 0,
  nodeNameSet: ({ facts }) => facts.nodeName !== '',
  hostNetwork: ({ facts }) => facts.hostNetwork,
  otherScheduler: ({ facts }) => facts.schedulerName !== 'default-scheduler',

  // Whole life
  createdByController: ({ createdBy, facts }) =>
    createdBy === 'controller-manager' || facts.controller !== '',
  isCreation: (_, record) => record?.change?.before === null,
  podDeleted: ({ deleted, pod }) => deleted || pod?.deleting === true,
  podFailed: ({ pod }) => pod?.phase === 'Failed',
  podSucceeded: ({ pod }) => pod?.phase === 'Succeeded',
  podReadyOrDone: ({ pod }) => pod?.ready?.status === 'True' || pod?.phase === 'Succeeded',
  podNotReady: ({ pod, facts, running }) =>
    pod?.ready?.status === 'False' &&
    facts.containers.every(({ name, isInit }) => isInit || running.includes(name)) &&
    pod.phase === 'Running',

  // Claims
  allClaimsMatched,
  someClaimMatched: someClaim((claim) => !isUnmatched(claim)),
  allClaimsBound: everyClaim((claim) => claim.boundSeq > 0),
  allClaimsAnnounced: everyClaim((claim) => claim.announced),
  someClaimBound: someClaim((claim) => claim.boundSeq > 0),
  /** Every claim is bound but for the status of the last, which is what is being asked for now. */
  completesBinding: everyClaim((claim) => claim.boundSeq > 0 || claim.state?.isBindCompleted === true),
  claimsBoundEarlier: (situation) =>
    situation.facts.claims.length > 0 &&
    claims(situation).every((claim) => claim !== undefined && claim.boundSeq > 0) &&
    claims(situation).every((claim) => (claim?.boundSeq ?? 0) < situation.createdSeq),
  claimMissing: (situation) =>
    claims(situation).some((claim) => claim === undefined || (claim.state === null && claim.boundSeq === 0)),
  waitsForFirstConsumer: someClaim(isDelayed),
  /** Its volume comes only once a node has been chosen, or came only then. */
  boundByScheduler,
  notBoundByScheduler: (situation) => !boundByScheduler(situation, null),
  provisioning: someClaim((claim) => isUnmatched(claim) && claim.match?.provisioning === 'external'),
  noVolumeFits: someClaim((claim) => isUnmatched(claim) && claim.match?.provisioning === 'none'),

  // Scheduling
  isSelected: ({ attempt }) => !!attempt?.selected,
  unschedulable: ({ attempt, boundSeq }) => boundSeq === 0 && attempt !== null && attempt.selected === null,
  schedulingGated: ({ pod }) => (pod?.gates.length ?? 0) > 0,
  isBound: ({ boundSeq }) => boundSeq > 0,
  /** This very write gave the Pod its node. */
  isBinding: ({ boundSeq }, record) => record !== null && boundSeq === record.seq,

  // On the node
  isHeard: (_, record) => !record?.detail?.lost,
  /** The node was written into the Pod, and no kubelet watches Pods of such a node. */
  noKubelet: ({ pod, kubelet }) => kubelet === 'none' && !!pod?.nodeName,
  kubeletDown: ({ pod, kubelet }) => kubelet === 'silent' && !!pod?.nodeName,
  allImagesReady: (situation) => every(situation, situation.images, true),
  nothingPulled: (situation) => situation.pulls === 0 && every(situation, situation.images, true),
  imageTrouble: (situation) => imageTrouble(situation) !== undefined,
  imagePullFailed: (situation) => situation.pullError !== '',
  containerTrouble: (situation) => containerTrouble(situation) !== undefined,
  allContainersStarted: (situation) => every(situation, situation.started, false),
  allContainersCreated: (situation) => every(situation, situation.created, false),
  allContainersRunning: (situation) => every(situation, situation.running, false),
  noCsiVolume: ({ csiCalls }) => csiCalls === 0,
  givesAddress: (_, record) => !!record?.detail?.ip,
  isWithoutError: (_, record) => !record?.detail?.error,
  mountFailed: ({ mountError }) => mountError !== '',
  networkFailed: ({ networkError }) => networkError !== '',
} satisfies Record<string, Condition>;

export type ConditionName = keyof typeof CONDITIONS;

export function holds(name: ConditionName, situation: Situation, record: TraceRecord | null): boolean {
  return (CONDITIONS[name] as Condition)(situation, record);
}

// Models kubernetes@v1.36.0 pkg/controller/volume/persistentvolume/index.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go (FindMatchingVolume)
import {
  compareQuantities,
  labelSelectorMatches,
  type PersistentVolume,
  type PersistentVolumeClaim,
} from '../../../api/index.ts';
import { scan, type Table } from '../../kernel/table.ts';
import { classOfClaim, classOfVolume, isVolumeBoundToClaim } from './annotations.ts';

/** Why a volume does not serve a claim; stable keys for the page to word. */
export type Misfit =
  | 'boundToAnother'
  | 'capacity'
  | 'accessModes'
  | 'storageClass'
  | 'selector'
  | 'volumeMode'
  | 'volumeAttributesClass'
  | 'beingDeleted'
  | 'notAvailable'
  /** The class waits for the first consumer, so the scheduler will choose. */
  | 'waitForFirstConsumer'
  /** It would do, but a smaller one, or one with fewer access modes, does as well. */
  | 'largerThanNeeded';

export interface Candidate {
  readonly name: string;
  readonly fits: boolean;
  /** Empty for the chosen one. */
  readonly reason: Misfit | '';
  /** What the volume has and what the claim wants, where that is the reason. */
  readonly has?: string | undefined;
  readonly wants?: string | undefined;
}

/** How a claim was matched: `detail` of the record `match-volume`. */
export interface VolumeMatch {
  /** `namespace/name`. */
  readonly claim: string;
  readonly candidates: readonly Candidate[];
  /** Volumes that were considered but are not listed. */
  readonly omitted: number;
  readonly chosen: string | null;
  /** What the claim is told in an Event while it waits; empty when a volume was chosen. */
  readonly message: string;
  /** What happens when nothing was chosen: null when something was. */
  readonly provisioning: 'external' | 'waitForFirstConsumer' | 'none' | null;
}

/** A cluster may have many volumes; the trace lists so many. */
const MAX_LISTED = 50;

/** Upstream's words for a volume that the claim asks for by name and cannot have. */
export const MISFIT_MESSAGE: Readonly<Partial<Record<Misfit, string>>> = {
  beingDeleted: 'the volume is marked for deletion',
  capacity: 'requested PV is too small',
  storageClass: 'storageClassName does not match',
  volumeAttributesClass: 'volumeAttributesClassName does not match',
  volumeMode: 'incompatible volumeMode',
  accessModes: 'incompatible accessMode',
};

interface Judgement {
  readonly reason: Misfit | '';
  readonly has?: string;
  readonly wants?: string;
}

const FITS: Judgement = { reason: '' };

export function capacityOf(volume: PersistentVolume): string {
  return volume.spec.capacity?.storage ?? '0';
}

export function requestOf(claim: PersistentVolumeClaim): string {
  return claim.spec.resources?.requests?.storage ?? '0';
}

/** What a volume is, apart from whose it is: the checks of `checkVolumeSatisfyClaim`, in its order. */
export function judgeProperties(volume: PersistentVolume, claim: PersistentVolumeClaim): Judgement {
  if (volume.metadata.deletionTimestamp !== undefined) return { reason: 'beingDeleted' };
  if (compareQuantities(capacityOf(volume), requestOf(claim)) < 0) {
    return { reason: 'capacity', has: capacityOf(volume), wants: requestOf(claim) };
  }
  const has = classOfVolume(volume);
  const wants = classOfClaim(claim);
  if (has !== wants) return { reason: 'storageClass', has, wants };
  const hasAttributes = volume.spec.volumeAttributesClassName ?? '';
  const wantsAttributes = claim.spec.volumeAttributesClassName ?? '';
  if (hasAttributes !== wantsAttributes) {
    return { reason: 'volumeAttributesClass', has: hasAttributes, wants: wantsAttributes };
  }
  const mode = volume.spec.volumeMode ?? 'Filesystem';
  const wantedMode = claim.spec.volumeMode ?? 'Filesystem';
  if (mode !== wantedMode) return { reason: 'volumeMode', has: mode, wants: wantedMode };
  const modes = volume.spec.accessModes ?? [];
  const wantedModes = claim.spec.accessModes ?? [];
  if (!wantedModes.every((wanted) => modes.includes(wanted))) {
    return { reason: 'accessModes', has: modes.join(','), wants: wantedModes.join(',') };
  }
  return FITS;
}

function judge(volume: PersistentVolume, claim: PersistentVolumeClaim, delayed: boolean): Judgement {
  const ref = volume.spec.claimRef;
  const isOurs = isVolumeBoundToClaim(volume, claim);
  if (ref !== undefined && !isOurs) return { reason: 'boundToAnother', has: `${ref.namespace}/${ref.name}` };
  const properties = judgeProperties(volume, claim);
  if (isOurs) {
    // A volume that names the claim is its own whatever its class and selector say.
    return properties.reason === 'storageClass' ? FITS : properties;
  }
  if (properties.reason !== '') return properties;
  if (
    claim.spec.selector !== undefined &&
    !labelSelectorMatches(claim.spec.selector, volume.metadata.labels)
  ) {
    return { reason: 'selector' };
  }
  if (delayed) return { reason: 'waitForFirstConsumer' };
  if (volume.status?.phase !== 'Available') {
    return { reason: 'notAvailable', has: volume.status?.phase ?? 'Pending' };
  }
  return FITS;
}

/**
 * The volume for a claim: one that already names it, otherwise the one with the fewest access modes
 * and of those the smallest. With `delayed` only one that already names it.
 */
export function findVolume(
  claim: PersistentVolumeClaim,
  volumes: Table<PersistentVolume>,
  delayed: boolean,
): { volume: PersistentVolume | undefined; candidates: readonly Candidate[]; omitted: number } {
  const judged: { volume: PersistentVolume; judgement: Judgement }[] = [];
  let best: PersistentVolume | undefined;
  scan(volumes, (volume) => {
    const judgement = judge(volume, claim, delayed);
    judged.push({ volume, judgement });
    if (judgement.reason === '' && (best === undefined || isBetter(volume, best, claim))) best = volume;
  });
  // The ones worth a look first: those that came closest, then those that belong to others.
  const listed = judged
    .filter((entry) => entry.judgement.reason !== 'boundToAnother')
    .concat(judged.filter((entry) => entry.judgement.reason === 'boundToAnother'))
    .slice(0, MAX_LISTED);
  return {
    volume: best,
    candidates: listed.map(({ volume, judgement }) => ({
      name: volume.metadata.name as string,
      fits: judgement.reason === '',
      ...judgement,
      reason: judgement.reason === '' && volume !== best ? 'largerThanNeeded' : judgement.reason,
    })),
    omitted: judged.length - listed.length,
  };
}

function isBetter(volume: PersistentVolume, best: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const ours = isVolumeBoundToClaim(volume, claim);
  if (ours !== isVolumeBoundToClaim(best, claim)) return ours;
  const modes = (volume.spec.accessModes ?? []).length - (best.spec.accessModes ?? []).length;
  if (modes !== 0) return modes < 0;
  return compareQuantities(capacityOf(volume), capacityOf(best)) < 0;
}

// Models kubernetes@v1.36.0 pkg/controller/volume/persistentvolume/pv_controller.go (syncClaim)
// Differs: in-tree provisioners are gone upstream but for hostPath and are not modelled; a claim of such a
// class gets the same error as one of an unknown plug-in.
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../../api/index.ts';
import { get, scan } from '../../kernel/table.ts';
import { type Controller, calls, DONE, type Progress, RETRY } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { lookUp } from '../client/indexes.ts';
import { refOf } from '../client/refs.ts';
import { isPodTerminal } from '../pods.ts';
import {
  ANN_BETA_STORAGE_CLASS,
  ANN_BETA_STORAGE_PROVISIONER,
  ANN_BIND_COMPLETED,
  ANN_BOUND_BY_CONTROLLER,
  ANN_SELECTED_NODE,
  ANN_STORAGE_PROVISIONER,
  annotation,
  classOfClaim,
  defaultClass,
  hasAnnotation,
  isDelayed,
  isVolumeBoundToClaim,
  withAnnotations,
} from './annotations.ts';
import { nextBindWrite, withClaimPhase } from './bind.ts';
import { findVolume, judgeProperties, MISFIT_MESSAGE, type VolumeMatch } from './match.ts';

const NAME = 'volumebinder/claims';
export const VOLUME_CONTROLLER = 'persistentvolume-controller';

/** How often every claim and volume is looked at again. */
const RESYNC_MS = 15_000;

/** Where the work on a claim stands. */
type Stage =
  /** The question which volume fits has been asked. */
  | { readonly stage: 'match' }
  | { readonly stage: 'bind'; readonly volume: string; readonly writes: number }
  | { readonly stage: 'provision' }
  /** The last write about this claim is done. */
  | { readonly stage: 'end' };

interface Kept {
  /** When the next look at everything is due. */
  readonly resyncMs: number;
  /** A run is not at rest before this: a claim may find a volume that has turned up since. */
  readonly awaitedMs: number;
}

function claimOf(desk: Desk, key: string): PersistentVolumeClaim | undefined {
  return desk.find<PersistentVolumeClaim>('persistentvolumeclaims', key);
}

function volumeOf(desk: Desk, name: string): PersistentVolume | undefined {
  return desk.find<PersistentVolume>('persistentvolumes', name);
}

/** Binds claims: the half of the volume controller that looks at claims. */
export const claims: Controller = {
  name: NAME,
  workers: 1,
  watches: ['persistentvolumeclaims', 'persistentvolumes', 'storageclasses', 'pods'],

  start(desk) {
    desk.keep(NAME, { resyncMs: desk.nowMs + RESYNC_MS, awaitedMs: 0 } satisfies Kept);
    desk.timer(NAME, 'resync', undefined, RESYNC_MS, true);
  },

  observe(desk, { resource, key, before, after }) {
    if (resource === 'persistentvolumeclaims') {
      if (after !== undefined) desk.enqueue(NAME, key);
    } else if (resource === 'persistentvolumes') {
      const gone = after === undefined ? (before as PersistentVolume).spec.claimRef : undefined;
      if (gone?.name !== undefined) desk.enqueue(NAME, `${gone.namespace}/${gone.name}`);
      const phase = (after as PersistentVolume | undefined)?.status?.phase;
      if (phase === 'Available' && (before as PersistentVolume | undefined)?.status?.phase !== phase) {
        awaitResync(desk);
      }
    } else if (resource === 'storageclasses' && before === undefined) {
      awaitResync(desk);
    }
  },

  told(desk, what, body) {
    if (what === 'resync') {
      const kept = desk.recall<Kept>(NAME) as Kept;
      desk.keep(NAME, { ...kept, resyncMs: desk.nowMs + RESYNC_MS });
      desk.timer(NAME, 'resync', undefined, RESYNC_MS, true);
      // Awaited: the foreground timer that is due now does it.
      if (kept.awaitedMs !== desk.nowMs) resync(desk);
    } else if (what === 'awaited-resync') {
      resync(desk);
    } else if (what === 'match-volume') {
      desk.resume(NAME, body as string, { stage: 'match' } satisfies Stage);
    }
  },

  sync(desk, key, memory) {
    const claim = claimOf(desk, key);
    if (claim === undefined) return DONE;
    const stage = memory as Stage | undefined;
    switch (stage?.stage) {
      case 'match':
        return match(desk, key, claim);
      case 'bind':
        return bind(desk, key, claim, stage.volume, stage.writes);
      case 'provision':
        return announceProvisioning(desk, claim);
      case 'end':
        return DONE;
      case undefined:
        return hasAnnotation(claim, ANN_BIND_COMPLETED) ? syncBound(desk, key, claim) : ask(desk, key, claim);
    }
  },
};

/** Sends the question which volume fits to itself, so that the decision is a step of its own. */
function ask(desk: Desk, key: string, claim: PersistentVolumeClaim): Progress {
  desk.tell(NAME, 'match-volume', refOf(claim), key);
  return { kind: 'held' };
}

function match(desk: Desk, key: string, claim: PersistentVolumeClaim): Progress {
  if (hasAnnotation(claim, ANN_BIND_COMPLETED)) return syncBound(desk, key, claim);
  return claim.spec.volumeName ? matchNamed(desk, key, claim) : matchAny(desk, key, claim);
}

function note(desk: Desk, detail: VolumeMatch): void {
  desk.context.note({ ...detail });
}

/** What was found before the decision. */
type Found = Pick<VolumeMatch, 'claim' | 'candidates' | 'omitted'>;

function chose(desk: Desk, found: Found, chosen: string): void {
  note(desk, { ...found, chosen, provisioning: null, message: '' });
}

/** Nothing fits: says so to the user and in the trace. */
function choseNone(
  desk: Desk,
  claim: PersistentVolumeClaim,
  found: Found,
  provisioning: 'external' | 'waitForFirstConsumer' | 'none',
  event?: readonly [type: 'Normal' | 'Warning', reason: string, message: string],
): void {
  note(desk, { ...found, chosen: null, provisioning, message: event?.[2] ?? '' });
  if (event !== undefined) desk.event(VOLUME_CONTROLLER, claim, ...event);
}

function matchAny(desk: Desk, key: string, claim: PersistentVolumeClaim): Progress {
  const classes = desk.objects<StorageClass>('storageclasses');
  const delayed = isDelayed(claim, (name) => get(classes, name));
  const { volume, candidates, omitted } = findVolume(
    claim,
    desk.objects<PersistentVolume>('persistentvolumes'),
    delayed,
  );
  const found = { claim: key, candidates, omitted };
  if (volume !== undefined) {
    const chosen = volume.metadata.name as string;
    chose(desk, found, chosen);
    return bind(desk, key, claim, chosen);
  }
  const assigned = withDefaultClass(claim, defaultClass(classes));
  if (assigned !== undefined) {
    choseNone(desk, claim, found, 'none');
    desk.update(NAME, key, assigned);
    return calls();
  }
  if (delayed && !hasAnnotation(claim, ANN_SELECTED_NODE)) {
    choseNone(desk, claim, found, 'waitForFirstConsumer', delayEvent(desk, key));
    return pend(desk, key, claim);
  }
  if (classOfClaim(claim) !== '') return provision(desk, key, claim, found);
  choseNone(desk, claim, found, 'none', [
    'Normal',
    'FailedBinding',
    'no persistent volumes available for this claim and no storage class is set',
  ]);
  return pend(desk, key, claim);
}

/** The user named a volume. */
function matchNamed(desk: Desk, key: string, claim: PersistentVolumeClaim): Progress {
  const name = claim.spec.volumeName as string;
  const volume = volumeOf(desk, name);
  const found = { claim: key, candidates: [], omitted: 0 };
  if (volume === undefined) {
    choseNone(desk, claim, found, 'none');
    return pend(desk, key, claim);
  }
  if (volume.spec.claimRef === undefined) {
    const misfit = judgeProperties(volume, claim);
    if (misfit.reason !== '') {
      const candidates = [{ name, fits: false, ...misfit }];
      const words = MISFIT_MESSAGE[misfit.reason] ?? misfit.reason;
      const message = misfit.reason === 'beingDeleted' ? `${words} "${name}"` : words;
      choseNone(desk, claim, { ...found, candidates }, 'none', [
        'Warning',
        'VolumeMismatch',
        `Cannot bind to requested volume "${name}": ${message}`,
      ]);
      return pend(desk, key, claim);
    }
  } else if (!isVolumeBoundToClaim(volume, claim)) {
    const { namespace, name: other } = volume.spec.claimRef;
    const candidates = [
      { name, fits: false, reason: 'boundToAnother', has: `${namespace}/${other}` },
    ] as const;
    if (hasAnnotation(claim, ANN_BOUND_BY_CONTROLLER)) {
      choseNone(desk, claim, { ...found, candidates }, 'none');
      return RETRY;
    }
    choseNone(desk, claim, { ...found, candidates }, 'none', [
      'Warning',
      'FailedBinding',
      `volume "${name}" already bound to a different claim.`,
    ]);
    return pend(desk, key, claim);
  }
  chose(desk, { ...found, candidates: [{ name, fits: true, reason: '' }] }, name);
  return bind(desk, key, claim, name);
}

/** Two writes for each side; an API server that does not keep them is not asked for ever. */
const MAX_WRITES = 8;

function bind(
  desk: Desk,
  key: string,
  claim: PersistentVolumeClaim,
  volumeName: string,
  writes = 0,
): Progress {
  const volume = volumeOf(desk, volumeName);
  if (volume === undefined) return RETRY;
  // Between two steps someone else may have been quicker.
  if (volume.spec.claimRef !== undefined && !isVolumeBoundToClaim(volume, claim)) return RETRY;
  const write = nextBindWrite(volume, claim);
  if (write === undefined || writes === MAX_WRITES) return DONE;
  desk.update(NAME, key, write.object, write.subresource);
  return calls({ stage: 'bind', volume: volumeName, writes: writes + 1 } satisfies Stage);
}

function syncBound(desk: Desk, key: string, claim: PersistentVolumeClaim): Progress {
  const name = claim.spec.volumeName;
  if (!name) {
    return lose(
      desk,
      key,
      claim,
      'ClaimLost',
      'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!',
    );
  }
  const volume = volumeOf(desk, name);
  if (volume === undefined) {
    return lose(
      desk,
      key,
      claim,
      'ClaimLost',
      'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    );
  }
  if (volume.spec.claimRef === undefined || volume.spec.claimRef.uid === claim.metadata.uid) {
    return bind(desk, key, claim, name);
  }
  return lose(
    desk,
    key,
    claim,
    'ClaimMisbound',
    'Two claims are bound to the same volume, this one is bound incorrectly',
  );
}

function lose(
  desk: Desk,
  key: string,
  claim: PersistentVolumeClaim,
  reason: string,
  message: string,
): Progress {
  const lost = withClaimPhase(claim, 'Lost');
  if (lost === undefined) return DONE;
  desk.event(VOLUME_CONTROLLER, claim, 'Warning', reason, message);
  desk.update(NAME, key, lost, 'status');
  return calls({ stage: 'end' } satisfies Stage);
}

/** Shows that the claim waits. */
function pend(desk: Desk, key: string, claim: PersistentVolumeClaim): Progress {
  const pending = withClaimPhase(claim, 'Pending');
  if (pending === undefined) return DONE;
  desk.update(NAME, key, pending, 'status');
  return calls({ stage: 'end' } satisfies Stage);
}

/** A claim without a class gets the default one as soon as there is one; null text means it wants none. */
function withDefaultClass(
  claim: PersistentVolumeClaim,
  preferred: StorageClass | undefined,
): PersistentVolumeClaim | undefined {
  if (preferred === undefined || claim.spec.storageClassName !== undefined) return undefined;
  if (hasAnnotation(claim, ANN_BETA_STORAGE_CLASS)) return undefined;
  return { ...claim, spec: { ...claim.spec, storageClassName: preferred.metadata.name as string } };
}

function delayEvent(desk: Desk, key: string): readonly ['Normal', string, string] {
  const waiting = lookUp<Pod>(desk.indexes.podsByClaim, key, desk.objects('pods'))
    .filter((pod) => !pod.spec.nodeName && !isPodTerminal(pod))
    .map((pod) => pod.metadata.name as string);
  if (waiting.length === 0) {
    return ['Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding'];
  }
  const pods = waiting.length === 1 ? `pod ${waiting[0]}` : `pods ${waiting.join(',')}`;
  return ['Normal', 'WaitForPodScheduled', `waiting for ${pods} to be scheduled`];
}

/** Asks the provisioner of the claim's class for a volume. */
function provision(desk: Desk, key: string, claim: PersistentVolumeClaim, found: Found): Progress {
  const className = classOfClaim(claim);
  const storageClass = desk.find<StorageClass>('storageclasses', className);
  if (storageClass === undefined || storageClass.provisioner.startsWith('kubernetes.io/')) {
    const message =
      storageClass === undefined
        ? `storageclass.storage.k8s.io "${className}" not found`
        : `no volume plugin matched name: ${storageClass.provisioner}`;
    choseNone(desk, claim, found, 'none', ['Warning', 'ProvisioningFailed', message]);
    return DONE;
  }
  const { provisioner } = storageClass;
  note(desk, { ...found, chosen: null, provisioning: 'external', message: externalMessage(provisioner) });
  if (annotation(claim, ANN_STORAGE_PROVISIONER) === provisioner) return announceProvisioning(desk, claim);
  const asked = withAnnotations(claim, {
    [ANN_BETA_STORAGE_PROVISIONER]: provisioner,
    [ANN_STORAGE_PROVISIONER]: provisioner,
  });
  desk.update(NAME, key, asked);
  return calls({ stage: 'provision' } satisfies Stage);
}

function announceProvisioning(desk: Desk, claim: PersistentVolumeClaim): Progress {
  const message = externalMessage(annotation(claim, ANN_STORAGE_PROVISIONER) ?? '');
  desk.event(VOLUME_CONTROLLER, claim, 'Normal', 'ExternalProvisioning', message);
  return DONE;
}

function externalMessage(provisioner: string): string {
  return `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
}

/** Looks at every unbound claim again: this is how a claim finds a volume that appeared after it. */
function resync(desk: Desk): void {
  scan(desk.objects<PersistentVolumeClaim>('persistentvolumeclaims'), (claim, key) => {
    if (claim.status?.phase !== 'Bound') desk.enqueue(NAME, key);
  });
}

/**
 * A volume or class has appeared that no claim is told of before the next look at everything. If claims
 * wait, the run is not at rest until then: a foreground timer says so, once.
 */
function awaitResync(desk: Desk): void {
  const kept = desk.recall<Kept>(NAME);
  if (kept === undefined || kept.awaitedMs >= kept.resyncMs || kept.resyncMs <= desk.nowMs) return;
  let waiting = false;
  scan(desk.objects<PersistentVolumeClaim>('persistentvolumeclaims'), (claim) => {
    waiting = claim.status?.phase === 'Pending';
    return !waiting;
  });
  if (!waiting) return;
  desk.keep(NAME, { ...kept, awaitedMs: kept.resyncMs });
  desk.timer(NAME, 'awaited-resync', undefined, kept.resyncMs - desk.nowMs, false);
}

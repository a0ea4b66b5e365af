// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/volumebinding/volume_binding.go
// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/volumebinding/binder.go
// Differs: CSIDriver, CSINode and CSIStorageCapacity are not modelled, so free capacity is never short; scoring
// by capacity is behind a feature gate that is off.
import {
  compareQuantities,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type StorageClass,
} from '../../../../api/index.ts';
import { ACTION } from '../../framework/clusterEvent.ts';
import type {
  FilterPlugin,
  Handle,
  PreBindPlugin,
  PreFilterPlugin,
  PreFilterResult,
  Reservation,
  ReservePlugin,
} from '../../framework/interface.ts';
import { errorStatus, SKIP, type Status, SUCCESS, unresolvable } from '../../framework/status.ts';
import {
  ANN_SELECTED_NODE,
  claimNameOf,
  classOf,
  isFullyBound,
  type PodVolumeClaims,
  podClaims,
} from './claims.ts';
import { findMatchingVolume, sizeOf, topologyAllows, volumeFitsNode, withClaim } from './matching.ts';

const NAME = 'VolumeBinding';

const NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity";
const BIND_CONFLICT = "node(s) didn't find available persistent volumes to bind";
const VOLUME_MISSING = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
const NOT_SUPPORTED_PROVISIONER = 'kubernetes.io/no-provisioner';

const NOTHING: PreFilterResult = { status: SKIP, nodeNames: null };
const ALL: PreFilterResult = { status: SUCCESS, nodeNames: null };
const UNBOUND_IMMEDIATE: PreFilterResult = {
  status: unresolvable('pod has unbound immediate PersistentVolumeClaims'),
  nodeNames: null,
};
const PENDING: Status = { code: 'Pending', reasons: [] };

/** How the open claims of a Pod would be satisfied on one node. */
interface PodVolumes {
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[];
  readonly provisions: readonly PersistentVolumeClaim[];
}

interface State {
  readonly claims: PodVolumeClaims;
  readonly byNode: Map<string, PodVolumes>;
}

/** Keeps a Pod to nodes its volumes can be reached from, and has the missing ones bound or made there. */
export const volumeBinding: PreFilterPlugin & FilterPlugin & ReservePlugin & PreBindPlugin = {
  name: NAME,
  events: [
    {
      resource: 'StorageClass',
      actions: ACTION.Add | ACTION.Update,
      hint: (_, before, after) =>
        before === null ||
        JSON.stringify((before as StorageClass).allowedTopologies) !==
          JSON.stringify((after as StorageClass).allowedTopologies),
    },
    {
      resource: 'PersistentVolumeClaim',
      actions: ACTION.Add | ACTION.Update,
      hint: (pod, _, after) =>
        after?.metadata.namespace === pod.metadata.namespace &&
        (pod.spec.volumes ?? []).some((volume) => claimNameOf(pod, volume) === after?.metadata.name),
    },
    { resource: 'PersistentVolume', actions: ACTION.Add | ACTION.Update },
    { resource: 'Node', actions: ACTION.Add | ACTION.UpdateNodeLabel },
  ],

  preFilter({ pod, handle, state }) {
    const found = podClaims(handle, pod);
    if (found.type === 'none') return NOTHING;
    if (found.type === 'refused') return { status: unresolvable(found.reason), nodeNames: null };
    if (found.claims.unboundImmediate.length > 0) return UNBOUND_IMMEDIATE;
    state[NAME] = { claims: found.claims, byNode: new Map() } satisfies State;
    return ALL;
  },

  filter({ handle, state }, { name, node }) {
    const { claims, byNode } = state[NAME] as State;
    const found = findPodVolumes(handle, claims, node);
    if (found.type === 'error') return errorStatus(found.message);
    if (found.reasons.length > 0) return unresolvable(...found.reasons);
    byNode.set(name, found.volumes);
    return SUCCESS;
  },

  reserve({ state }, node) {
    const volumes = (state[NAME] as State | undefined)?.byNode.get(node);
    if (volumes === undefined || (volumes.bindings.length === 0 && volumes.provisions.length === 0)) {
      return { status: SUCCESS, reservation: null };
    }
    return {
      status: SUCCESS,
      reservation: {
        persistentVolumes: volumes.bindings.map(({ volume, claim }) => withClaim(volume, claim)),
        persistentVolumeClaims: volumes.provisions.map((claim) => ({
          ...claim,
          metadata: {
            ...claim.metadata,
            annotations: { ...claim.metadata.annotations, [ANN_SELECTED_NODE]: node },
          },
        })),
      },
    };
  },

  preBindPreFlight(reservation) {
    return reservation === null ? SKIP : SUCCESS;
  },

  preBind({ persistentVolumes, persistentVolumeClaims }) {
    return [...persistentVolumes, ...persistentVolumeClaims];
  },

  poll(handle, pod, node, reservation) {
    return checkBindings(handle, pod, node, reservation);
  },
};

type Found =
  | { readonly type: 'found'; readonly reasons: readonly string[]; readonly volumes: PodVolumes }
  | { readonly type: 'error'; readonly message: string };

const NO_VOLUMES: PodVolumes = { bindings: [], provisions: [] };
const NO_REASONS: readonly string[] = [];

function findPodVolumes(handle: Handle, claims: PodVolumeClaims, node: Node): Found {
  const reasons: string[] = [];
  const bound = checkBound(handle, claims.bound, node);
  if (bound === 'conflict') reasons.push(NODE_CONFLICT);
  const open = findForOpenClaims(handle, claims.unboundDelayBinding, node);
  if (open.type === 'error') return open;
  if (open.type === 'conflict') reasons.push(BIND_CONFLICT);
  if (bound === 'missing') reasons.push(VOLUME_MISSING);
  const volumes = open.type === 'satisfied' ? open.volumes : NO_VOLUMES;
  return { type: 'found', reasons: reasons.length === 0 ? NO_REASONS : reasons, volumes };
}

function checkBound(
  handle: Handle,
  claims: readonly PersistentVolumeClaim[],
  node: Node,
): 'ok' | 'conflict' | 'missing' {
  for (const { spec } of claims) {
    const volume = handle.persistentVolume(spec.volumeName as string);
    if (volume === undefined) return 'missing';
    if (!volumeFitsNode(volume, node)) return 'conflict';
  }
  return 'ok';
}

type Open =
  | { readonly type: 'satisfied'; readonly volumes: PodVolumes }
  /** A claim can neither be bound nor have a volume made on this node. */
  | { readonly type: 'conflict' }
  | { readonly type: 'error'; readonly message: string };

const SATISFIED: Open = { type: 'satisfied', volumes: NO_VOLUMES };
const CONFLICT: Open = { type: 'conflict' };

function findForOpenClaims(handle: Handle, claims: readonly PersistentVolumeClaim[], node: Node): Open {
  if (claims.length === 0) return SATISFIED;
  const toProvision: PersistentVolumeClaim[] = [];
  const toMatch: PersistentVolumeClaim[] = [];
  for (const claim of claims) {
    const selected = claim.metadata.annotations?.[ANN_SELECTED_NODE];
    // A volume is being made for a node already: no other will do.
    if (selected !== undefined && selected !== node.metadata.name) return CONFLICT;
    (selected === undefined ? toMatch : toProvision).push(claim);
  }
  const bindings: { volume: PersistentVolume; claim: PersistentVolumeClaim }[] = [];
  const chosen = new Set<string>();
  // The smallest claims first, so that each gets the smallest volume that does.
  toMatch.sort((a, b) => compareQuantities(sizeOf(a), sizeOf(b)));
  const volumes = toMatch.length === 0 ? [] : handle.persistentVolumes();
  for (const claim of toMatch) {
    const volume = findMatchingVolume(claim, volumes, node, chosen);
    if (volume === null) {
      toProvision.push(claim);
      continue;
    }
    chosen.add(volume.metadata.name as string);
    bindings.push({ volume, claim });
  }
  for (const claim of toProvision) {
    const { namespace, name } = claim.metadata;
    const className = classOf(claim);
    if (className === '') return { type: 'error', message: `no class for claim "${namespace}/${name}"` };
    const storageClass = handle.storageClass(className);
    if (storageClass === undefined) {
      return { type: 'error', message: `failed to find storage class "${className}"` };
    }
    if (storageClass.provisioner === '' || storageClass.provisioner === NOT_SUPPORTED_PROVISIONER)
      return CONFLICT;
    if (!topologyAllows(storageClass, node)) return CONFLICT;
  }
  return { type: 'satisfied', volumes: { bindings, provisions: toProvision } };
}

function checkBindings(handle: Handle, pod: Pod, nodeName: string, reservation: Reservation): Status {
  const failed = (message: string): Status => errorStatus(`binding volumes: ${message}`);
  const node = handle.node(nodeName)?.node;
  if (node === undefined) return failed(`failed to get node "${nodeName}": node "${nodeName}" not found`);
  if (handle.pod(`${pod.metadata.namespace}/${pod.metadata.name}`) === undefined) {
    return failed(`pod does not exist any more: pod "${pod.metadata.name}" not found`);
  }
  const mismatch = (volume: PersistentVolume): Status =>
    failed(
      `pv "${volume.metadata.name}" node affinity doesn't match node "${nodeName}": no matching NodeSelectorTerms`,
    );
  let isPending = false;
  for (const reserved of reservation.persistentVolumes) {
    const volume = handle.persistentVolume(reserved.metadata.name as string);
    if (volume === undefined) {
      return failed(
        `failed to check binding: could not find v1.PersistentVolume "${reserved.metadata.name}"`,
      );
    }
    if (!volumeFitsNode(volume, node)) return mismatch(volume);
    const ref = volume.spec.claimRef;
    if (!ref?.uid) return failed(`ClaimRef got reset for pv "${volume.metadata.name}"`);
    const claim = handle.persistentVolumeClaim(`${ref.namespace}/${ref.name}`);
    if (claim === undefined) {
      return failed(
        `failed to check binding: could not find v1.PersistentVolumeClaim "${ref.namespace}/${ref.name}"`,
      );
    }
    if (!isFullyBound(claim)) isPending = true;
  }
  for (const { metadata } of reservation.persistentVolumeClaims) {
    const key = `${metadata.namespace}/${metadata.name}`;
    const claim = handle.persistentVolumeClaim(key);
    if (claim === undefined) {
      return failed(`failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "${key}"`);
    }
    if (claim.metadata.annotations === undefined) {
      return failed(`selectedNode annotation reset for PVC "${metadata.name}"`);
    }
    // A provisioner that gives up takes the annotation away.
    if (claim.metadata.annotations[ANN_SELECTED_NODE] !== nodeName) {
      return failed(`provisioning failed for PVC "${metadata.name}"`);
    }
    const volume = claim.spec.volumeName ? handle.persistentVolume(claim.spec.volumeName) : undefined;
    if (volume !== undefined && !volumeFitsNode(volume, node)) return mismatch(volume);
    if (!isFullyBound(claim)) isPending = true;
  }
  return isPending ? PENDING : SUCCESS;
}

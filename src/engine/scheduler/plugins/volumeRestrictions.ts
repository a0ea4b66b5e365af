// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go
// Differs: disks that Pods name without a claim (gcePersistentDisk, awsElasticBlockStore, iscsi, rbd) are not compared.
import type { PersistentVolumeClaim, Pod } from '../../../api/index.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import type { Cycle, FilterPlugin, PreFilterPlugin, PreFilterResult } from '../framework/interface.ts';
import type { PodInfo } from '../framework/podInfo.ts';
import { SKIP, SUCCESS, unschedulable } from '../framework/status.ts';

const NAME = 'VolumeRestrictions';

const CONFLICT = unschedulable(
  'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
);
const NOTHING: PreFilterResult = { status: SKIP, nodeNames: null };
const ALL: PreFilterResult = { status: SUCCESS, nodeNames: null };

interface State {
  /** `namespace/name` of the claims that only one Pod may use. */
  readonly claims: ReadonlySet<string>;
  /** Other Pods that use one of them, anywhere. */
  conflicts: number;
}

/** Keeps a Pod back while another one uses a claim that is for one Pod alone. */
export const volumeRestrictions: PreFilterPlugin & FilterPlugin = {
  name: NAME,
  events: [
    {
      resource: 'AssignedPod',
      actions: ACTION.Delete,
      // Only a Pod with one of the claims makes room by leaving.
      hint: (pod, before) => {
        const wanted = new Set(claimsOf(pod));
        return claimsOf(before as Pod).some((claim) => wanted.has(claim));
      },
    },
    {
      resource: 'PersistentVolumeClaim',
      actions: ACTION.Add | ACTION.Update,
      hint: (pod, _, after) => claimsOf(pod).includes(`${after?.metadata.namespace}/${after?.metadata.name}`),
    },
  ],

  preFilter(cycle) {
    const { pod, handle } = cycle;
    const claims = new Set<string>();
    for (const key of claimsOf(pod)) {
      const claim = handle.persistentVolumeClaim(key);
      // One that is not there is VolumeBinding's to refuse.
      if (claim !== undefined && isForOnePod(claim)) claims.add(key);
    }
    if (claims.size === 0) return NOTHING;
    const state: State = { claims, conflicts: 0 };
    cycle.state[NAME] = state;
    handle.eachNode(({ pods }) => count(cycle, pods, 1));
    return ALL;
  },

  adjust(cycle, _node, pods, sign) {
    if (cycle.state[NAME] !== undefined) count(cycle, pods, sign);
  },

  filter(cycle) {
    return (cycle.state[NAME] as State).conflicts > 0 ? CONFLICT : SUCCESS;
  },
};

const isForOnePod = ({ spec }: PersistentVolumeClaim): boolean =>
  spec.accessModes?.includes('ReadWriteOncePod') === true;

function claimsOf(pod: Pod): string[] {
  const { namespace, name: podName } = pod.metadata;
  return (pod.spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim !== undefined) return [`${namespace}/${persistentVolumeClaim.claimName}`];
    return ephemeral === undefined ? [] : [`${namespace}/${podName}-${name}`];
  });
}

function count(cycle: Cycle, pods: readonly PodInfo[], sign: 1 | -1): void {
  const state = cycle.state[NAME] as State;
  for (const { key, uid } of pods) {
    if (uid === cycle.info.uid) continue;
    const pod = cycle.handle.pod(key);
    if (pod !== undefined && claimsOf(pod).some((claim) => state.claims.has(claim))) state.conflicts += sign;
  }
}

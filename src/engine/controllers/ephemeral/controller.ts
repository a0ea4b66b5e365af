// Models kubernetes@v1.36.0 pkg/controller/volume/ephemeral/controller.go
import type { PersistentVolumeClaim, Pod } from '../../../api/index.ts';
import { type Controller, calls, DONE, RETRY } from '../client/controller.ts';

const NAME = 'ephemeral-volume';

/** Makes the claims of volumes that live as long as their Pod, which owns them. */
export const ephemeralVolumes: Controller = {
  name: NAME,
  workers: 10,
  watches: ['pods', 'persistentvolumeclaims'],

  observe(desk, { resource, key, before, after }) {
    if (resource === 'pods') {
      const { volumes = [] } = (after as Pod | undefined)?.spec ?? {};
      if (before === undefined && volumes.some(({ ephemeral }) => ephemeral !== undefined)) {
        desk.enqueue(NAME, key);
      }
    } else if (after === undefined) {
      // One that was deleted is made again while its Pod is there.
      const owner = before?.metadata.ownerReferences?.find(
        ({ kind, controller }) => kind === 'Pod' && controller,
      );
      if (owner !== undefined) desk.enqueue(NAME, `${before?.metadata.namespace}/${owner.name}`);
    }
  },

  sync(desk, key) {
    const pod = desk.find<Pod>('pods', key);
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return DONE;
    const { namespace, name, uid } = pod.metadata;
    for (const volume of pod.spec.volumes ?? []) {
      const template = volume.ephemeral?.volumeClaimTemplate;
      if (template === undefined) continue;
      const claimName = `${name}-${volume.name}`;
      const claim = desk.find<PersistentVolumeClaim>('persistentvolumeclaims', `${namespace}/${claimName}`);
      // A claim of that name that is not the Pod's is in the way.
      if (claim !== undefined) {
        if (claim.metadata.ownerReferences?.some((owner) => owner.uid === uid)) continue;
        return RETRY;
      }
      const { labels, annotations } = template.metadata ?? {};
      desk.create<PersistentVolumeClaim>(NAME, key, {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: claimName,
          namespace,
          ...(labels === undefined ? {} : { labels }),
          ...(annotations === undefined ? {} : { annotations }),
          ownerReferences: [
            {
              apiVersion: 'v1',
              kind: 'Pod',
              name: name ?? '',
              uid: uid ?? '',
              controller: true,
              blockOwnerDeletion: true,
            },
          ],
        },
        spec: template.spec,
      });
      return calls(claimName);
    }
    return DONE;
  },
};

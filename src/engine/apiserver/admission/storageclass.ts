// Models kubernetes@v1.36.0 plugin/pkg/admission/storage/storageclass/setdefault/admission.go
// Models kubernetes@v1.36.0 pkg/volume/util/storageclass.go
import type { PersistentVolumeClaim, StorageClass } from '../../../api/index.ts';
import { scan } from '../../kernel/table.ts';
import type { Call } from '../call.ts';
import { cacheOf } from '../state.ts';

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';
const BETA_IS_DEFAULT = 'storageclass.beta.kubernetes.io/is-default-class';
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** A claim that names no class gets the default one; empty text means that it wants none. */
export function setDefaultStorageClass(call: Call, claim: PersistentVolumeClaim): PersistentVolumeClaim {
  if (claim.spec.storageClassName !== undefined) return claim;
  if (claim.metadata.annotations?.[BETA_CLASS] !== undefined) return claim;
  const chosen = defaultClass(call);
  if (chosen === undefined) return claim;
  return { ...claim, spec: { ...claim.spec, storageClassName: chosen.metadata.name as string } };
}

/** The newest of the default classes; of equally old ones the first by name. */
function defaultClass(call: Call): StorageClass | undefined {
  let found: StorageClass | undefined;
  scan(cacheOf(call.state, 'storageclasses').objects, (object) => {
    const { annotations, creationTimestamp } = object.metadata;
    if (annotations?.[IS_DEFAULT] !== 'true' && annotations?.[BETA_IS_DEFAULT] !== 'true') return;
    if (found === undefined || (creationTimestamp ?? '') > (found.metadata.creationTimestamp ?? '')) {
      found = object as StorageClass;
    }
  });
  return found;
}

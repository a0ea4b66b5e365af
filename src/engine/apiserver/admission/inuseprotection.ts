// Models kubernetes@v1.36.0 plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go
import type { KubeObject } from '../../../api/index.ts';

const FINALIZERS: Readonly<Record<string, string>> = {
  PersistentVolumeClaim: 'kubernetes.io/pvc-protection',
  PersistentVolume: 'kubernetes.io/pv-protection',
};

/** Gives a claim or volume the finalizer that keeps it until nobody uses it. */
export function protectInUse<T extends KubeObject>(object: T): T {
  const finalizer = FINALIZERS[object.kind];
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizer === undefined || finalizers.includes(finalizer)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
}

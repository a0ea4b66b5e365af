// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (printPersistentVolumeClaim)
import { canonicalQuantity, type PersistentVolumeClaim } from '../../../api/index.ts';
import { accessModes, storageClass } from '../print/columns.ts';
import { since } from '../print/duration.ts';
import { annotations, goList, labels } from './common.ts';
import type { Writer } from './writer.ts';

/** A claim, or with `nowMs` null the template of one, which has no name and no status. */
export function claimBody(writer: Writer, claim: PersistentVolumeClaim, nowMs: number | null): void {
  const { metadata = {}, spec, status = {} } = claim;
  if (nowMs !== null) {
    writer.field(0, 'Name', metadata.name);
    writer.field(0, 'Namespace', metadata.namespace);
  }
  writer.field(0, 'StorageClass', storageClass({ ...claim, metadata }));
  if (nowMs !== null) {
    writer.field(
      0,
      'Status',
      metadata.deletionTimestamp === undefined
        ? status.phase
        : `Terminating (lasts ${since(metadata.deletionTimestamp, nowMs)})`,
    );
  }
  writer.field(0, 'Volume', spec.volumeName);
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  if (nowMs !== null) writer.field(0, 'Finalizers', goList(metadata.finalizers));
  const isBound = Boolean(spec.volumeName);
  writer.field(0, 'Capacity', isBound ? canonicalQuantity(status.capacity?.storage ?? '0') : '');
  writer.field(0, 'Access Modes', isBound ? accessModes(status.accessModes) : '');
  if (spec.volumeMode !== undefined) writer.field(0, 'VolumeMode', spec.volumeMode);
  const { dataSource } = spec;
  if (dataSource !== undefined) {
    writer.line(0, 'DataSource:');
    if (dataSource.apiGroup !== undefined) writer.field(1, 'APIGroup', dataSource.apiGroup);
    writer.field(1, 'Kind', dataSource.kind);
    writer.field(1, 'Name', dataSource.name);
  }
}

// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (DescribeEvents, searchEvents)
import type { K8sEvent, KubeObject } from '../../../api/index.ts';
import { since } from '../print/duration.ts';
import type { Query } from '../visit.ts';
import type { Writer } from './writer.ts';

/** The Events about an object. Some name a node by its name where a uid belongs. */
export function eventQueries(object: KubeObject): readonly Query[] {
  const { name = '', namespace = '', uid = '' } = object.metadata;
  const uids = object.kind === 'Node' ? [uid, name] : [uid];
  // Pods are searched without their kind, as upstream does for the sake of mirror Pods.
  const kind = object.kind === 'Pod' ? '' : `,involvedObject.kind=${object.kind}`;
  return uids.map((id) => ({
    resource: 'events',
    namespace: namespace || undefined,
    fieldSelector: `involvedObject.name=${name},involvedObject.namespace=${namespace}${kind},involvedObject.uid=${id}`,
  }));
}

export function describeEvents(writer: Writer, events: readonly K8sEvent[], nowMs: number): void {
  if (events.length === 0) {
    writer.line(0, 'Events:\t<none>');
    return;
  }
  writer.flush();
  writer.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage');
  writer.line(1, '----\t------\t----\t----\t-------');
  const sorted = [...events].sort((a, b) => {
    const [x, y] = [a.lastTimestamp ?? '', b.lastTimestamp ?? ''];
    return x < y ? -1 : x > y ? 1 : 0;
  });
  for (const event of sorted) {
    const { fieldPath } = event.involvedObject;
    const message = (event.message ?? '').trim();
    const from = event.source?.component || event.reportingComponent || '';
    writer.line(
      1,
      [
        event.type ?? '',
        event.reason ?? '',
        intervalOf(event, nowMs),
        from,
        fieldPath ? `${fieldPath}: ${message}` : message,
      ].join('\t'),
    );
  }
}

/** `3s`, or `3s (x2 over 10s)`. */
export function intervalOf(event: K8sEvent, nowMs: number): string {
  const first = since(event.eventTime || event.firstTimestamp, nowMs);
  if (event.series) {
    return `${since(event.series.lastObservedTime, nowMs)} (x${event.series.count} over ${first})`;
  }
  if ((event.count ?? 0) > 1) return `${since(event.lastTimestamp, nowMs)} (x${event.count} over ${first})`;
  return first;
}

// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go
// Models kubernetes@v1.36.0 pkg/registry/core/pod/strategy.go (CheckGracefulDelete)
// Differs: background propagation only; a request for another kind is carried out as background, with a warning.
import {
  conflictStatus,
  type KubeObject,
  type Namespace,
  notFoundStatus,
  type Pod,
} from '../../api/index.ts';
import { timeMsOf, timestamp } from '../kernel/timestamp.ts';
import { namespaceMayBeDeleted } from './admission/namespacelifecycle.ts';
import { type Call, type Outcome, ok, refuse, revisionOf } from './call.ts';
import type { RequestOptions } from './messages.ts';
import { etcdKey } from './state.ts';

const DEFAULT_GRACE_SECONDS = 30;

export function planDelete(call: Call, current: KubeObject | undefined): Outcome {
  const { info, request, context } = call;
  const { name = '', options = {} } = request;
  if (info.kind === 'Namespace') {
    const refused = namespaceMayBeDeleted(name);
    if (refused !== null) return refuse(refused);
  }
  if (current === undefined) return refuse(notFoundStatus(info, name));
  const failed = failedPrecondition(options, current);
  if (failed !== '') return refuse(conflictStatus(info, name, failed));
  if (options.propagationPolicy === 'Foreground' || options.propagationPolicy === 'Orphan') {
    call.warnings.push(
      `propagationPolicy ${options.propagationPolicy} is not modelled by Podscope yet; Background is used`,
    );
  }
  const key = etcdKey(info.resource, current.metadata.namespace, name);
  const expected = revisionOf(current);
  const write = (object: KubeObject): Outcome => ({
    type: 'write',
    op: { type: 'put', key, value: object },
    expected,
    code: 200,
  });
  const remove = (): Outcome => ({
    type: 'write',
    op: { type: 'delete', key },
    expected,
    code: 200,
    tombstone: current,
  });

  if (info.kind === 'Namespace') {
    const namespace = current as Namespace;
    const held = (namespace.spec?.finalizers?.length ?? 0) + (namespace.metadata.finalizers?.length ?? 0) > 0;
    if (!held) return remove();
    if (namespace.metadata.deletionTimestamp !== undefined) return ok(current);
    return write({
      ...marked(namespace, 0, context.nowMs),
      status: { ...namespace.status, phase: 'Terminating' },
    } as Namespace);
  }

  const held = (current.metadata.finalizers?.length ?? 0) > 0;
  const { deletionTimestamp, deletionGracePeriodSeconds } = current.metadata;
  const graceSeconds = info.kind === 'Pod' ? podGraceSeconds(current as Pod, options) : 0;
  if (deletionTimestamp !== undefined) {
    // A later deletion may shorten the wait, never lengthen it.
    const granted = deletionGracePeriodSeconds ?? 0;
    const wanted = options.gracePeriodSeconds === undefined ? granted : Math.min(graceSeconds, granted);
    if (wanted === 0 && !held) return remove();
    if (wanted === granted) return ok(current);
    const shortened = timeMsOf(deletionTimestamp) + (wanted - granted) * 1000;
    return write({
      ...current,
      metadata: {
        ...current.metadata,
        deletionTimestamp: timestamp(shortened),
        deletionGracePeriodSeconds: wanted,
      },
    });
  }
  if (graceSeconds === 0 && !held) return remove();
  return write(marked(current, graceSeconds, context.nowMs));
}

/** The object with the moment at which it is to be gone; a change its controllers must notice. */
function marked(object: KubeObject, graceSeconds: number, nowMs: number): KubeObject {
  const { generation } = object.metadata;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(generation !== undefined && generation > 0 && { generation: generation + 1 }),
      deletionTimestamp: timestamp(nowMs + graceSeconds * 1000),
      deletionGracePeriodSeconds: graceSeconds,
    },
  };
}

/** A Pod that no kubelet runs, or that has already ended, needs no time to stop. */
function podGraceSeconds(pod: Pod, options: RequestOptions): number {
  let seconds = options.gracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  if (seconds < 0) seconds = 1;
  if (!pod.spec.nodeName) return 0;
  const { phase } = pod.status ?? {};
  return phase === 'Failed' || phase === 'Succeeded' ? 0 : seconds;
}

function failedPrecondition(options: RequestOptions, current: KubeObject): string {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = current;
  if (uid !== undefined && uid !== metadata.uid) {
    return `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    return (
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ` +
      `ResourceVersion in object meta: ${metadata.resourceVersion}`
    );
  }
  return '';
}

// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/polymorphichelpers/helpers.go, attachablepodforobject.go, pkg/util/podutils/podutils.go
// Differs: it does not wait for the first Pod of a workload that has none.
import { formatLabelSelector, type KubeObject, type Pod } from '../../api/index.ts';
import type { ApiResponse } from '../apiserver/messages.ts';
import { timeMsOf } from '../kernel/timestamp.ts';
import type { Session } from './task.ts';
import { findType } from './visit.ts';

/** The Pod a command is to reach into: named itself, or as one of those of a workload. */
export interface Target {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** The object has been read and its Pods are asked for. */
  readonly listing: boolean;
}

export type Reached = { readonly target: Target } | { readonly pods: readonly Pod[] } | null;

/** Asks for what `POD` or `TYPE/NAME` names; text says what is wrong with it. */
export function beginTarget(word: string, namespace: string, session: Session): Target | string {
  const slash = word.indexOf('/');
  const name = word.slice(slash + 1);
  const types = slash < 0 ? findType('pods') : findType(word.slice(0, slash));
  if (typeof types === 'string') return types;
  const [info] = types;
  if (info === undefined || name === '' || name.includes('/')) {
    return 'arguments in resource/name form may not have more than one slash';
  }
  const { resource } = info;
  session.send({ verb: 'get', resource, namespace: info.namespaced ? namespace : undefined, name });
  return { resource, namespace, name, listing: false };
}

/** The Pod, or the Pods of a workload with the best one first. Null: it has failed, and the session knows. */
export function takeTarget(target: Target, response: ApiResponse, session: Session): Reached {
  if (response.status !== undefined) {
    session.fail({ status: response.status });
    return null;
  }
  if (target.listing) {
    const pods = [...((response.items ?? []) as readonly Pod[])].sort(byUse);
    if (pods.length > 0) return { pods };
    session.fail({ text: 'timed out waiting for the condition' });
    return null;
  }
  if (target.resource === 'pods') return { pods: [response.object as Pod] };
  const labelSelector = selectorOf(response.object as KubeObject);
  if (labelSelector === undefined) {
    session.fail({ text: unattachable(response.object as KubeObject) });
    return null;
  }
  const { namespace } = target;
  session.send({ verb: 'list', resource: 'pods', namespace, options: { labelSelector } });
  return { target: { ...target, listing: true } };
}

function unattachable({ kind, metadata }: KubeObject): string {
  const why =
    kind === 'Service'
      ? `invalid service '${metadata.name}': Service is defined without a selector`
      : `selector for *v1.${kind} not implemented`;
  return `cannot attach to *v1.${kind}: ${why}`;
}

function selectorOf(object: KubeObject): string | undefined {
  const { selector } = (object as { spec?: { selector?: unknown } }).spec ?? {};
  if (typeof selector !== 'object' || selector === null) return undefined;
  if (object.kind !== 'Service') return formatLabelSelector(selector);
  const pairs = Object.entries(selector as Record<string, string>);
  return pairs.length === 0 ? undefined : pairs.map(([key, value]) => `${key}=${value}`).join(',');
}

const PHASES: readonly (string | undefined)[] = ['Running', 'Unknown', 'Pending'];

/** Assigned, running, ready, ready for longer, older ones come first. */
function byUse(a: Pod, b: Pod): number {
  return (
    Number(!a.spec.nodeName) - Number(!b.spec.nodeName) ||
    PHASES.indexOf(a.status?.phase) - PHASES.indexOf(b.status?.phase) ||
    readySinceMs(a) - readySinceMs(b) ||
    createdMs(a) - createdMs(b)
  );
}

function readySinceMs({ status }: Pod): number {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.status === 'True'
    ? timeMsOf(ready.lastTransitionTime ?? '1970-01-01T00:00:00Z')
    : Number.MAX_SAFE_INTEGER;
}

const createdMs = ({ metadata }: Pod): number =>
  timeMsOf(metadata.creationTimestamp ?? '1970-01-01T00:00:00Z');

// Models kubernetes@v1.36.0 pkg/controller/namespace/namespace_controller.go
// Models kubernetes@v1.36.0 pkg/controller/namespace/deletion/namespaced_resources_deleter.go
// Differs: objects are deleted one by one, the API server here having no deletion of collections.
import { KINDS, type KubeObject, kindInfo, type Namespace, type Pod } from '../../../api/index.ts';
import { timeMsOf } from '../../kernel/timestamp.ts';
import { type Controller, calls, DONE, FINAL_CALLS, type Progress } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { refOf } from '../client/refs.ts';
import { isPodTerminal } from '../pods.ts';
import { namespaceConditions, type Remains } from './conditions.ts';

const NAME = 'namespace';
const FINALIZER = 'kubernetes';
/** A namespace is looked at so long after it changed, so that all creations in it have been seen or refused. */
const GRACE_MS = 5000;
/** How long the owners of finalizers are taken to need. */
const FINALIZER_ESTIMATE_SECONDS = 15;

const PODS = [kindInfo('Pod')];
const OTHERS = KINDS.filter(({ namespaced, kind }) => namespaced && kind !== 'Pod');

interface Memory {
  /** Pods go first, then everything else. */
  readonly what: 'pods' | 'others';
  /** What the calls on their way are for: to see what there is, to delete it, to see what is left, to say so. */
  readonly stage: 'list' | 'delete' | 'count' | 'report';
  /** Of `report`: how to go on. */
  readonly verdict?: Verdict;
}

type Verdict =
  | { readonly kind: 'empty' }
  /** `isSure`: what is left comes to an end by itself. */
  | { readonly kind: 'wait'; readonly seconds: number; readonly isSure: boolean }
  | { readonly kind: 'failed' };

/** What is kept of a namespace while it goes. */
interface Going {
  /** What the last list calls answered, by resource. */
  readonly found: Readonly<Record<string, readonly KubeObject[]>>;
  /** Attempts in a row that found what should not have been there any more. */
  readonly failures: number;
  /** When it is looked at next, if that is background work; 0 otherwise. */
  readonly idleUntilMs: number;
}

/** By namespace. */
type Kept = Readonly<Record<string, Going>>;

const GOING: Going = { found: {}, failures: 0, idleUntilMs: 0 };
/** After a failure: this long, doubled each time up to the maximum. */
const FIRST_RETRY_MS = 5;
const MAX_RETRY_MS = 60_000;
/** A later retry than this may be one of many: the world is at rest meanwhile. */
const PATIENCE_MS = 1000;

/** Empties a namespace that is being deleted, and lets it go. A key is the namespace's name. */
export const namespaces: Controller = {
  name: NAME,
  workers: 10,
  // Those of its content are watched by other controllers anyway.
  watches: [
    'namespaces',
    'pods',
    'configmaps',
    'serviceaccounts',
    'services',
    'endpointslices',
    'persistentvolumeclaims',
    'replicasets',
    'deployments',
  ],

  observe(desk, { resource, key, before, after }) {
    if (resource !== 'namespaces') {
      if (after === undefined) contentGone(desk, before?.metadata.namespace ?? '');
    } else if (after?.metadata.deletionTimestamp === undefined) forget(desk, key);
    else desk.enqueueAfter(NAME, key, GRACE_MS, false);
  },

  sync(desk, key, memory) {
    const namespace = desk.find<Namespace>('namespaces', key);
    if (namespace?.metadata.deletionTimestamp === undefined) return DONE;
    if (!namespace.spec?.finalizers?.includes(FINALIZER)) return DONE;
    if (memory === undefined) return list(desk, key, namespace, { what: 'pods', stage: 'list' });
    const { what, stage, verdict } = memory as Memory;
    switch (stage) {
      case 'list':
        return empty(desk, key, namespace, what);
      case 'delete':
        return list(desk, key, namespace, { what, stage: 'count' });
      case 'count':
        return judge(desk, key, namespace, what);
      case 'report':
        return goOn(desk, key, namespace, verdict as Verdict);
    }
  },

  succeeded(desk, key, request, response) {
    if (request.verb !== 'list') return;
    const { found } = going(desk, key);
    remember(desk, key, { found: { ...found, [request.resource]: response.items ?? [] } });
  },

  told(desk, _, key) {
    desk.enqueue(NAME, key as string);
  },
};

/** With something gone the next look may well be the last: the world is not at rest before it. */
function contentGone(desk: Desk, namespace: string): void {
  const { idleUntilMs } = recall(desk)[namespace] ?? GOING;
  if (idleUntilMs <= desk.nowMs) return;
  remember(desk, namespace, { idleUntilMs: 0 });
  desk.timer(NAME, 'look', namespace, idleUntilMs - desk.nowMs, false);
}

function recall(desk: Desk): Kept {
  return desk.recall<Kept>(NAME) ?? {};
}

function going(desk: Desk, key: string): Going {
  return recall(desk)[key] ?? GOING;
}

function remember(desk: Desk, key: string, fields: Partial<Going>): void {
  desk.keep(NAME, { ...recall(desk), [key]: { ...going(desk, key), ...fields } } satisfies Kept);
}

/** Comes back to it. `isSure`: it will not be for ever. */
function lookLater(desk: Desk, key: string, delayMs: number, isSure: boolean): void {
  remember(desk, key, { idleUntilMs: isSure ? 0 : desk.nowMs + delayMs });
  desk.enqueueAfter(NAME, key, delayMs, !isSure);
}

function forget(desk: Desk, key: string): void {
  const { [key]: found, ...others } = recall(desk);
  if (found !== undefined) desk.keep(NAME, others);
}

function list(desk: Desk, key: string, namespace: Namespace, memory: Memory): Progress {
  const object = refOf(namespace);
  for (const { resource } of memory.what === 'pods' ? PODS : OTHERS) {
    desk.call(NAME, key, { verb: 'list', resource, namespace: key }, object);
  }
  return calls(memory);
}

/** Deletes what the lists have shown and nobody has deleted yet. */
function empty(desk: Desk, key: string, namespace: Namespace, what: Memory['what']): Progress {
  const { found } = going(desk, key);
  let deleted = 0;
  for (const { resource } of what === 'pods' ? PODS : OTHERS) {
    for (const object of found[resource] ?? []) {
      if (object.metadata.deletionTimestamp !== undefined) continue;
      desk.delete(NAME, key, object, { propagationPolicy: 'Background' });
      deleted++;
    }
  }
  return deleted > 0 ? calls({ what, stage: 'delete' } satisfies Memory) : judge(desk, key, namespace, what);
}

/** What is left tells how to go on; the namespace's conditions say so first. */
function judge(desk: Desk, key: string, namespace: Namespace, what: Memory['what']): Progress {
  const { found } = going(desk, key);
  const remains = (what === 'pods' ? PODS : OTHERS).map(
    (info): Remains & { objects: readonly KubeObject[] } => {
      const objects = found[info.resource] ?? [];
      return {
        info,
        objects,
        items: objects.map(({ metadata }) => ({ finalizers: metadata.finalizers ?? [] })),
      };
    },
  );
  if (what === 'pods' && remains.every(({ items }) => items.length === 0)) {
    return list(desk, key, namespace, { what: 'others', stage: 'list' });
  }
  const failures: string[] = [];
  let estimate = 0;
  let isSure = true;
  for (const { info, objects, items } of remains) {
    if (objects.length === 0) continue;
    const grace = graceLeft(objects, namespace, desk.nowMs);
    const isHeld = items.some(({ finalizers }) => finalizers.length > 0);
    const seconds = grace === 0 && isHeld ? FINALIZER_ESTIMATE_SECONDS : grace;
    isSure &&= grace > 0;
    estimate = Math.max(estimate, seconds);
    if (seconds === 0) {
      const gvr = `${info.group}/${info.version}, Resource=${info.resource}`;
      failures.push(`unexpected items still remain in namespace: ${key} for gvr: ${gvr}`);
    }
  }
  const verdict: Verdict =
    failures.length > 0
      ? { kind: 'failed' }
      : estimate > 0
        ? { kind: 'wait', seconds: Math.trunc(estimate / 2) + 1, isSure }
        : { kind: 'empty' };
  const before = namespace.status?.conditions ?? [];
  const conditions = namespaceConditions(before, remains, failures, desk.context.timestamp());
  if (conditions === before) return goOn(desk, key, namespace, verdict);
  desk.update(
    NAME,
    key,
    { ...namespace, status: { ...namespace.status, conditions: [...conditions] } },
    'status',
  );
  return calls({ what, stage: 'report', verdict } satisfies Memory);
}

/** Seconds that the Pods among the objects may still need; 0 when that time is over. */
function graceLeft(objects: readonly KubeObject[], namespace: Namespace, nowMs: number): number {
  let seconds = 0;
  for (const object of objects) {
    if (object.kind !== 'Pod' || isPodTerminal(object as Pod)) continue;
    seconds = Math.max(seconds, (object as Pod).spec.terminationGracePeriodSeconds ?? 0);
  }
  const deletedMs = timeMsOf(namespace.metadata.deletionTimestamp ?? '');
  return nowMs - deletedMs >= seconds * 1000 ? 0 : seconds;
}

function goOn(desk: Desk, key: string, namespace: Namespace, verdict: Verdict): Progress {
  switch (verdict.kind) {
    case 'failed': {
      const { failures } = going(desk, key);
      remember(desk, key, { failures: failures + 1 });
      const delayMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures, 20), MAX_RETRY_MS);
      lookLater(desk, key, delayMs, delayMs <= PATIENCE_MS);
      return DONE;
    }
    case 'wait':
      // Finalizers may hold it for ever: that is no unrest.
      remember(desk, key, { failures: 0 });
      lookLater(desk, key, verdict.seconds * 1000, verdict.isSure);
      return DONE;
    case 'empty': {
      const finalizers = namespace.spec?.finalizers?.filter((other) => other !== FINALIZER) ?? [];
      const object: Namespace = { ...namespace, spec: { ...namespace.spec, finalizers } };
      desk.call(
        NAME,
        key,
        { verb: 'update', resource: 'namespaces', name: key, subresource: 'finalize', object },
        refOf(namespace),
      );
      return FINAL_CALLS;
    }
  }
}

// Models kubernetes@v1.36.0 pkg/controller/podgc/gc_controller.go
// Differs: a node counts as gone when the watch says so; upstream asks the API server once more. Pods that are being
// deleted without a node, or on one that is out of service, are not looked for.
import type { Node, Pod } from '../../../api/index.ts';
import { scan } from '../../kernel/table.ts';
import { type Controller, calls, DONE } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { lookUp } from '../client/indexes.ts';
import { isPodTerminal } from '../pods.ts';

const NAME = 'podgc';
const PERIOD_MS = 20_000;
/** A node must have been missing for so long before its Pods are given up. */
const QUARANTINE_MS = 40_000;
/** `--terminated-pod-gc-threshold`: so many ended Pods are kept. */
const TERMINATED_THRESHOLD = 12_500;

interface Kept {
  /** When the next round comes. */
  readonly roundMs: number;
  /** Nodes that will be given up unless they come back. */
  readonly awaited: Readonly<Record<string, true>>;
}

function recall(desk: Desk): Kept {
  return desk.recall<Kept>(NAME) ?? { roundMs: 0, awaited: {} };
}

function armRound(desk: Desk): void {
  desk.keep(NAME, { ...recall(desk), roundMs: desk.nowMs + PERIOD_MS } satisfies Kept);
  desk.timer(NAME, 'collect-pods', undefined, PERIOD_MS, true);
}

/** Removes Pods that nobody can finish: those on nodes that are gone, and ended ones beyond a limit. */
export const podGarbageCollector: Controller = {
  name: NAME,
  workers: 20,
  watches: ['pods', 'nodes'],

  start: armRound,

  observe(desk, { resource, key, before, after }) {
    if (resource === 'pods') {
      const node = (after as Pod | undefined)?.spec.nodeName;
      if (
        node &&
        node !== (before as Pod | undefined)?.spec.nodeName &&
        desk.find<Node>('nodes', node) === undefined
      )
        expectOrphans(desk, node);
    } else if (after === undefined && before !== undefined) {
      if (lookUp<Pod>(desk.indexes.podsByNode, key, desk.objects('pods')).length > 0)
        expectOrphans(desk, key);
    }
  },

  told(desk, what, body) {
    if (what === 'orphans') {
      const kept = recall(desk);
      const { [body as string]: _, ...awaited } = kept.awaited;
      desk.keep(NAME, { ...kept, awaited } satisfies Kept);
      if (desk.find<Node>('nodes', body as string) === undefined) enqueueOrphans(desk, body as string);
    } else if (what === 'collect-pods') {
      armRound(desk);
      collectTerminated(desk);
    }
  },

  sync(desk, key, memory) {
    const pod = desk.find<Pod>('pods', key);
    if (pod === undefined || memory === 'deleted') return DONE;
    const isOrphan = !!pod.spec.nodeName && desk.find('nodes', pod.spec.nodeName) === undefined;
    if (!isOrphan && !isPodTerminal(pod)) return DONE;
    if (isOrphan && !isPodTerminal(pod) && memory === undefined) {
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByPodGC',
        message: 'PodGC: node no longer exists',
        lastTransitionTime: desk.context.timestamp(),
      };
      desk.patch(NAME, key, pod, { status: { phase: 'Failed', conditions: [condition] } }, 'status');
      return calls('marked');
    }
    desk.delete(NAME, key, pod, { gracePeriodSeconds: 0 });
    return calls('deleted');
  },
};

/**
 * The Pods of a node that is not there will go: the next round puts it into quarantine, and the first after that
 * finds it still missing. The run is not at rest before.
 */
function expectOrphans(desk: Desk, node: string): void {
  const kept = recall(desk);
  if (kept.awaited[node]) return;
  desk.keep(NAME, { ...kept, awaited: { ...kept.awaited, [node]: true } } satisfies Kept);
  desk.timer(NAME, 'orphans', node, kept.roundMs - desk.nowMs + QUARANTINE_MS, false);
}

function enqueueOrphans(desk: Desk, node: string): void {
  for (const { metadata } of lookUp<Pod>(desk.indexes.podsByNode, node, desk.objects('pods'))) {
    desk.enqueue(NAME, `${metadata.namespace}/${metadata.name}`);
  }
}

/** The oldest ended Pods beyond the threshold. */
function collectTerminated(desk: Desk): void {
  const pods = desk.objects<Pod>('pods');
  if (pods.size <= TERMINATED_THRESHOLD) return;
  const ended: { key: string; created: string }[] = [];
  scan(pods, (pod, key) => {
    if (isPodTerminal(pod)) ended.push({ key, created: pod.metadata.creationTimestamp ?? '' });
  });
  ended.sort((a, b) => (a.created < b.created ? -1 : a.created > b.created ? 1 : a.key < b.key ? -1 : 1));
  for (const { key } of ended.slice(0, Math.max(0, ended.length - TERMINATED_THRESHOLD)))
    desk.enqueue(NAME, key);
}

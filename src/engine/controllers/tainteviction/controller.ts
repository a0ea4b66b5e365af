// Models kubernetes@v1.36.0 pkg/controller/tainteviction/taint_eviction.go
import { type Node, type Pod, type Taint, type Toleration, toleratesTaint } from '../../../api/index.ts';
import { equal } from '../../apiserver/equal.ts';
import { emptyTable, get, put, remove, scan, type Table } from '../../kernel/table.ts';
import { type Controller, calls, DONE } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { lookUp } from '../client/indexes.ts';

const NAME = 'tainteviction';
const COMPONENT = 'taint-eviction-controller';
/** The timer that stands for all evictions to come is set anew this often, so that one called off is soon forgotten. */
const LOOK_MS = 10_000;

/** A Pod that is to be evicted. */
interface Sentence {
  readonly uid: string;
  readonly sinceMs: number;
  readonly dueMs: number;
}

interface Kept {
  /** By Pod key. */
  readonly sentences: Table<Sentence>;
  /** When the timer goes off; 0 when none is set. */
  readonly timerMs: number;
}

function recall(desk: Desk): Kept {
  return desk.recall<Kept>(NAME) ?? { sentences: emptyTable(), timerMs: 0 };
}

/** Evicts Pods from nodes with NoExecute taints that they do not tolerate, or tolerate only for a time. */
export const taintEviction: Controller = {
  name: NAME,
  workers: 8,
  watches: ['nodes', 'pods'],

  observe(desk, { resource, key, before, after }) {
    if (resource === 'nodes') {
      if (after === undefined) return;
      const taints = noExecute(after as Node);
      const were = before === undefined ? [] : noExecute(before as Node);
      if (taints.length === 0 && were.length === 0) return;
      if (equal(taints, were)) return;
      for (const pod of lookUp<Pod>(desk.indexes.podsByNode, key, desk.objects('pods')))
        judge(desk, pod, taints);
      return;
    }
    const pod = after as Pod | undefined;
    const old = before as Pod | undefined;
    if (pod === undefined) {
      if (get(recall(desk).sentences, key) !== undefined) pardon(desk, key, undefined);
      return;
    }
    const node = pod.spec.nodeName;
    if (!node) return;
    if (old?.spec.nodeName === node && equal(old.spec.tolerations, pod.spec.tolerations)) return;
    const home = desk.find<Node>('nodes', node);
    const taints = home === undefined ? [] : noExecute(home);
    if (taints.length > 0) judge(desk, pod, taints);
  },

  told(desk, what) {
    if (what !== 'evictions') return;
    const kept = recall(desk);
    desk.keep(NAME, { ...kept, timerMs: 0 } satisfies Kept);
    scan(kept.sentences, ({ dueMs }, key) => {
      if (dueMs <= desk.nowMs) desk.enqueue(NAME, key);
    });
    setTimer(desk);
  },

  sync(desk, key, memory) {
    const kept = recall(desk);
    const sentence = get(kept.sentences, key);
    const pod = desk.find<Pod>('pods', key);
    if (sentence === undefined || sentence.dueMs > desk.nowMs) return DONE;
    if (pod === undefined || pod.metadata.uid !== sentence.uid || memory === 'deleted') {
      desk.keep(NAME, { ...kept, sentences: remove(kept.sentences, key) } satisfies Kept);
      return DONE;
    }
    if (memory === undefined) {
      desk.event(COMPONENT, pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByTaintManager',
        message: 'Taint manager: deleting due to NoExecute taint',
        lastTransitionTime: desk.context.timestamp(),
      };
      desk.patch(NAME, key, pod, { status: { conditions: [condition] } }, 'status');
      return calls('marked');
    }
    desk.delete(NAME, key, pod);
    return calls('deleted');
  },
};

function noExecute(node: Node): Taint[] {
  return (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}

/** For how long a Pod may stay: `undefined` when it does not tolerate a taint, infinite when nothing limits it. */
export function toleratedMs(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
): number | undefined {
  const used: Toleration[] = [];
  for (const taint of taints) {
    const matching = tolerations.filter((toleration) => toleratesTaint(toleration, taint));
    if (matching.length === 0) return undefined;
    used.push(...matching);
  }
  let least = Number.POSITIVE_INFINITY;
  for (const { tolerationSeconds } of used) {
    if (tolerationSeconds !== undefined) least = Math.min(least, Math.max(0, tolerationSeconds) * 1000);
  }
  return least;
}

function judge(desk: Desk, pod: Pod, taints: readonly Taint[]): void {
  const { namespace, name, uid = '' } = pod.metadata;
  const key = `${namespace}/${name}`;
  const kept = recall(desk);
  const known = get(kept.sentences, key);
  const tolerated =
    taints.length === 0 ? Number.POSITIVE_INFINITY : toleratedMs(taints, pod.spec.tolerations ?? []);
  if (tolerated === Number.POSITIVE_INFINITY) {
    if (known !== undefined) pardon(desk, key, pod);
    return;
  }
  if (tolerated === undefined) {
    sentence(desk, key, { uid, sinceMs: desk.nowMs, dueMs: desk.nowMs });
    desk.enqueue(NAME, key);
    return;
  }
  // What the Pod has already waited counts.
  const sinceMs = known?.uid === uid ? known.sinceMs : desk.nowMs;
  if (known?.uid === uid && known.dueMs <= sinceMs + tolerated) return;
  sentence(desk, key, { uid, sinceMs, dueMs: sinceMs + tolerated });
}

function sentence(desk: Desk, key: string, next: Sentence): void {
  const kept = recall(desk);
  desk.keep(NAME, { ...kept, sentences: put(kept.sentences, key, next) } satisfies Kept);
  if (next.dueMs > desk.nowMs) setTimer(desk);
  else desk.enqueue(NAME, key);
}

function pardon(desk: Desk, key: string, pod: Pod | undefined): void {
  const kept = recall(desk);
  desk.keep(NAME, { ...kept, sentences: remove(kept.sentences, key) } satisfies Kept);
  if (pod !== undefined) {
    desk.event(COMPONENT, pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
  }
}

function setTimer(desk: Desk): void {
  const kept = recall(desk);
  let nextMs = Number.POSITIVE_INFINITY;
  scan(kept.sentences, ({ dueMs }) => {
    if (dueMs > desk.nowMs && dueMs < nextMs) nextMs = dueMs;
  });
  if (nextMs === Number.POSITIVE_INFINITY) return;
  const atMs = Math.min(nextMs, desk.nowMs + LOOK_MS);
  if (kept.timerMs > desk.nowMs && kept.timerMs <= atMs) return;
  desk.keep(NAME, { ...kept, timerMs: atMs } satisfies Kept);
  desk.timer(NAME, 'evictions', undefined, atMs - desk.nowMs, false);
}

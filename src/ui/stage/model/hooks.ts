import { createContext, useContext, useMemo } from 'react';
import type { Node, Pod } from '../../../api/index.ts';
import type { SchedulingDecision, TraceRecord } from '../../../protocol/view.ts';
import { type PageState, type Tables, useFullRecord, usePage, usePod } from '../../state/index.ts';
import type { ClusterShape, NodeShape } from '../layout/types.ts';
import { naturalOrder } from './naturalOrder.ts';
import { Placement } from './placement.ts';
import { decisionOf, TraceIndex } from './trace.ts';

/** The Pods of the moment by node, for all who ask. */
const placements = new WeakMap<Tables, Placement>();

export function placementOf({ tables }: Pick<PageState, 'tables'>): Placement {
  let placement = placements.get(tables);
  if (!placement) {
    placement = new Placement();
    placements.set(tables, placement);
    tables.follow<Pod>('Pod', placement);
  }
  return placement;
}

export const usePodsOn = (node: string): readonly Pod[] => usePage((page) => placementOf(page).on(node));
export const useUnplaced = (): readonly Pod[] => usePage((page) => placementOf(page).unplaced);
export const usePodCount = (): number => usePage((page) => placementOf(page).count);

const indices = new WeakMap<readonly TraceRecord[], { version: number; readonly index: TraceIndex }>();

function indexOf(page: Pick<PageState, 'records' | 'recordsVersion'>): TraceIndex {
  let known = indices.get(page.records);
  if (!known) {
    known = { version: -1, index: new TraceIndex() };
    indices.set(page.records, known);
  }
  if (known.version !== page.recordsVersion) {
    known.index.sync(page.records);
    known.version = page.recordsVersion;
  }
  return known.index;
}

/** The latest scheduling attempt for a Pod at the moment shown. */
export function latestAttempt(page: PageState, pod: string | null): TraceRecord | null {
  return indexOf(page).latest(pod, page.moment.seq);
}

/** `namespace/name` of the Pod the page follows. */
export const followedPod = (page: PageState): string | null => page.watched.pod ?? page.flow?.pod ?? null;

export function useFollowedPod(): Pod | null {
  return usePod(usePage(followedPod));
}

export interface ShownDecision {
  readonly record: TraceRecord;
  readonly decision: SchedulingDecision;
}

/** The attempt the picture shows: the latest for the Pod that is followed. */
export const DecisionContext = createContext<ShownDecision | null>(null);
export const useDecision = (): ShownDecision | null => useContext(DecisionContext);

export function useShownDecision(): ShownDecision | null {
  const record = usePage((page) => latestAttempt(page, followedPod(page)));
  const isCut = record?.detail?.decisionOmitted === true;
  const full = useFullRecord(isCut ? record.seq : null);
  return useMemo(() => {
    const decision = decisionOf(full ?? record);
    return record && decision ? { record, decision } : null;
  }, [record, full]);
}

/** The node a Pod without one is about to get: the scheduler has chosen but not yet bound. */
export function assumedNode(page: PageState, pod: string): string | null {
  return decisionOf(latestAttempt(page, pod))?.selected ?? null;
}

const NO_PODS: readonly Pod[] = [];
const assumptions = new WeakMap<
  readonly Pod[],
  { readonly seq: number; readonly version: number; readonly byNode: ReadonlyMap<string, readonly Pod[]> }
>();

/** Pods assumed on each node. */
function assumedPods(page: PageState): ReadonlyMap<string, readonly Pod[]> {
  const { unplaced } = placementOf(page);
  const known = assumptions.get(unplaced);
  if (known?.seq === page.moment.seq && known.version === page.recordsVersion) return known.byNode;
  const byNode = new Map<string, Pod[]>();
  for (const pod of unplaced) {
    const node = assumedNode(page, `${pod.metadata.namespace ?? 'default'}/${pod.metadata.name ?? ''}`);
    if (node === null) continue;
    const list = byNode.get(node);
    if (list) list.push(pod);
    else byNode.set(node, [pod]);
  }
  // Selectors compare by identity: an unchanged list must stay the same list.
  for (const [node, list] of byNode) {
    const before = known?.byNode.get(node);
    if (before?.length === list.length && list.every((pod, index) => pod === before[index])) {
      byNode.set(node, before as Pod[]);
    }
  }
  assumptions.set(unplaced, { seq: page.moment.seq, version: page.recordsVersion, byNode });
  return byNode;
}

export const assumedOn = (page: PageState, node: string): readonly Pod[] =>
  assumedPods(page).get(node) ?? NO_PODS;

export const useAssumedOn = (node: string): readonly Pod[] => usePage((page) => assumedOn(page, node));

const shapes = new WeakMap<
  Tables,
  { readonly nodes: number; readonly hosts: number; readonly shape: readonly NodeShape[] }
>();

/** The machines of the cluster; the same list until one comes, goes, or changes its role. */
function nodeShapes({ tables }: PageState): readonly NodeShape[] {
  const known = shapes.get(tables);
  const nodes = tables.version('Node');
  const hosts = tables.hosts.size;
  if (known?.nodes === nodes && known.hosts === hosts) return known.shape;
  const now = shapesOf([...tables.ofKind('Node').values()] as Node[], [...tables.hosts.keys()]);
  const isSame =
    known?.shape.length === now.length &&
    now.every(({ name, slim }, index) => {
      const before = known.shape[index];
      return before?.name === name && before.slim === slim;
    });
  const shape = isSame ? known.shape : now;
  shapes.set(tables, { nodes, hosts, shape });
  return shape;
}

/** What the arrangement depends on; the same value until the cluster itself changes. */
export function useClusterShape(): ClusterShape {
  const nodes = usePage(nodeShapes);
  // Of the whole run, not of the moment: nothing may move while one steps through it.
  const csi = usePage(
    (page) => indexOf(page).usesClaims || page.tables.ofKind('PersistentVolumeClaim').size > 0,
  );
  const provisioner = usePage((page) => page.tables.ofKind('StorageClass').size > 0) && csi;
  return useMemo(() => ({ nodes, provisioner, csi }), [nodes, provisioner, csi]);
}

/** Control-plane nodes first, then as people count; a machine that has not registered yet stands too. */
function shapesOf(nodes: readonly Node[], hosts: readonly string[]): readonly NodeShape[] {
  const slim = new Map<string, boolean>(hosts.map((name) => [name, false]));
  for (const node of nodes) slim.set(node.metadata.name ?? '', isControlPlane(node));
  return [...slim]
    .map(([name, isSlim]) => ({ name, slim: isSlim }))
    .sort((a, b) => Number(b.slim) - Number(a.slim) || naturalOrder(a.name, b.name));
}

export function isControlPlane(node: Node): boolean {
  return node.metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined;
}

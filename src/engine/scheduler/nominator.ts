// Models kubernetes@v1.36.0 pkg/scheduler/backend/queue/nominator.go
import { get, put, remove, scan, type Table } from '../kernel/table.ts';
import { addPod, type NodeInfo } from './framework/nodeInfo.ts';
import type { PodInfo } from './framework/podInfo.ts';

/** A waiting Pod for which room is being made on a node. */
export interface Nomination {
  readonly node: string;
  readonly info: PodInfo;
}

/** By UID of the waiting Pod. */
export type Nominations = Table<Nomination>;

export function nominate(nominations: Nominations, info: PodInfo, node: string): Nominations {
  if (node === '') return remove(nominations, info.uid);
  return get(nominations, info.uid)?.node === node ? nominations : put(nominations, info.uid, { node, info });
}

/**
 * Pods that would take a node's room before the given one does, by node: they are at least as important
 * and are nominated to it. Null when there are none, which is nearly always.
 */
export function rivalsOf(
  nominations: Nominations,
  info: PodInfo,
): ReadonlyMap<string, readonly PodInfo[]> | null {
  if (nominations.size === 0) return null;
  const rivals = new Map<string, PodInfo[]>();
  scan(nominations, (nomination, uid) => {
    if (uid === info.uid || nomination.info.priority < info.priority) return;
    const list = rivals.get(nomination.node);
    if (list === undefined) rivals.set(nomination.node, [nomination.info]);
    else list.push(nomination.info);
  });
  return rivals.size === 0 ? null : rivals;
}

export function withRivals(node: NodeInfo, rivals: readonly PodInfo[]): NodeInfo {
  return rivals.reduce(addPod, node);
}

// Models kubernetes@v1.36.0 pkg/controller/nodelifecycle/node_lifecycle_controller.go (ComputeZoneState, handleDisruption)
import type { Node } from '../../../api/index.ts';
import { readyStatus } from './conditions.ts';

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** A zone is unhealthy when this part of it, and more than two nodes, are not ready. */
const UNHEALTHY_ZONE_THRESHOLD = 0.55;
const LARGE_CLUSTER_THRESHOLD = 50;
/** Nodes a second whose Pods are evicted. */
const EVICTION_RATE = 0.1;
const SECONDARY_EVICTION_RATE = 0.01;

export function zoneOf(node: Node): string {
  const labels = node.metadata.labels ?? {};
  const region = labels['topology.kubernetes.io/region'] ?? '';
  const zone = labels['topology.kubernetes.io/zone'] ?? '';
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`;
}

export function zoneState(nodes: readonly Node[]): ZoneState {
  const notReady = nodes.filter((node) => readyStatus(node) !== 'True').length;
  if (nodes.length > 0 && notReady === nodes.length) return 'FullDisruption';
  if (notReady > 2 && notReady / nodes.length >= UNHEALTHY_ZONE_THRESHOLD) return 'PartialDisruption';
  return 'Normal';
}

/** How long after one node the next of the zone may be tainted; infinite: none is. */
export function evictionIntervalMs(state: ZoneState, size: number, allZonesDown: boolean): number {
  if (allZonesDown) return Number.POSITIVE_INFINITY;
  if (state !== 'PartialDisruption') return 1000 / EVICTION_RATE;
  return size > LARGE_CLUSTER_THRESHOLD ? 1000 / SECONDARY_EVICTION_RATE : Number.POSITIVE_INFINITY;
}

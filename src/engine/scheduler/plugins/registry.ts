// Models kubernetes@v1.36.0 pkg/scheduler/apis/config/v1/default_plugins.go
// Differs: NodeVolumeLimits and VolumeZone are not modelled.
import type { Plugin } from '../framework/interface.ts';
import { defaultBinder } from './defaultBinder.ts';
import { defaultPreemption } from './defaultPreemption/defaultPreemption.ts';
import { dynamicResources } from './dynamicResources.ts';
import { imageLocality } from './imageLocality.ts';
import { interPodAffinity } from './interPodAffinity/interPodAffinity.ts';
import { nodeAffinity } from './nodeAffinity.ts';
import { nodeName } from './nodeName.ts';
import { nodePorts } from './nodePorts.ts';
import { nodeResourcesBalancedAllocation } from './nodeResourcesBalancedAllocation.ts';
import { nodeResourcesFit } from './nodeResourcesFit.ts';
import { nodeUnschedulable } from './nodeUnschedulable.ts';
import { podTopologySpread } from './podTopologySpread/podTopologySpread.ts';
import { prioritySort } from './prioritySort.ts';
import { schedulingGates } from './schedulingGates.ts';
import { taintToleration } from './taintToleration.ts';
import { volumeBinding } from './volumeBinding/volumeBinding.ts';
import { volumeRestrictions } from './volumeRestrictions.ts';

/** A plugin with the weight of its score. */
export interface Enabled {
  readonly plugin: Plugin;
  readonly weight: number;
}

/** The default profile, in the order in which plugins run at every extension point they have. */
export const DEFAULT_PLUGINS: readonly Enabled[] = [
  { plugin: schedulingGates, weight: 0 },
  { plugin: prioritySort, weight: 0 },
  { plugin: nodeUnschedulable, weight: 0 },
  { plugin: nodeName, weight: 0 },
  { plugin: taintToleration, weight: 3 },
  { plugin: nodeAffinity, weight: 2 },
  { plugin: nodePorts, weight: 0 },
  { plugin: nodeResourcesFit, weight: 1 },
  { plugin: volumeRestrictions, weight: 0 },
  { plugin: volumeBinding, weight: 1 },
  { plugin: podTopologySpread, weight: 2 },
  { plugin: interPodAffinity, weight: 2 },
  { plugin: dynamicResources, weight: 0 },
  { plugin: defaultPreemption, weight: 0 },
  { plugin: nodeResourcesBalancedAllocation, weight: 1 },
  { plugin: imageLocality, weight: 1 },
  { plugin: defaultBinder, weight: 0 },
];

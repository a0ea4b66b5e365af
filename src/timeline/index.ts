// The public face of the timeline: import from here in other floors.
export { DEFAULT_CLUSTER, clusterOf } from './defaultCluster.ts';
export type { Engine } from './engine.ts';
export { type HashMemo, hashValue, pathToNonData } from './hash.ts';
export { lanesOf } from './lanes.ts';
export { marksOf } from './marks.ts';
export { type Stepping, stepFrom, type Unit } from './stepping.ts';
export { commandTitle } from './title.ts';
export { Timeline, TimelineError, type TimelineOptions } from './timeline.ts';
export type * from './types.ts';

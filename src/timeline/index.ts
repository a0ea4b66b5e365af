// The public face of the timeline: import from here in other floors.
export { type Branch, recordsBetween, sharedSeq } from './branch.ts';
export { clusterOf, DEFAULT_CLUSTER } from './defaultCluster.ts';
export type { Engine } from './engine.ts';
export { type HashMemo, hashValue, pathToNonData } from './hash.ts';
export { podKey } from './landmark.ts';
export { lanesOf } from './lanes.ts';
export { marksOf } from './marks.ts';
export { TimelineError, type TimelineOptions } from './options.ts';
export { checkSavedRun, RUN_FORMAT_VERSION, RunError } from './savedRun.ts';
export { flowRecords, type Stepping, stepFrom, type Unit } from './stepping.ts';
export { straightHash } from './straight.ts';
export { decisionOf, isHuge, withoutDecision } from './strip.ts';
export { type Target, Timeline } from './timeline.ts';
export { commandTitle } from './title.ts';
export type * from './types.ts';
export { ENGINE_VERSION, KUBERNETES_VERSION } from './version.ts';
export { newestPod } from './watched.ts';

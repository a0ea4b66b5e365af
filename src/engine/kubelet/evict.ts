// Models kubernetes@v1.36.0 pkg/kubelet/eviction/eviction_manager.go (emptyDirLimitEviction, evictPod)
// Differs: only the limits of emptyDir volumes are kept; a node that is short of memory or disk evicts nobody.
import { change, type Desk, podEvent, workerOf } from './desk.ts';
import type { Worker } from './state.ts';
import { refreshStatus } from './status/manager.ts';
import { terminate } from './terminate.ts';

export const EVICTED = 'Evicted';

/** The Pod fails at once, with a second for its processes to end. */
export function evict(desk: Desk, worker: Worker, message: string): void {
  if (worker.stage !== 'Syncing') return;
  podEvent(desk, worker, 'Warning', EVICTED, message);
  change(desk, workerOf(desk, worker.uid) ?? worker, { failure: { reason: EVICTED, message } });
  refreshStatus(desk, worker.uid);
  terminate(desk, worker.uid);
}

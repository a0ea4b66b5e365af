import type { KubeObject } from '../api/index.ts';
import { STORAGE_ADDONS } from './controllers/addons.ts';
import { METRICS_ADDONS } from './metrics/addons.ts';

/** What an installer puts into a fresh cluster, for storage and `kubectl top` to work. */
export const CLUSTER_ADDONS: readonly KubeObject[] = [...STORAGE_ADDONS, ...METRICS_ADDONS];

import { CONFIG_MAP, GENERIC_SECRET, NAMESPACE, REGISTRY_SECRET, SERVICE_ACCOUNT } from './config.ts';
import { DEPLOYMENT } from './deployment.ts';
import type { Maker } from './maker.ts';
import { PRIORITY_CLASS } from './priorityclass.ts';
import { CLUSTER_IP, EXTERNAL_NAME, LOAD_BALANCER, NODE_PORT } from './service.ts';

/** Everything that `kubectl create KIND` makes. */
export const MAKERS: readonly Maker[] = [
  CONFIG_MAP,
  DEPLOYMENT,
  NAMESPACE,
  PRIORITY_CLASS,
  GENERIC_SECRET,
  REGISTRY_SECRET,
  CLUSTER_IP,
  EXTERNAL_NAME,
  LOAD_BALANCER,
  NODE_PORT,
  SERVICE_ACCOUNT,
];

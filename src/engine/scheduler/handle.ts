import type { PersistentVolume, Service } from '../../api/index.ts';
import { get, scan, scanPrefix } from '../kernel/table.ts';
import { nodeInfo, snapshot } from './cache/cache.ts';
import type { Handle } from './framework/interface.ts';
import type { NodeInfo } from './framework/nodeInfo.ts';
import type { SchedulerState } from './state.ts';

/** The plugins' view of the scheduler's state. It lives for one message only. */
export function handleOf(state: SchedulerState): Handle {
  const { informers, assumedVolumes, assumedClaims } = state;
  const cache = snapshot(state.cache);
  return {
    nodeCount: () => cache.order.length,
    eachNode(visit) {
      for (const number of cache.order) visit(get(cache.nodes, number) as NodeInfo);
    },
    hasPodsWithAffinity: cache.podsWithAffinity > 0,
    node: (name) => nodeInfo(cache, name),
    imageState: (name) => get(cache.images, name),
    pod: (key) => get(informers.pods, key),
    persistentVolume: (name) => get(assumedVolumes, name) ?? get(informers.persistentVolumes, name),
    persistentVolumes() {
      const list: PersistentVolume[] = [];
      scan(informers.persistentVolumes, (volume, name) => {
        list.push(get(assumedVolumes, name) ?? volume);
      });
      return list;
    },
    persistentVolumeClaim: (key) => get(assumedClaims, key) ?? get(informers.persistentVolumeClaims, key),
    storageClass: (name) => get(informers.storageClasses, name),
    services(namespace) {
      const list: Service[] = [];
      scanPrefix(informers.services, `${namespace}/`, (service) => {
        list.push(service);
      });
      return list;
    },
    replicaSet: (key) => get(informers.replicaSets, key),
    namespaceLabels: (name) => {
      const namespace = get(informers.namespaces, name);
      return namespace === undefined ? undefined : (namespace.metadata.labels ?? {});
    },
  };
}

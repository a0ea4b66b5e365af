import { readAhead } from '../api/index.ts';
import { CLUSTER_ADDONS } from '../engine/addons.ts';
import { emptyTable, get } from '../engine/kernel/table.ts';
import type { World } from '../engine/step.ts';
import type { KubectlOutput } from '../protocol/view.ts';
import { kubernetes } from '../timeline/kubernetes.ts';
import { checkText } from './check.ts';
import { fileNames } from './fileNames.ts';
import { hostChanges } from './hostView.ts';
import type { Kit } from './kit.ts';
import { machineView, terminalText } from './machineView.ts';
import { queueChanges } from './queueView.ts';
import { remembered, tableChanges } from './views.ts';

/** What was done before time 0 is the installer's business. */
const kubectlView = remembered((outputs: readonly KubectlOutput[]): readonly KubectlOutput[] =>
  outputs.filter((output) => output.atMs >= 0),
);

/** The simulated Kubernetes, with all that the host asks of it. */
export const kubernetesKit: Kit<World> = {
  engine: kubernetes,
  addons: CLUSTER_ADDONS,
  revision: (world) => world.etcd.store.revision,
  objectChanges: (before, after) =>
    tableChanges(before?.etcd.store.keys ?? null, after.etcd.store.keys, (kv) => kv.value),
  hostChanges: (before, after) => hostChanges(before?.hosts ?? null, after.hosts),
  queueChanges: (before, after) =>
    queueChanges(before?.scheduler.queue.pods ?? null, after.scheduler.queue.pods),
  kubectl: (world) => kubectlView(world.kubectl.outputs),
  machine: (world, node, pod) => {
    const host = get(world.hosts, node);
    return host === undefined ? null : machineView(host, world.nowMs, pod);
  },
  terminal: (world, node, terminal, from) =>
    terminalText(get(get(world.hosts, node)?.machine.terminals ?? emptyTable(), terminal), from),
  fileNames(world, node, terminal, folder) {
    const host = get(world.hosts, node);
    return host === undefined ? [] : fileNames(host.machine, terminal, folder);
  },
  readAhead,
  check: checkText,
};

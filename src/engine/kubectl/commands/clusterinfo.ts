// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo.go
// Differs: the address is that of the first control-plane node, as there is no kubeconfig; nothing is coloured.
import type { Node } from '../../../api/index.ts';
import type { Runner, Verb } from '../verb.ts';

export interface ClusterInfoCommand {
  readonly kind: 'cluster-info';
}

export const CLUSTER_INFO: Verb = {
  name: 'cluster-info',
  usage: '',
  flags: {},
  begin({ args }, session) {
    if (args.length > 0) return `Podscope does not model kubectl cluster-info ${args[0]} yet`;
    const options = { labelSelector: 'node-role.kubernetes.io/control-plane' };
    session.send({ verb: 'list', resource: 'nodes', options });
    return { kind: 'cluster-info' };
  },
};

export const CLUSTER_INFO_RUNNER: Runner<ClusterInfoCommand> = {
  onResponse(command, response, session) {
    if (response.status !== undefined) session.fail({ status: response.status });
    const [node] = (response.items ?? []) as readonly Node[];
    const address = node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
    session.print(`Kubernetes control plane is running at https://${address ?? 'localhost'}:6443`);
    session.print('');
    session.print("To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.");
    session.finish();
    return command;
  },
};

import type { KubeObject, Node, Pod } from '../../../api/index.ts';
import type { ApiRequest } from '../../apiserver/messages.ts';
import { STORAGE_ADDONS } from '../../controllers/addons.ts';
import { controllerManager, initialControllerManager } from '../../controllers/manager.ts';
import { initialProvisioner, provisioner } from '../../controllers/provisioner.ts';
import { type EtcdState, valueAt } from '../../etcd/etcd.ts';
import { initialScheduler, scheduler } from '../../scheduler/scheduler.ts';
import { makeNode } from '../../testing/builders.ts';
import { ControlPlane } from '../../testing/control-plane.ts';
import type { FlowStep, Reading } from '../flow.ts';
import { type FlowIndex, indexRecord, newFlowIndex, podUidAt } from '../flowIndex.ts';
import { type FlowSource, recognise } from '../recognise.ts';
import { FAKE_NODE, fakeNode } from './fakeNode.ts';

const CONTROL_PLANE_TAINT = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' } as const;

/** The real control plane with a fake node half, and the index of its trace. */
export class Lab extends ControlPlane implements FlowSource {
  readonly index: FlowIndex = newFlowIndex();
  private indexed = 0;

  constructor(seed = 1, nodes: readonly Node[] = defaultNodes()) {
    super(seed);
    this.add('controller-manager', controllerManager, initialControllerManager());
    this.add('provisioner', provisioner, initialProvisioner());
    this.add('scheduler', scheduler, initialScheduler());
    for (const role of ['kubelet', 'cri', 'runtime', 'cni', 'volumes', 'csi', 'cadvisor'])
      this.add(role, fakeNode, FAKE_NODE);
    for (const role of ['controller-manager', 'provisioner', 'scheduler']) {
      this.post({ from: role, to: role, verb: 'start' });
    }
    this.settle();
    for (const addon of STORAGE_ADDONS) this.create(addon, 'storageclasses');
    for (const node of nodes) {
      const name = node.metadata.name as string;
      this.create(node, 'nodes');
      const options = { fieldSelector: `spec.nodeName=${name}` };
      this.send({ verb: 'watch', resource: 'pods', options }, `kubelet/${name}`);
    }
    this.settle();
  }

  /** As `kubectl apply` of something new: get, then create; does not wait. */
  kubectl(object: KubeObject, resource: string): void {
    const { namespace, name } = object.metadata;
    const ref = { kind: object.kind, namespace, name: name ?? '' };
    const shared = { type: 'request', resource, namespace } as const;
    const get: ApiRequest = { ...shared, id: `get-${name}`, verb: 'get', name };
    const create: ApiRequest = { ...shared, id: `create-${name}`, verb: 'create', object };
    this.post({ from: 'kubectl', to: 'apiserver', verb: 'get', object: ref, body: get }, 4);
    this.post({ from: 'kubectl', to: 'apiserver', verb: 'create', object: ref, body: create }, 12);
  }

  apply(pod: Pod): this {
    this.kubectl(pod, 'pods');
    return this.settle();
  }

  recordAt(seq: number) {
    // The first records were made before the trace of this lab began.
    const record = this.records[seq - (this.records[0]?.seq ?? 1)];
    return record?.seq === seq ? record : undefined;
  }

  get lastSeq(): number {
    return this.records.at(-1)?.seq ?? 0;
  }

  /** Indexes what has happened since. */
  read(): this {
    const etcd = this.state<EtcdState>('etcd');
    for (; this.indexed < this.records.length; this.indexed++) {
      indexRecord(this.index, this.records[this.indexed] as never, ({ key, after }) =>
        after === null ? null : valueAt(etcd, after, key),
      );
    }
    return this;
  }

  steps(name: string, reading: Reading = 'classic', seq = this.lastSeq): FlowStep[] {
    this.read();
    const uid = podUidAt(this.index, `default/${name}`, seq);
    return [...(recognise(this, uid ?? '', reading, seq)?.steps ?? [])];
  }

  /** `1 done`, `5 skipped noClaim` … */
  summary(name: string, reading: Reading = 'classic', seq = this.lastSeq): string[] {
    return this.steps(name, reading, seq).map(({ step, state, reason }) =>
      [step, state, ...(reason === undefined ? [] : [reason.code])].join(' '),
    );
  }
}

export function defaultNodes(): Node[] {
  return [
    makeNode('control-plane', { taints: [CONTROL_PLANE_TAINT] }),
    makeNode('node-1'),
    makeNode('node-2'),
    makeNode('node-3'),
  ];
}

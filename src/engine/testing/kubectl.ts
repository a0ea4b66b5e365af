import type { KubeObject } from '../../api/index.ts';
import { initialKubectl, type KubectlOutput, type KubectlState, kubectl } from '../kubectl/kubectl.ts';
import { ControlPlane } from './control-plane.ts';

/** A control plane with kubectl in front of it. */
export class Cluster extends ControlPlane {
  constructor(seed = 1) {
    super(seed);
    this.add('kubectl', kubectl, initialKubectl());
  }

  /** Runs a command line to its end, or until nothing more happens. */
  kubectl(line: string): KubectlOutput {
    this.post({ from: 'user', to: 'kubectl', verb: 'run', body: { type: 'kubectl', line } });
    this.settle();
    return this.lastOutput();
  }

  apply(...objects: readonly unknown[]): KubectlOutput {
    const body = { type: 'apply', objects: objects as readonly KubeObject[] };
    this.post({ from: 'user', to: 'kubectl', verb: 'run', body });
    this.settle();
    return this.lastOutput();
  }

  outputs(): readonly KubectlOutput[] {
    return this.state<KubectlState>('kubectl').outputs;
  }

  private lastOutput(): KubectlOutput {
    const output = this.outputs().at(-1);
    if (output === undefined) throw new Error('kubectl has run nothing');
    return output;
  }
}

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
  kubectl(line: string, files: Readonly<Record<string, string>> = {}): KubectlOutput {
    this.post({ from: 'user', to: 'kubectl', verb: 'run', body: { type: 'kubectl', line, files } });
    this.settle();
    return this.lastOutput();
  }

  /** Ctrl-C for a command that still runs. */
  interrupt(id: number): void {
    this.post({ from: 'user', to: 'kubectl', verb: 'interrupt', body: { id } });
    this.settle();
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

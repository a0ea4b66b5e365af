import { get } from '../kernel/table.ts';
import { objectsOf } from './fidelity/story.ts';
import { Lab, type LabOptions } from './lab.ts';

/** Walks through a page of documentation: applies what it prints, types what it has its reader type. */
export class Walk {
  readonly lab: Lab;

  constructor(options: LabOptions = {}) {
    this.lab = new Lab(options);
    this.lab.run(-this.lab.nowMs);
  }

  /** Applies manifests and lets so much time pass. */
  apply(yaml: string, seconds = 15): this {
    this.lab.apply(...objectsOf(yaml)).run(seconds * 1000);
    return this;
  }

  wait(seconds: number): this {
    this.lab.run(seconds * 1000);
    return this;
  }

  /** What a command line prints, errors after the rest. */
  kubectl(line: string, seconds = 2): string {
    this.lab.kubectl(line).run(seconds * 1000);
    const { stdout = '', stderr = '' } = this.lab.world.kubectl.outputs.at(-1) ?? {};
    return stdout + stderr;
  }

  /** What a line of shell prints in a Pod's container, its last line end left out. */
  inside(pod: string, line: string): string {
    return this.kubectl(`exec ${pod} -- sh -c '${line}'`).replace(/\n$/, '');
  }

  /** What the terminal of the last command shows after so much has been typed into it. */
  type(...lines: readonly string[]): string {
    const { node = '', terminal = '' } = this.lab.world.kubectl.outputs.at(-1)?.terminal ?? {};
    for (const line of lines)
      this.lab.issue({ type: 'terminal', node, terminal, text: `${line}\n` }).run(2000);
    return get(this.lab.host(node).machine.terminals, terminal)?.output ?? '';
  }
}

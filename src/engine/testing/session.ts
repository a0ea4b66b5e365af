import type { Node } from '../../api/index.ts';
import { STORAGE_ADDONS } from '../controllers/addons.ts';
import { makeNode } from './builders.ts';
import { objectsOf } from './fidelity/story.ts';
import { Lab } from './lab.ts';

/** Somebody at a terminal with kubectl, who waits for each command to end. */
export class Session {
  readonly lab: Lab;

  constructor(nodes: readonly Node[] = [makeNode('node-1')]) {
    this.lab = new Lab({ nodes, addons: STORAGE_ADDONS });
    this.lab.run(-this.lab.nowMs);
  }

  /** What a kubectl command prints, both of its outputs together. */
  kubectl(line: string, files: Readonly<Record<string, string>> = {}): string {
    this.lab.issue({ type: 'kubectl', line, files });
    const id = this.lab.world.kubectl.outputs.length;
    this.lab.until(() => this.lab.world.kubectl.outputs[id]?.exitCode != null, 120_000);
    const { stdout = '', stderr = '' } = this.lab.world.kubectl.outputs[id] ?? {};
    return stdout + stderr;
  }

  apply(manifest: string): this {
    this.lab.apply(...objectsOf(manifest));
    return this;
  }

  /** Lets time go by. */
  wait(seconds: number): this {
    this.lab.run(seconds * 1000);
    return this;
  }

  /** What a line of shell in a Pod's container prints. */
  sh(pod: string, line: string): string {
    return this.kubectl(`exec ${pod} -- sh -c ${quoted(line)}`);
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

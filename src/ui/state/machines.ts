import type { HostDiff, HostView, KeyedDiff, SandboxView, VolumeView } from '../../protocol/view.ts';
import { Sorted } from './sorted.ts';

/** What the page knows of one machine, from which its views are made. */
class Machine {
  readonly sandboxes = new Sorted<SandboxView>();
  readonly volumes = new Sorted<readonly VolumeView[]>();

  /** The machine after a change; what did not change stays the same value. */
  apply(node: string, before: HostView | undefined, diff: HostDiff): HostView {
    const { poweredOn, images, pulls, sandboxes, volumes } = diff;
    if (sandboxes) this.sandboxes.apply(sandboxes);
    if (volumes) this.volumes.apply(volumes);
    return {
      node,
      poweredOn,
      images: images ?? before?.images ?? [],
      pulls: pulls ?? before?.pulls ?? [],
      sandboxes: before && !sandboxes ? before.sandboxes : this.sandboxes.list(),
      volumes: before && !volumes ? before.volumes : this.volumes.list().flat(),
    };
  }
}

/** The machines at the moment shown, by name of their node. */
export class Machines {
  readonly views = new Map<string, HostView>();
  readonly #machines = new Map<string, Machine>();

  /** True when something changed. */
  apply({ changed, removed }: KeyedDiff<HostDiff>): boolean {
    for (const node of removed) {
      this.views.delete(node);
      this.#machines.delete(node);
    }
    for (const [node, diff] of changed) {
      let machine = this.#machines.get(node);
      if (!machine) {
        machine = new Machine();
        this.#machines.set(node, machine);
      }
      this.views.set(node, machine.apply(node, this.views.get(node), diff));
    }
    return changed.length + removed.length > 0;
  }

  clear(): void {
    this.views.clear();
    this.#machines.clear();
  }
}

import type { Diagnostic, KubeObject } from '../api/index.ts';
import type { HostView, KeyedDiff, KubectlOutput, SchedulerView } from '../protocol/view.ts';
import type { Engine } from '../timeline/index.ts';

/** An engine with all that the host asks of it beside running. */
export interface Kit<World> {
  readonly engine: Engine<World>;
  /** Objects an installer puts into every cluster. */
  readonly addons: readonly KubeObject[];
  revision(world: World): number;
  /** `before` null: everything. */
  objectChanges(before: World | null, after: World): KeyedDiff<KubeObject>;
  hostChanges(before: World | null, after: World): KeyedDiff<HostView>;
  scheduler(world: World): SchedulerView;
  kubectl(world: World): readonly KubectlOutput[];
  /** What a manifest holds and what is to be said about it, in the cluster as it is. */
  check(text: string, world: World | null): Checked;
}

export interface Checked {
  /** The objects to apply, in the order of the file. */
  readonly objects: readonly KubeObject[];
  /** None of severity `error` means that it may be applied. */
  readonly diagnostics: readonly Diagnostic[];
}

import type { Diagnostic, KubeObject } from '../api/index.ts';
import type { MachineView, TerminalText } from '../protocol/machine.ts';
import type { HostDiff, KubectlOutput, QueueEntry } from '../protocol/view.ts';
import type { Engine } from '../timeline/index.ts';

/** What became of the thing with this key; null: it is gone. */
export type Change<V> = readonly [key: string, now: V | null];

/** An engine with all that the host asks of it beside running. */
export interface Kit<World> {
  readonly engine: Engine<World>;
  /** Objects an installer puts into every cluster. */
  readonly addons: readonly KubeObject[];
  revision(world: World): number;
  /** `before` null: everything. Each change is worked out when it is taken, so that many can be told bit by bit. */
  objectChanges(before: World | null, after: World): Iterable<Change<KubeObject>>;
  hostChanges(before: World | null, after: World): Iterable<Change<HostDiff>>;
  queueChanges(before: World | null, after: World): Iterable<Change<QueueEntry>>;
  kubectl(world: World): readonly KubectlOutput[];
  /** Null: there is no such machine. */
  machine(world: World, node: string, pod: string | undefined): MachineView | null;
  terminal(world: World, node: string, terminal: string, from: number): TerminalText;
  fileNames(world: World, node: string, terminal: string, folder: string): readonly string[];
  /** Reads a manifest a bit further with each step, so that `check` then takes little time. */
  readAhead(text: string): Iterator<void>;
  /** What a manifest holds and what is to be said about it, in the cluster as it is. */
  check(text: string, world: World | null): Checked;
}

export interface Checked {
  /** The objects to apply, in the order of the file. */
  readonly objects: readonly KubeObject[];
  /** None of severity `error` means that it may be applied. */
  readonly diagnostics: readonly Diagnostic[];
}

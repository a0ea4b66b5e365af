import type { KubeObject, Node } from '../api/index.ts';

/** What enters a run from outside. A run is its seed, its cluster and its log of these. */
export type Command =
  /** `kubectl apply -f`: the objects in the order they stand in the file. */
  | { readonly type: 'apply'; readonly objects: readonly KubeObject[] }
  /**
   * A kubectl command line without the word kubectl, such as `taint nodes node-1 k=v:NoExecute`. `files` are the
   * texts of those it names, by path: kubectl has no disk of its own here.
   */
  | {
      readonly type: 'kubectl';
      readonly line: string;
      readonly files?: Readonly<Record<string, string>> | undefined;
    }
  /** Ctrl-C for the kubectl command whose output has this id; one that has ended takes no notice. */
  | { readonly type: 'interrupt'; readonly id: number }
  /** The machines of the cluster from now on; new ones boot, missing ones are switched off and deleted. */
  | { readonly type: 'cluster'; readonly nodes: readonly Node[] }
  | { readonly type: 'fault'; readonly fault: Fault };

/** Something that breaks outside Kubernetes' own doing. */
export type Fault =
  /** The machine loses power; its kubelet and containers stop at once. */
  | { readonly kind: 'NodeDown'; readonly node: string }
  | { readonly kind: 'NodeUp'; readonly node: string }
  /** A container's process ends with this exit code; container `POD` is the pause container. */
  | {
      readonly kind: 'ContainerExit';
      readonly namespace: string;
      readonly pod: string;
      readonly container: string;
      readonly exitCode: number;
    };

/** An input as the log keeps it. */
export interface LoggedCommand {
  readonly atMs: number;
  readonly command: Command;
}

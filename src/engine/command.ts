import type { KubeObject, Node } from '../api/index.ts';
import type { Signal } from './linux/signal.ts';

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
      /** What its standard input holds, as behind a pipe; absent: it is typed, see `type`. */
      readonly stdin?: string | undefined;
    }
  /** Typed into the kubectl command whose output has this id, which reads its standard input; `end` is Ctrl-D. */
  | {
      readonly type: 'type';
      readonly id: number;
      readonly text?: string | undefined;
      readonly end?: boolean | undefined;
    }
  /** Ctrl-C for the kubectl command whose output has this id; one that has ended takes no notice. */
  | { readonly type: 'interrupt'; readonly id: number }
  /** The machines of the cluster from now on; new ones boot, missing ones are switched off and deleted. */
  | { readonly type: 'cluster'; readonly nodes: readonly Node[] }
  /**
   * Typed at a terminal of a machine: whole lines, with `end` Ctrl-D. A terminal that is not there yet is opened with
   * a login shell of the machine's root. `signal` is Ctrl-C and its like.
   */
  | {
      readonly type: 'terminal';
      readonly node: string;
      readonly terminal: string;
      readonly text?: string | undefined;
      readonly end?: boolean | undefined;
      readonly signal?: 'INT' | 'QUIT' | 'TSTP' | undefined;
      /** How large the terminal is from now on, in characters. */
      readonly size?: { readonly columns: number; readonly rows: number } | undefined;
      /** What is typed is shown: whoever types sees nothing but what the terminal shows. */
      readonly echo?: boolean | undefined;
    }
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
    }
  /** A process of a machine, by the machine's own count of pids, gets a signal from the machine's root. */
  | { readonly kind: 'Signal'; readonly node: string; readonly pid: number; readonly signal: Signal };

/** An input as the log keeps it. */
export interface LoggedCommand {
  readonly atMs: number;
  readonly command: Command;
}

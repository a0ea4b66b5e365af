import type { Image } from '../../images/image.ts';
import { knownImage } from '../../images/resolve.ts';
import type { Context } from '../../kernel/component.ts';
import { hexId } from '../../kernel/ids.ts';
import type { Address } from '../../kernel/message.ts';
import { emptyTable, put, scan, type Table, tableOf } from '../../kernel/table.ts';
import type { CallId, ContainerConfig, ContainerStatus, SandboxStatus } from '../cri.ts';

/** What `kubeadm` and containerd's configuration name as the sandbox image. */
export const PAUSE_IMAGE = 'registry.k8s.io/pause:3.10.1';

/** One image on its way to this node. */
export interface Pull {
  readonly name: string;
  /** Who waits for it. */
  readonly calls: readonly { readonly id: CallId; readonly to: Address; readonly object: PullObject }[];
  /** Whom the registry knows it by; '' is nobody. */
  readonly username: string;
  readonly doneBytes: number;
  /** 0 until the registry has answered. */
  readonly totalBytes: number;
}

export type PullObject = import('../../kernel/message.ts').ObjectRef | undefined;

export interface Sandbox extends SandboxStatus {
  /** The call that is being carried out. */
  readonly call: CallId | null;
  /** Set while the sandbox is being stopped. */
  readonly stopping: boolean;
  /** Why CNI could not set up its network; empty while it could. */
  readonly failure: string;
  readonly containers: readonly string[];
}

export interface Container extends ContainerStatus {
  readonly config: ContainerConfig;
  /** The StartContainer call being carried out. */
  readonly call: CallId | null;
  /** StopContainer calls that wait for its end. */
  readonly stops: readonly CallId[];
}

export interface CriState {
  /** By `registry/repository:tag`. */
  readonly images: Table<Image>;
  /** By the same name. */
  readonly pulls: Table<Pull>;
  readonly sandboxes: Table<Sandbox>;
  readonly containers: Table<Container>;
}

/** A node comes with the sandbox image, as kubeadm leaves it. */
export function initialCri(): CriState {
  const pause = knownImage(PAUSE_IMAGE);
  return {
    images: tableOf([[pause.name, pause]]),
    pulls: emptyTable(),
    sandboxes: emptyTable(),
    containers: emptyTable(),
  };
}

/** What is left when power fails: images and records on disk, and nothing that ran. */
export function criAfterPowerLoss(state: CriState, nowMs: number): CriState {
  let { sandboxes, containers } = state;
  scan(state.sandboxes, (sandbox, id) => {
    sandboxes = put(sandboxes, id, {
      ...sandbox,
      state: 'NotReady',
      call: null,
      stopping: false,
      failure: '',
    });
  });
  scan(state.containers, (container, id) => {
    if (container.state === 'Exited') return;
    containers = put(containers, id, {
      ...container,
      call: null,
      stops: [],
      state: 'Exited',
      exitCode: 255,
      reason: 'Unknown',
      finishedMs: nowMs,
    });
  });
  return { images: state.images, pulls: emptyTable(), sandboxes, containers };
}

/** A container id: 64 hexadecimal digits grown from a single draw, which is cheaper than eight. */
export function newId(context: Context): string {
  let seed = context.random();
  return hexId(() => {
    seed = (seed + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  });
}

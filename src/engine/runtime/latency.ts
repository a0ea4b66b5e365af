/**
 * How long the parts of a node take, in virtual milliseconds: typical of an idle machine with a fast
 * disk, and the same in every run.
 */
export const RUNTIME_MS = {
  /** shim and runc until the process runs. */
  startSandbox: 60,
  startContainer: 40,
  /** Snapshot, spec and rootfs of a container. */
  createContainer: 15,
  cniAdd: 25,
  cniDel: 10,
  /** From the signal to the news that the process is gone. */
  reap: 2,
  removeSandbox: 5,
  /** Asking a registry what a tag stands for. */
  resolveImage: 350,
  /** How often a pull reports how far it is. */
  pullProgress: 200,
  /** A tmpfs, a directory or a bind mount. */
  mountLocal: 4,
  unmount: 4,
  nodeStage: 180,
  nodePublish: 30,
  nodeUnpublish: 20,
  nodeUnstage: 40,
} as const;

/** Download and unpacking together. */
export const PULL_BYTES_PER_MS = 40_000;

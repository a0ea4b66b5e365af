/**
 * How long a message takes on each kind of link, in virtual milliseconds. Real figures vary with
 * the machine; these are typical of an idle cluster on one network and are the same in every run.
 */
export const LATENCY_MS = {
  /** A client outside the cluster to the API server, one way. */
  kubectl: 4,
  /** A component to the API server, one way. */
  api: 2,
  /** API server to etcd, one way; the reply waits for the disk. */
  etcd: 1,
  etcdReply: 2,
  /** A watch event from etcd to the API server, and from there to a watcher. */
  watch: 1,
  /** kubelet to the runtime's socket on the same host. */
  cri: 1,
  /** A call between two parts of one process. */
  local: 0,
} as const;

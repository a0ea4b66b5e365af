/**
 * Who a message is from or for: `role`, or `role/node` for what runs on a node,
 * such as `scheduler` or `kubelet/node-1`.
 */
export type Address = string;

export type Role =
  /** The person or script outside the cluster. */
  | 'user'
  | 'kubectl'
  | 'apiserver'
  | 'etcd'
  | 'controller-manager'
  | 'scheduler'
  /** The external provisioner that makes a PersistentVolume for a claim. */
  | 'provisioner'
  /** What lies behind PersistentVolumes: a file server or a cloud's disks. */
  | 'storage'
  | 'kubelet'
  /** The CRI plug-in of containerd: image service and runtime service. */
  | 'cri'
  /** containerd's task service with its shim and runc: what starts processes. */
  | 'runtime'
  | 'cni'
  /** The network of a machine between its namespaces: bridge, routes and packet filter. */
  | 'net'
  /** Programs a machine's packet filter for Services. */
  | 'kube-proxy'
  /** What joins the machines. */
  | 'switch'
  | 'coredns'
  /** Scrapes the kubelets for `kubectl top`. */
  | 'metrics-server'
  /** The kubelet's volume manager. */
  | 'volumes'
  /** The CSI node plug-in. */
  | 'csi'
  | 'cadvisor'
  /** The machine itself: its power switch. */
  | 'machine';

export function roleOf(address: Address): Role {
  return placeOf(address).role;
}

/** The node an address is on; empty for the control plane. */
export function nodeOf(address: Address): string {
  return placeOf(address).node;
}

interface Place {
  readonly role: Role;
  readonly node: string;
}

/** A pure memo: a cluster has few addresses, and every message names two. */
const places = new Map<Address, Place>();
const REMEMBERED = 65_536;

function placeOf(address: Address): Place {
  const known = places.get(address);
  if (known !== undefined) return known;
  const slash = address.indexOf('/');
  const place =
    slash === -1
      ? { role: address as Role, node: '' }
      : { role: address.slice(0, slash) as Role, node: address.slice(slash + 1) };
  if (places.size === REMEMBERED) places.clear();
  places.set(address, place);
  return place;
}

/** What a message is about. */
export interface ObjectRef {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly uid?: string | undefined;
}

export interface Message {
  readonly from: Address;
  readonly to: Address;
  /** Protocol verb as the field names it: `create`, `txn`, `watch`, `RunPodSandbox`, `ADD` … */
  readonly verb: string;
  readonly object?: ObjectRef | undefined;
  /** The payload; its type belongs to the receiver. Plain data. */
  readonly body?: unknown;
  /** Periodic housekeeping (leases, probes): a run that has nothing else left to do has settled. */
  readonly background?: boolean | undefined;
  /** A note to oneself (`from === to`) is recorded only when this is set. */
  readonly recorded?: boolean | undefined;
}

/** A message on its way. */
export interface Envelope extends Message {
  readonly dueMs: number;
  readonly sentMs: number;
  /** `seq` of the record whose handling sent this; null for what came from outside. */
  readonly cause: number | null;
}

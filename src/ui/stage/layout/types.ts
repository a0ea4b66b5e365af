import type { Role } from '../../../protocol/view.ts';
import type { Point, Rect, Size } from './geometry.ts';

/** What the arrangement depends on: the cluster, never the moment. */
export interface ClusterShape {
  readonly nodes: readonly NodeShape[];
  /** A StorageClass is in play, so the provisioner is drawn. */
  readonly provisioner: boolean;
  /** Some volume needs a CSI driver, so the nodes show theirs. */
  readonly csi: boolean;
}

export interface NodeShape {
  readonly name: string;
  /** A control-plane node: it seldom carries Pods of the reader and is drawn slimmer. */
  readonly slim: boolean;
}

export type ControlRole = Extract<
  Role,
  'kubectl' | 'apiserver' | 'etcd' | 'controller-manager' | 'scheduler' | 'provisioner'
>;

/** On the edge of a node: what links its Pods with the network. */
export type PortRole = Extract<Role, 'kube-proxy' | 'net'>;

/** What stands between the nodes. */
export interface NetworkPlaces {
  readonly coredns: Rect;
  readonly switch: Rect;
  /** From CoreDNS past all nodes. */
  readonly wire: readonly Point[];
}

export type PartRole = Extract<Role, 'kubelet' | 'cri' | 'runtime' | 'cni' | 'volumes' | 'csi' | 'cadvisor'>;

/**
 * How much of a node is drawn: `full` its parts and Pods with their containers, `compact` its Pods as
 * rows or squares, `tiny` its name, its load and squares.
 */
export type Level = 'full' | 'compact' | 'tiny';

export interface Card {
  readonly name: string;
  readonly slim: boolean;
  readonly rect: Rect;
  /** Where the message to or from a part stands, in the card. */
  readonly strip: Rect;
  /** In world coordinates; empty unless the level is `full`. */
  readonly parts: Readonly<Partial<Record<PartRole, Rect>>>;
  /** On its lower edge; empty unless the level is `full`. */
  readonly ports: Readonly<Partial<Record<PortRole, Rect>>>;
  /** Row of the grid, for the line that leads there. */
  readonly row: number;
}

export interface StageLayout {
  readonly kind: 'wide' | 'tall';
  readonly level: Level;
  /**
   * How many times larger than its neighbours the upper part is drawn, so that it keeps its size on the
   * screen when a large cluster makes the whole picture smaller.
   */
  readonly scale: number;
  /** The zoom at which the whole width is seen; 1 unless the pane is too small for the cluster. */
  readonly fit: number;
  readonly world: Size;
  readonly components: Readonly<Partial<Record<ControlRole, Rect>>>;
  readonly decision: Rect;
  /** Pods without a node. */
  readonly tray: Rect;
  /** Claims and volumes of the cluster. */
  readonly storage: Rect;
  readonly network: NetworkPlaces;
  readonly cards: readonly Card[];
  readonly cardOf: ReadonlyMap<string, Card>;
  /** Where the line from the API server to the nodes runs down, along, and down the left side. */
  readonly laneX: number;
  readonly railX: number;
  readonly busYs: readonly number[];
}

/** The run of free space a label may use at one end of a line. */
export interface Room {
  readonly y: number;
  readonly minX: number;
  readonly maxX: number;
}

export interface Route {
  /** From sender to receiver; a single point when somebody writes to itself. */
  readonly points: readonly Point[];
  readonly fromRoom: Room;
  readonly toRoom: Room;
}

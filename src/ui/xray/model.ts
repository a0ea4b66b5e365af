import type { MachineView, NamespaceName, ProcessView } from '../../protocol/machine.ts';

/** The namespaces a learner looks at, in the order in which they are shown. */
export const SHOWN_KINDS: readonly NamespaceName[] = ['net', 'ipc', 'uts', 'pid', 'mnt'];

/** A process as a border shows it. */
export interface ProcessRow {
  readonly process: ProcessView;
  /** As it is seen in its own PID namespace. */
  readonly insidePid: number;
  /** How many parents it has within its cell. */
  readonly depth: number;
}

/** What has its own place in the picture: a container, or the processes that share every namespace outside one. */
export interface Cell {
  readonly id: string;
  readonly name: string;
  readonly type: 'pause' | 'container' | 'init' | 'sidecar' | 'docker' | 'host' | 'unshared';
  readonly namespaces: Readonly<Record<NamespaceName, number>>;
  readonly rows: readonly ProcessRow[];
  readonly mounts: MachineView['containers'][number]['mounts'];
}

/** Cells that share a network namespace, in one border. */
export interface Group {
  readonly net: number;
  readonly isHost: boolean;
  /** The name of the cell the namespace was made for. */
  readonly owner: string;
  readonly addresses: readonly string[];
  readonly cells: readonly Cell[];
  readonly sockets: MachineView['networks'][number]['sockets'];
}

/** Puts the processes of a machine into their borders. */
export function picture(view: MachineView): readonly Group[] {
  const cells = cellsOf(view);
  const first = new Set(view.namespaces.filter((namespace) => namespace.first).map(({ id }) => id));
  const nets = [...new Set(cells.map(({ namespaces }) => namespaces.net))];
  return nets
    .map((net): Group => {
      const network = view.networks.find(({ id }) => id === net);
      const inside = cells.filter(({ namespaces }) => namespaces.net === net);
      const owner = view.namespaces.find(({ id }) => id === net)?.owner ?? 0;
      return {
        net,
        isHost: first.has(net),
        owner: inside.find(({ rows }) => rows.some(({ process }) => process.pid === owner))?.name ?? '',
        addresses: (network?.interfaces ?? [])
          .filter(({ name, address }) => name !== 'lo' && address !== '')
          .map(({ name, address }) => `${name} ${address}`),
        cells: inside,
        sockets: (network?.sockets ?? []).filter(({ state }) => state === 'listen'),
      };
    })
    .sort((a, b) => Number(a.isHost) - Number(b.isHost) || a.net - b.net);
}

function cellsOf(view: MachineView): Cell[] {
  const byKey = new Map<string, ProcessView[]>();
  for (const process of view.processes) {
    const key =
      process.container === ''
        ? SHOWN_KINDS.map((kind) => process.namespaces[kind]).join(' ')
        : process.container;
    byKey.set(key, [...(byKey.get(key) ?? []), process]);
  }
  const first = new Set(view.namespaces.filter((namespace) => namespace.first).map(({ id }) => id));
  return [...byKey].map(([key, processes]): Cell => {
    const container = view.containers.find(({ id }) => id === key);
    const main = processes.find(({ pid }) => pid === container?.pid) ?? (processes[0] as ProcessView);
    const isHost = SHOWN_KINDS.every((kind) => first.has(main.namespaces[kind]));
    return {
      id: key,
      name: container?.name ?? (isHost ? view.hostname : main.argv.join(' ')),
      type: container?.type ?? (isHost ? 'host' : 'unshared'),
      namespaces: main.namespaces,
      rows: tree(processes),
      mounts: container?.mounts ?? [],
    };
  });
}

/** Parents before their children, each child one deeper. */
function tree(processes: readonly ProcessView[]): ProcessRow[] {
  const pids = new Set(processes.map(({ pid }) => pid));
  const rows: ProcessRow[] = [];
  const add = (process: ProcessView, depth: number): void => {
    rows.push({ process, insidePid: process.pids.at(-1) as number, depth });
    for (const child of processes) if (child.ppid === process.pid) add(child, depth + 1);
  };
  for (const process of processes) if (!pids.has(process.ppid)) add(process, 0);
  return rows;
}

export interface ShareRow {
  readonly cell: Cell;
  /** By kind: a letter that cells in the same namespace have in common, or `host`. */
  readonly letters: Readonly<Record<NamespaceName, string>>;
}

/** Who shares what, in letters: two cells with the same letter in a column are in the same namespace. */
export function shares(view: MachineView): readonly ShareRow[] {
  const cells = cellsOf(view);
  const first = new Set(view.namespaces.filter((namespace) => namespace.first).map(({ id }) => id));
  const letters = new Map<number, string>();
  for (const kind of SHOWN_KINDS) {
    let next = 0;
    for (const { namespaces } of cells) {
      const id = namespaces[kind];
      if (first.has(id)) letters.set(id, 'host');
      else if (!letters.has(id)) letters.set(id, letterOf(next++));
    }
  }
  return cells.map((cell) => ({
    cell,
    letters: Object.fromEntries(
      SHOWN_KINDS.map((kind) => [kind, letters.get(cell.namespaces[kind]) ?? '']),
    ) as ShareRow['letters'],
  }));
}

function letterOf(n: number): string {
  return n < 26 ? String.fromCharCode(65 + n) : `${letterOf(Math.floor(n / 26) - 1)}${letterOf(n % 26)}`;
}

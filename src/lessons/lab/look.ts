// Questions about a machine that the steps of the tracks ask.
import type {
  MachineContainerView,
  MachineView,
  NamespaceName,
  ProcessView,
} from '../../protocol/machine.ts';

/** The machine's own namespaces, by kind. */
function isFirst(view: MachineView, id: number): boolean {
  return view.namespaces.some((namespace) => namespace.id === id && namespace.first);
}

export function isOwn(view: MachineView, process: ProcessView, ...kinds: readonly NamespaceName[]): boolean {
  return kinds.every((kind) => !isFirst(view, process.namespaces[kind]));
}

/** Living processes outside any container. */
export function loose(view: MachineView): readonly ProcessView[] {
  return view.processes.filter(({ container, state }) => container === '' && state !== 'Z');
}

/** Its pid in its own PID namespace. */
export const insidePid = ({ pids }: ProcessView): number => pids.at(-1) ?? 0;

export function container(view: MachineView, name: string): MachineContainerView | undefined {
  return view.containers.find((candidate) => candidate.name === name);
}

export function processOf(view: MachineView, name: string): ProcessView | undefined {
  const found = container(view, name);
  return found && view.processes.find(({ pid }) => pid === found.pid);
}

/** Every living process of a container. */
export function processesOf(view: MachineView, name: string): readonly ProcessView[] {
  const found = container(view, name);
  return view.processes.filter(({ container: id, state }) => id === found?.id && state !== 'Z');
}

/** Whether both containers run and are in the same namespaces of these kinds, which are not the machine's. */
export function share(view: MachineView, a: string, b: string, ...kinds: readonly NamespaceName[]): boolean {
  const [one, other] = [processOf(view, a), processOf(view, b)];
  if (one === undefined || other === undefined) return false;
  return kinds.every((kind) => one.namespaces[kind] === other.namespaces[kind]) && isOwn(view, one, ...kinds);
}

/** Names of the network interfaces a process has. */
export function interfacesOf(view: MachineView, process: ProcessView | undefined): readonly string[] {
  const network = view.networks.find(({ id }) => id === process?.namespaces.net);
  return network?.interfaces.map(({ name }) => name) ?? [];
}

/** Whether anybody listens on a port in the network of a process. */
export function listens(view: MachineView, process: ProcessView | undefined, port: number): boolean {
  const network = view.networks.find(({ id }) => id === process?.namespaces.net);
  return network?.sockets.some(({ remote, local }) => remote === '' && local.endsWith(`:${port}`)) ?? false;
}

export function wrote(view: MachineView, name: string, pattern: RegExp): boolean {
  return container(view, name)?.log?.some((line) => pattern.test(line)) ?? false;
}

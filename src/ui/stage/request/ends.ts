import type { TraceRecord } from '../../../protocol/view.ts';
import type { PageState } from '../../state/index.ts';
import { endOf, ipOf, isLoopback, machineOf, type Packet } from './packet.ts';

type Hosts = Pick<PageState, 'tables'>;

/** `namespace/name` of the Pod on a machine that has an address; null for the machine itself. */
export function podWith({ tables }: Hosts, node: string, ip: string): string | null {
  const found = tables.hosts
    .get(node)
    ?.sandboxes.find((one) => one.ip === ip && one.namespaces.net === 'pod');
  return found ? `${found.podNamespace}/${found.podName}` : null;
}

/** The Pod whose address it is, wherever it runs. */
export function podAt({ tables }: Hosts, ip: string): string | null {
  for (const node of tables.hosts.keys()) {
    const found = podWith({ tables }, node, ip);
    if (found !== null) return found;
  }
  return null;
}

function hasPod({ tables }: Hosts, node: string, pod: string): boolean {
  const found = tables.hosts.get(node)?.sandboxes;
  return found?.some(({ podNamespace, podName }) => `${podNamespace}/${podName}` === pod) ?? false;
}

/** `namespace/name` of the Pod whose packet it is. */
export function ownerOf({ object }: TraceRecord): string | null {
  return object?.kind === 'Pod' ? `${object.namespace ?? 'default'}/${object.name}` : null;
}

/** The Pod at the end of a hop that lies in a machine's namespaces; null for the machine itself. */
export function podOfHop(page: Hosts, record: TraceRecord, { note, destination }: Packet): string | null {
  const end = endOf(record);
  if (end === null) return null;
  const node = machineOf(record);
  const owner = ownerOf(record);
  const isClient = (end === 'leaves') === (note.toward === 'server');
  // An answer to a Pod may have been sent to the address of its machine.
  if (isClient && end !== 'stays' && owner !== null && hasPod(page, node, owner)) return owner;
  const ip = ipOf(end === 'leaves' ? note.source : destination);
  if (isLoopback(ip)) return owner !== null && hasPod(page, node, owner) ? owner : null;
  return podWith(page, node, ip);
}

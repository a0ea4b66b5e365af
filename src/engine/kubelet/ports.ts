import type { IntOrString } from '../../api/index.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { NetworkProbe } from '../runtime/tasks.ts';
import type { Desk } from './desk.ts';
import { containerOf } from './kill.ts';
import type { Worker } from './state.ts';

/** The number of a port given by number or by the name of a containerPort; undefined when there is none. */
export function portOf(worker: Worker, name: string, port: IntOrString): number | undefined {
  if (typeof port === 'number') return port;
  const named = containerOf(worker, name)?.ports?.find((other) => other.name === port);
  if (named !== undefined) return named.containerPort;
  return /^\d+$/.test(port) ? Number(port) : undefined;
}

/** Asks a container over the network; the process it runs answers. */
export function askPort(
  desk: Desk,
  worker: Worker,
  call: number,
  containerId: string,
  port: number,
  path: string | null,
  scheme: string,
  timeoutMs: number,
  flags: { readonly background?: boolean | undefined } = {},
): void {
  const { nodeIP, node } = desk.state;
  const host = worker.pod.spec.hostNetwork ? nodeIP : (worker.sandbox?.ip ?? '');
  const target = path === null ? `${host}:${port}` : `${scheme.toLowerCase()}://${host}:${port}${path}`;
  const body: NetworkProbe = { type: 'probe', call, id: containerId, port, path, target, timeoutMs };
  desk.context.send(
    { from: desk.me, to: `runtime/${node}`, verb: 'probe', object: worker.ref, body, ...flags },
    LATENCY_MS.cri,
  );
}

// The engine's worker: a host at the end of the page's message port.
import type { ToWorker } from '../protocol/messages.ts';
import { realClock } from './clock.ts';
import { createHost } from './host.ts';
import { kubernetesKit } from './kubernetes.ts';

/** The part of a dedicated worker's scope that is used; the DOM's own types describe a page. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as WorkerScope;
const host = createHost(kubernetesKit, (message) => scope.postMessage(message), realClock());
scope.onmessage = (event) => host.receive(event.data);

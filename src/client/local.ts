import type { FromWorker, ToWorker } from '../protocol/messages.ts';
import { createClient } from './client.ts';
import type { EngineClient } from './types.ts';

/** A host in the same thread, as `createHost` of the worker makes it. */
export type StartHost = (post: (message: FromWorker) => void) => {
  receive(message: ToWorker): void;
  close(): void;
};

/**
 * A client to a host in the same thread, for tests and programs without a page. It gets the host passed
 * in, so that a page that imports the client does not bring the engine along.
 */
export function createLocalClient(start: StartHost): EngineClient {
  return createClient((deliver) => {
    const host = start(deliver);
    return { send: (message) => host.receive(message), close: () => host.close() };
  });
}

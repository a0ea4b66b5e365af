import { Assembly } from '../protocol/assemble.ts';
import type { CrashReport, FromWorker, ToWorker } from '../protocol/messages.ts';
import type { Frame } from '../protocol/view.ts';
import { EngineRefusal } from './refusal.ts';
import type { EngineClient } from './types.ts';

/** The other end: whatever takes requests and answers through `deliver`. */
export interface Connection {
  send(message: ToWorker): void;
  close(): void;
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: EngineRefusal) => void;
}

/**
 * Runs something once the page has drawn what it was just told, and had time for other things.
 */
export type WhenFree = (run: () => void) => void;

/**
 * A client over any connection. `connect` is called once, with the function that takes the other end's
 * messages; after each frame the other end is asked for more when the page is free.
 */
export function createClient(
  connect: (deliver: (message: FromWorker) => void) => Connection,
  whenFree: WhenFree = (run) => run(),
): EngineClient {
  const pending = new Map<number, Pending>();
  const frameListeners = new Set<(frame: Frame) => void>();
  const crashListeners = new Set<(report: CrashReport) => void>();
  const assembly = new Assembly();
  let ids = 0;
  let branch = 0;
  let closed = false;

  function deliver(message: FromWorker): void {
    if (closed) return;
    switch (message.type) {
      case 'part':
        assembly.add(message.part);
        taken();
        return;
      case 'frame': {
        const frame = assembly.complete(message.frame);
        branch = message.branch;
        whenFree(taken);
        for (const listener of frameListeners) listener(frame);
        return;
      }
      case 'crash':
        for (const listener of crashListeners) listener(message.report);
        return;
      case 'reply':
        branch = message.branch ?? branch;
        settle(message.id)?.resolve(message.value as never);
        return;
      case 'refused':
        settle(message.id)?.reject(new EngineRefusal(message.code, message.message));
    }
  }

  function taken(): void {
    if (!closed) connection.send({ taken: true });
  }

  function settle(id: number): Pending | undefined {
    const waiting = pending.get(id);
    pending.delete(id);
    return waiting;
  }

  const connection = connect(deliver);

  return {
    request(request) {
      if (closed) return Promise.reject(new EngineRefusal('closed', 'the client is closed'));
      ids += 1;
      const id = ids;
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject });
        connection.send({ id, branch, request });
      });
    },
    onFrame: (listener) => listen(frameListeners, listener),
    onCrash: (listener) => listen(crashListeners, listener),
    close() {
      if (closed) return;
      closed = true;
      connection.close();
      for (const { reject } of pending.values()) reject(new EngineRefusal('closed', 'the client was closed'));
      pending.clear();
      frameListeners.clear();
      crashListeners.clear();
    },
  };
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

import type { CrashReport, FromWorker } from '../protocol/messages.ts';
import { createClient } from './client.ts';
import { afterPaint } from './paint.ts';
import type { EngineClient } from './types.ts';

/** Starts the engine in a worker of its own. */
export function createWorkerClient(): EngineClient {
  return createClient((deliver) => {
    const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), {
      type: 'module',
      name: 'podscope-engine',
    });
    worker.onmessage = (event: MessageEvent<FromWorker>) => deliver(event.data);
    // The worker reports its own faults; this is one that kept it from starting at all.
    worker.onerror = (event) => {
      event.preventDefault();
      const at = event.filename ? `${event.filename}:${event.lineno}:${event.colno}` : '';
      const report: CrashReport = {
        message: event.message || 'the engine could not be started',
        stack: at,
        engineVersion: '',
        run: null,
        lastGood: null,
      };
      deliver({ type: 'crash', report });
    };
    return { send: (message) => worker.postMessage(message), close: () => worker.terminate() };
  }, afterPaint);
}

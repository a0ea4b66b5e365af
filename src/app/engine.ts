import type { EngineClient } from '../client/types.ts';

interface WorkerClientModule {
  readonly createWorkerClient: () => EngineClient;
}

const modules = import.meta.glob<WorkerClientModule>('../client/createWorkerClient.ts');

/** The engine behind the page. Without one the page stands, and nothing moves. */
export async function connect(): Promise<EngineClient> {
  const module = await modules['../client/createWorkerClient.ts']?.();
  return module?.createWorkerClient() ?? silence;
}

const silence: EngineClient = {
  request: () => new Promise(() => undefined),
  onFrame: () => () => undefined,
  onCrash: () => () => undefined,
  close: () => undefined,
};

import type { CrashReport, Replies, Request } from '../protocol/messages.ts';
import type { Frame } from '../protocol/view.ts';

/** The page's only way to the engine: over a worker in the browser, in process in tests. */
export interface EngineClient {
  /** Rejects with `EngineRefusal` when the engine refuses, or when the client is closed. */
  request<T extends Request['type']>(request: Extract<Request, { type: T }>): Promise<Replies[T]>;
  onFrame(listener: (frame: Frame) => void): () => void;
  onCrash(listener: (report: CrashReport) => void): () => void;
  close(): void;
}

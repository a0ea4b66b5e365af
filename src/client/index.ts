// The public face of the client: import from here in other floors.
export { downloadRun, RUN_FILE, readRunFile, runToText } from './file.ts';
export { createLocalClient, type StartHost } from './local.ts';
export { EngineRefusal } from './refusal.ts';
export { decodeRun, encodeRun, MAX_RUN_BYTES, parseRun, ShareError, type ShareErrorCode } from './share.ts';
export type { EngineClient } from './types.ts';
export { createWorkerClient } from './worker.ts';

import type { RefusalCode } from '../protocol/messages.ts';

/** Why a request came to nothing. `stale`, `closed`: the reader has moved on, and nothing is wrong. */
export class EngineRefusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'EngineRefusal';
    this.code = code;
  }
}

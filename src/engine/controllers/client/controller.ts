import type { KubeObject } from '../../../api/index.ts';
import type { ApiRequest, ApiResponse } from '../../apiserver/messages.ts';
import type { Desk } from './desk.ts';
import type { Observed } from './informer.ts';

/**
 * A reconciler: told what changed, it names the keys to look at; given a key, it compares what is
 * with what should be and makes the calls that bring the two together. It holds no state but
 * what it keeps with `desk.keep`.
 */
export interface Controller {
  readonly name: string;
  /** How many keys it works on at once. */
  readonly workers: number;
  /** Resources whose changes it wants to be told. */
  readonly watches: readonly string[];
  /** Sets its timers when the process starts. */
  start?(desk: Desk): void;
  observe(desk: Desk, observed: Observed): void;
  /**
   * Looks at one key. After `calls`, it is called again for the key, with its memory, when every call
   * has been answered; so it may do one thing at a time and read its own writes.
   */
  sync(desk: Desk, key: string, memory: unknown): Progress;
  /** A call of `sync` was carried out, and the caches know of it; `before` is the object as it was then. */
  succeeded?(
    desk: Desk,
    key: string,
    request: ApiRequest,
    response: ApiResponse,
    before: KubeObject | undefined,
  ): void;
  /** A call of `sync` failed; the key is tried again after a back-off whatever is done here. */
  failed?(desk: Desk, key: string, request: ApiRequest, response: ApiResponse): void;
  /** A timer set with `desk.timer`, or a note to itself sent with `desk.tell`, has arrived. */
  told?(desk: Desk, what: string, body: unknown): void;
}

export type Progress =
  /** Nothing left to do for the key. */
  | { readonly kind: 'done' }
  /** Calls are on their way; `final`: with them everything is done, unless something changes meanwhile. */
  | { readonly kind: 'calls'; readonly memory?: unknown; readonly final?: boolean }
  /** A note to itself is on its way and will go on with `desk.resume`. */
  | { readonly kind: 'held'; readonly memory?: unknown }
  /** Try again after a back-off. */
  | { readonly kind: 'retry' };

export const DONE: Progress = { kind: 'done' };
export const RETRY: Progress = { kind: 'retry' };

export const FINAL_CALLS: Progress = { kind: 'calls', final: true };

export function calls(memory?: unknown): Progress {
  return { kind: 'calls', memory };
}

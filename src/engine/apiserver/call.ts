import type { KindInfo, KubeObject, Status } from '../../api/index.ts';
import type { WriteOp } from '../etcd/messages.ts';
import type { Context } from '../kernel/component.ts';
import type { Address } from '../kernel/message.ts';
import type { ApiRequest } from './messages.ts';
import type { ApiServerState } from './state.ts';

/** One request while it is being handled. `state` moves on as parts of the handling replace it. */
export interface Call {
  state: ApiServerState;
  readonly info: KindInfo;
  readonly request: ApiRequest;
  /** Empty for what the API server does on its own behalf. */
  readonly client: Address;
  readonly context: Context;
  readonly warnings: string[];
  /** Which look for something that may be about to come this is; absent for the first. */
  readonly lookups?: number;
}

/** What is to be done about a request. */
export type Outcome = Answer | Write | Later;

export interface Answer {
  readonly type: 'answer';
  readonly code: number;
  readonly object?: KubeObject | undefined;
  readonly items?: readonly KubeObject[] | undefined;
  readonly resourceVersion?: string | undefined;
  readonly status?: Status | undefined;
}

export interface Write {
  readonly type: 'write';
  readonly op: WriteOp;
  /** Revision the key must be at; 0 when it must not exist. */
  readonly expected: number;
  /** HTTP code once it is committed. */
  readonly code: number;
  /** What the answer shows when the write is a deletion. */
  readonly tombstone?: KubeObject | undefined;
  /** Cluster IPs and node ports that were taken for this write and go back if it fails. */
  readonly claims?: Claims | undefined;
  /** What to do on the same client's behalf once it is committed, instead of answering. */
  readonly followUp?: ApiRequest | undefined;
}

/** Something that is not there is likely to come: the request is looked at again. */
export interface Later {
  readonly type: 'later';
  readonly delayMs: number;
}

/** A request that waits for its next look; travels with the API server's own timer `again`. */
export interface Waiting {
  readonly request: ApiRequest;
  readonly client: Address;
  readonly lookups: number;
}

export interface Claims {
  readonly owner: string;
  readonly clusterIPs: readonly string[];
  readonly nodePorts: readonly number[];
}

/** Travels to etcd and back with a transaction. */
export interface Pending {
  readonly request: ApiRequest;
  readonly client: Address;
  readonly attempt: number;
  readonly warnings: readonly string[];
  readonly write: Omit<Write, 'op'>;
}

export function ok(object: KubeObject, code = 200): Answer {
  return { type: 'answer', code, object };
}

export function refuse(status: Status): Answer {
  return { type: 'answer', code: status.code ?? 500, status };
}

/** What refusals at admission call a new object: a name is only generated later. */
export function nameOfNew({ request }: Call): string {
  const { name, generateName } = (request.object as Partial<KubeObject> | undefined)?.metadata ?? {};
  return name || generateName || 'Unknown';
}

export function isStatusFailure(value: KubeObject | Status | Later): value is Status {
  return 'kind' in value && value.kind === 'Status';
}

export function isLater(value: KubeObject | Later): value is Later {
  return 'type' in value && value.type === 'later';
}

export function revisionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion);
}

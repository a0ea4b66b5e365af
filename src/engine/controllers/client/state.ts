import type { KubeObject } from '../../../api/index.ts';
import type { ApiRequest, ApiResponse } from '../../apiserver/messages.ts';
import { EMPTY_RECORDER, type Recorder } from '../../client/events.ts';
import type { Address } from '../../kernel/message.ts';
import { emptyTable, type Table } from '../../kernel/table.ts';
import type { Controller } from './controller.ts';
import { EMPTY_INDEXES, type Indexes } from './indexes.ts';
import type { Informer } from './informer.ts';
import type { WorkQueue } from './workqueue.ts';

/** A process: its address, its controllers, and the resources they watch. */
export interface Process {
  readonly address: Address;
  /** Prefix of its request ids. */
  readonly prefix: string;
  readonly controllers: readonly Controller[];
}

/** The state of a process that runs controllers on one shared set of informers. */
export interface ClientState {
  readonly informers: Readonly<Record<string, Informer>>;
  readonly indexes: Indexes;
  /** By controller. */
  readonly queues: Readonly<Record<string, WorkQueue>>;
  /** By controller: what it keeps between keys. */
  readonly kept: Readonly<Record<string, unknown>>;
  readonly nextCall: number;
  /** Calls without an answer by request id. */
  readonly calls: Table<Call>;
  readonly recorder: Recorder;
}

export interface Call {
  readonly controller: string;
  readonly key: string;
  readonly request: ApiRequest;
  /** The object as it was known when the call was made. */
  readonly known: KubeObject | undefined;
}

export const INITIAL_CLIENT: ClientState = {
  informers: {},
  indexes: EMPTY_INDEXES,
  queues: {},
  kept: {},
  nextCall: 1,
  calls: emptyTable(),
  recorder: EMPTY_RECORDER,
};

/** False when the API server found nothing to change. */
export function hasMoved({ request, known }: Call, response: ApiResponse): boolean {
  if (request.verb !== 'update' && request.verb !== 'patch') return true;
  return known === undefined || response.object?.metadata.resourceVersion !== known.metadata.resourceVersion;
}

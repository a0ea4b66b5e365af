import type { KubeObject } from '../../api/index.ts';

/** A key with its value as etcd stores them. */
export interface KeyValue {
  readonly key: string;
  /** The object with `metadata.resourceVersion` set to `modRevision`. */
  readonly value: KubeObject;
  /** Revision of the put that made the key. */
  readonly createRevision: number;
  /** Revision of the last put. */
  readonly modRevision: number;
  /** Number of puts since the key was made. */
  readonly version: number;
}

/** Holds when the key's last revision is `modRevision`; 0 means that the key does not exist. */
export interface Compare {
  readonly key: string;
  readonly modRevision: number;
}

export type WriteOp =
  | { readonly type: 'put'; readonly key: string; readonly value: KubeObject }
  | { readonly type: 'delete'; readonly key: string };

/** Writes one key if every comparison holds; otherwise answers with what the key holds now. */
export interface TxnRequest {
  readonly type: 'txn';
  readonly compare: readonly Compare[];
  readonly success: WriteOp;
  /** Comes back in the reply, so that the client knows what it was about. */
  readonly tag?: unknown;
}

export interface TxnReply {
  readonly type: 'txn';
  readonly succeeded: boolean;
  /** Revision of the store after the transaction. */
  readonly revision: number;
  /** What the key holds after the transaction; null when it does not exist. */
  readonly kv: KeyValue | null;
  readonly tag?: unknown;
}

/** All keys that begin with `prefix`. */
export interface RangeRequest {
  readonly type: 'range';
  readonly prefix: string;
  readonly tag?: unknown;
}

export interface RangeReply {
  readonly type: 'range';
  readonly revision: number;
  readonly kvs: readonly KeyValue[];
  readonly tag?: unknown;
}

/** Every change of a key that begins with `prefix`, from `startRevision` (inclusive) on; 0 means from now on. */
export interface WatchRequest {
  readonly type: 'watch';
  readonly watchId: string;
  readonly prefix: string;
  readonly startRevision: number;
}

export interface WatchCancelled {
  readonly type: 'watch-cancelled';
  readonly watchId: string;
  /** The oldest revision a watch may start from. */
  readonly compactRevision: number;
  readonly reason: string;
}

export interface EtcdEvent {
  readonly type: 'event';
  readonly watchId: string;
  readonly event: 'PUT' | 'DELETE';
  readonly revision: number;
  readonly key: string;
  /** The value after a PUT; for DELETE the last value, with the revision of the deletion. */
  readonly value: KubeObject;
  /** The value before; null when the key is new. */
  readonly prev: KubeObject | null;
}

/** Forgets every superseded value up to and including `revision`. */
export interface CompactRequest {
  readonly type: 'compact';
  readonly revision: number;
}

export interface CompactReply {
  readonly type: 'compact';
  /** Empty on success. */
  readonly error: string;
}

export type EtcdRequest = TxnRequest | RangeRequest | WatchRequest | CompactRequest;
export type EtcdReply = TxnReply | RangeReply | WatchCancelled | CompactReply;

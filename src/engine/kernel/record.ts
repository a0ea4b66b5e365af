import type { KubeObject } from '../../api/index.ts';
import type { Address, ObjectRef } from './message.ts';

/** One write of one object, as etcd saw it. */
export interface Change {
  /** etcd key, such as `/registry/pods/default/web`. */
  readonly key: string;
  readonly object: ObjectRef;
  /** Revision of the value before, null when the key is new. */
  readonly before: number | null;
  /** Revision of the value after, null when the key was deleted. */
  readonly after: number | null;
}

/** The object a change is about, before and after it; null when it did not exist. */
export interface Written {
  readonly before: KubeObject | null;
  readonly after: KubeObject | null;
}

/** One message, written down at the moment its receiver has handled it. */
export interface TraceRecord {
  /** 1, 2, 3 … within a run. */
  readonly seq: number;
  /** Virtual time of arrival. */
  readonly timeMs: number;
  readonly sentMs: number;
  readonly from: Address;
  readonly to: Address;
  readonly verb: string;
  readonly object: ObjectRef | null;
  /** `seq` of the record that led to this one; null for what came from outside. */
  readonly cause: number | null;
  readonly background: boolean;
  readonly change?: Change | undefined;
  /** What the receiver noted while it handled the message; see each component's `notes`. */
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

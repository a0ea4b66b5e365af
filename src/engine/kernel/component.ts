import type { Envelope, Message } from './message.ts';
import type { Change, Written } from './record.ts';

/** What a component may do while it handles one message. It has no other way to reach the world. */
export interface Context {
  /** Virtual time. */
  readonly nowMs: number;
  /** Virtual time as the API writes it: RFC 3339, whole seconds. */
  timestamp(): string;
  /** The same with microseconds, as Lease and Event series use it. */
  microTimestamp(): string;
  /**
   * Sends a message that arrives after `delayMs`. With `from === to` this is a timer.
   * Messages on one link with the same delay arrive in the order they were sent.
   * `background` is inherited from the message being handled unless given.
   */
  send(message: Message, delayMs: number): void;
  /** An integer in [0, 2^32) from the component's own stream. */
  random(): number;
  /** Adds to the `detail` of the record being written, which may keep the very object it is given. */
  note(detail: Readonly<Record<string, unknown>>): void;
  /** etcd only: what this message changed. */
  changed(change: Change, written: Written): void;
}

/**
 * A component is a function from state and message to state. The state is plain data and is
 * replaced, never mutated; everything it learns arrives as a message.
 */
export interface Component<State> {
  receive(state: State, message: Envelope, context: Context): State;
}

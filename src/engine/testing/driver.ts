import type { Component, Context } from '../kernel/component.ts';
import { type Envelope, type Message, roleOf } from '../kernel/message.ts';
import { Movement } from '../kernel/movement.ts';
import { emptyQueue } from '../kernel/queue.ts';
import type { TraceRecord } from '../kernel/record.ts';
import { emptyTable } from '../kernel/table.ts';

/** The states of the components under test, by role (or full address, which goes first). */
export type States = Readonly<Record<string, unknown>>;

/** A component for tests whose state does not matter. */
export type AnyComponent = Component<never>;

/**
 * Runs a few components against each other through the same clock and queue as the real world.
 * Messages for an address without a component are kept in `inbox`.
 */
export class Driver {
  readonly records: TraceRecord[] = [];
  /** What was sent to addresses nobody handles, such as a test's own client. */
  readonly inbox: Envelope[] = [];
  private readonly movement: Movement;
  private readonly components = new Map<string, Component<unknown>>();
  private readonly states = new Map<string, unknown>();

  constructor(seed = 1, nowMs = 0) {
    this.movement = new Movement({ seed, nowMs, nextSeq: 1, queue: emptyQueue(), streams: emptyTable() });
  }

  /** `address` may be a role, which then handles all of its addresses. */
  add<State>(address: string, component: Component<State>, state: State): this {
    this.components.set(address, component as Component<unknown>);
    this.states.set(address, state);
    return this;
  }

  get nowMs(): number {
    return this.movement.nowMs;
  }

  state<State>(address: string): State {
    return this.states.get(address) as State;
  }

  post(message: Message, delayMs = 0): this {
    const { nowMs } = this.movement;
    this.movement.post({ ...message, dueMs: nowMs + delayMs, sentMs: nowMs, cause: null });
    return this;
  }

  /** Delivers one message; false when nothing is due. */
  step(): boolean {
    if (!this.movement.deliver((envelope, context) => this.receive(envelope, context))) return false;
    if (this.movement.record !== null) this.records.push(this.movement.record);
    return true;
  }

  private receive(envelope: Envelope, context: Context): void {
    const address = this.components.has(envelope.to) ? envelope.to : roleOf(envelope.to);
    const component = this.components.get(address);
    if (component === undefined) this.inbox.push(envelope);
    else this.states.set(address, component.receive(this.states.get(address), envelope, context));
  }

  /** Until nothing but background work is left. Throws after `limit` messages: something re-arms itself. */
  settle(limit = 200_000): this {
    for (let i = 0; !this.movement.isSettled(); i++) {
      if (i === limit) throw new Error(`not settled after ${limit} messages`);
      this.step();
    }
    return this;
  }

  /** Everything due within the next `durationMs`, background too. */
  run(durationMs: number): this {
    const untilMs = this.movement.nowMs + durationMs;
    while (this.movement.nextDueMs() <= untilMs) this.step();
    this.movement.nowMs = untilMs;
    return this;
  }
}

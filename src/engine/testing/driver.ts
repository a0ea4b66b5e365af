import type { Component, Context } from '../kernel/component.ts';
import { type Envelope, type Message, roleOf } from '../kernel/message.ts';
import { dequeue, emptyQueue, enqueue, nextDueMs } from '../kernel/queue.ts';
import type { TraceRecord } from '../kernel/record.ts';
import { emptyTable } from '../kernel/table.ts';
import { type Clockwork, Turn } from '../kernel/turn.ts';

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
  private clockwork: Clockwork;
  private readonly components = new Map<string, Component<unknown>>();
  private readonly states = new Map<string, unknown>();

  constructor(seed = 1, nowMs = 0) {
    this.clockwork = { seed, nowMs, nextSeq: 1, queue: emptyQueue<Envelope>(), streams: emptyTable() };
  }

  /** `address` may be a role, which then handles all of its addresses. */
  add<State>(address: string, component: Component<State>, state: State): this {
    this.components.set(address, component as Component<unknown>);
    this.states.set(address, state);
    return this;
  }

  get nowMs(): number {
    return this.clockwork.nowMs;
  }

  state<State>(address: string): State {
    return this.states.get(address) as State;
  }

  post(message: Message, delayMs = 0): this {
    const { nowMs } = this.clockwork;
    const envelope: Envelope = { ...message, dueMs: nowMs + delayMs, sentMs: nowMs, cause: null };
    this.clockwork = { ...this.clockwork, queue: enqueue(this.clockwork.queue, envelope) };
    return this;
  }

  /** Delivers one message; false when nothing is due. */
  step(): boolean {
    const taken = dequeue(this.clockwork.queue);
    if (taken === undefined) return false;
    const { entry } = taken;
    const turn = new Turn(this.clockwork, taken.queue, entry);
    const address = this.components.has(entry.to) ? entry.to : roleOf(entry.to);
    const component = this.components.get(address);
    if (component === undefined) this.inbox.push(entry);
    else this.states.set(address, component.receive(this.states.get(address), entry, turn as Context));
    const { clockwork, record } = turn.finish();
    this.clockwork = clockwork;
    if (record !== null) this.records.push(record);
    return true;
  }

  /** Until nothing but background work is left. Throws after `limit` messages: something re-arms itself. */
  settle(limit = 200_000): this {
    for (let i = 0; this.clockwork.queue.foreground > 0; i++) {
      if (i === limit) throw new Error(`not settled after ${limit} messages`);
      this.step();
    }
    return this;
  }

  /** Everything due within the next `durationMs`, background too. */
  run(durationMs: number): this {
    const untilMs = this.clockwork.nowMs + durationMs;
    while ((nextDueMs(this.clockwork.queue) ?? Number.POSITIVE_INFINITY) <= untilMs) this.step();
    this.clockwork = { ...this.clockwork, nowMs: untilMs };
    return this;
  }
}

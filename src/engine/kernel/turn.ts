import type { Context } from './component.ts';
import type { Envelope, Message } from './message.ts';
import { draw, type MutableStream, type Stream, streamOf } from './random.ts';
import type { Change, Written } from './record.ts';
import { microTimestamp, timestamp } from './timestamp.ts';
import type { WorkingTable } from './workingTable.ts';

/**
 * The handling of one message: the context its receiver acts through, and what came of it. Nothing takes effect
 * before the receiver is done, so one that throws has changed nothing.
 */
export class Turn implements Context {
  nowMs = 0;
  detail: Record<string, unknown> | undefined = undefined;
  change: Change | undefined = undefined;
  /** What `change` is about, before and after it. */
  written: Written | undefined = undefined;
  /** The receiver's own stream once it has drawn from it. */
  stream: MutableStream | undefined = undefined;
  /** In the order of sending. */
  readonly sent: Envelope[] = [];
  private readonly seed: number;
  private readonly streams: WorkingTable<Stream>;
  private to = '';
  private background: boolean | undefined = undefined;
  /** The record that what is sent is caused by. */
  private cause: number | null = null;
  private isDetailOwn = false;

  constructor(seed: number, streams: WorkingTable<Stream>) {
    this.seed = seed;
    this.streams = streams;
  }

  /** Begins with a message; `seq` is that of its record, null when it is to leave none. */
  begin(envelope: Envelope, seq: number | null): void {
    this.nowMs = envelope.dueMs;
    this.to = envelope.to;
    this.background = envelope.background;
    // An unrecorded timer has no record of its own: what it leads to is blamed on what set it.
    this.cause = seq ?? envelope.cause;
    this.detail = undefined;
    this.isDetailOwn = false;
    this.change = undefined;
    this.written = undefined;
    this.stream = undefined;
    this.sent.length = 0;
  }

  timestamp(): string {
    return timestamp(this.nowMs);
  }

  microTimestamp(): string {
    return microTimestamp(this.nowMs);
  }

  send(message: Message, delayMs: number): void {
    if (!(delayMs >= 0) || !Number.isInteger(delayMs)) {
      throw new Error(`${message.from} sent ${message.verb} with a delay of ${delayMs} ms`);
    }
    this.sent.push({
      from: message.from,
      to: message.to,
      verb: message.verb,
      object: message.object,
      body: message.body,
      background: message.background ?? this.background,
      recorded: message.recorded,
      dueMs: this.nowMs + delayMs,
      sentMs: this.nowMs,
      cause: this.cause,
    });
  }

  random(): number {
    this.stream ??= { ...(this.streams.get(this.to) ?? streamOf(this.seed, this.to)) };
    return draw(this.stream);
  }

  note(detail: Readonly<Record<string, unknown>>): void {
    if (this.detail === undefined) this.detail = detail;
    else {
      // The first note is its writer's own: a second one makes a copy.
      this.detail = Object.assign(this.isDetailOwn ? this.detail : { ...this.detail }, detail);
      this.isDetailOwn = true;
    }
  }

  changed(change: Change, written: Written): void {
    this.change = change;
    this.written = written;
  }
}

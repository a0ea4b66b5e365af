import type { Context } from './component.ts';
import type { Envelope, Message } from './message.ts';
import { enqueue, type Queue } from './queue.ts';
import { next, type Stream, streamOf } from './random.ts';
import type { Change, TraceRecord } from './record.ts';
import { get, put, type Table } from './table.ts';
import { microTimestamp, timestamp } from './timestamp.ts';

/** The part of the world that every message needs: time, what is due, and the random streams. */
export interface Clockwork {
  readonly seed: number;
  readonly nowMs: number;
  /** `seq` of the next trace record. */
  readonly nextSeq: number;
  readonly queue: Queue<Envelope>;
  /** By component address; a stream appears with its first draw. */
  readonly streams: Table<Stream>;
}

/**
 * The handling of one message: the context its receiver acts through, and what came of it.
 * It lives for one step only; nothing of it is state.
 */
export class Turn implements Context {
  readonly nowMs: number;
  private readonly envelope: Envelope;
  private readonly seed: number;
  private readonly seq: number;
  private readonly isRecorded: boolean;
  private queue: Queue<Envelope>;
  private readonly streams: Table<Stream>;
  /** The receiver's own stream once it has drawn from it. */
  private stream: Stream | undefined;
  private detail: Record<string, unknown> | undefined;
  private change: Change | undefined;

  /** `queue` no longer holds `envelope`. */
  constructor(clockwork: Clockwork, queue: Queue<Envelope>, envelope: Envelope) {
    this.nowMs = envelope.dueMs;
    this.envelope = envelope;
    this.seed = clockwork.seed;
    this.seq = clockwork.nextSeq;
    this.queue = queue;
    this.streams = clockwork.streams;
    this.isRecorded = envelope.recorded === true || envelope.from !== envelope.to;
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
    this.queue = enqueue(this.queue, {
      from: message.from,
      to: message.to,
      verb: message.verb,
      object: message.object,
      body: message.body,
      background: message.background ?? this.envelope.background,
      recorded: message.recorded,
      dueMs: this.nowMs + delayMs,
      sentMs: this.nowMs,
      // An unrecorded timer has no record of its own: what it leads to is blamed on what set it.
      cause: this.isRecorded ? this.seq : this.envelope.cause,
    });
  }

  random(): number {
    const address = this.envelope.to;
    this.stream ??= get(this.streams, address) ?? streamOf(this.seed, address);
    const drawn = next(this.stream);
    this.stream = drawn.stream;
    return drawn.value;
  }

  note(detail: Readonly<Record<string, unknown>>): void {
    this.detail = this.detail === undefined ? { ...detail } : Object.assign(this.detail, detail);
  }

  changed(change: Change): void {
    this.change = change;
  }

  /** The clockwork after this turn and the record of it, null for an unrecorded timer. */
  finish(): { clockwork: Clockwork; record: TraceRecord | null } {
    const { envelope } = this;
    const clockwork = {
      seed: this.seed,
      nowMs: this.nowMs,
      nextSeq: this.isRecorded ? this.seq + 1 : this.seq,
      queue: this.queue,
      streams: this.stream === undefined ? this.streams : put(this.streams, envelope.to, this.stream),
    };
    if (!this.isRecorded) return { clockwork, record: null };
    return {
      clockwork,
      record: {
        seq: this.seq,
        timeMs: this.nowMs,
        sentMs: envelope.sentMs,
        from: envelope.from,
        to: envelope.to,
        verb: envelope.verb,
        object: envelope.object ?? null,
        cause: envelope.cause,
        background: envelope.background === true,
        change: this.change,
        detail: this.detail,
      },
    };
  }
}

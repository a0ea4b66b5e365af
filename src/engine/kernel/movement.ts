import { Agenda } from './agenda.ts';
import type { Context } from './component.ts';
import type { Envelope } from './message.ts';
import type { Queue } from './queue.ts';
import type { Stream } from './random.ts';
import type { TraceRecord, Written } from './record.ts';
import type { Table } from './table.ts';
import { Turn } from './turn.ts';
import { WorkingTable } from './workingTable.ts';

/** The part of a world that every message needs: time, what is due, and the random streams. */
export interface Clockwork {
  readonly seed: number;
  readonly nowMs: number;
  /** `seq` of the next trace record. */
  readonly nextSeq: number;
  readonly queue: Queue<Envelope>;
  /** By component address; a stream appears with its first draw. */
  readonly streams: Table<Stream>;
}

/** Lets the component it is for handle a message. */
export type Receive = (envelope: Envelope, context: Context) => void;

/**
 * A clockwork in motion. It is changed in place, message by message, and written down as a `Clockwork` when asked
 * for; the one it began with stays as it was.
 */
export class Movement {
  nowMs: number;
  /** `seq` of the next trace record. */
  nextSeq: number;
  /** What the last message left in the trace; null for an unrecorded timer. */
  record: TraceRecord | null = null;
  /** What the last message wrote to etcd. */
  written: Written | null = null;
  private readonly seed: number;
  private readonly agenda: Agenda<Envelope>;
  private readonly streams: WorkingTable<Stream>;
  private readonly turn: Turn;

  constructor({ seed, nowMs, nextSeq, queue, streams }: Clockwork) {
    this.seed = seed;
    this.nowMs = nowMs;
    this.nextSeq = nextSeq;
    this.agenda = new Agenda(queue);
    this.streams = new WorkingTable(streams);
    this.turn = new Turn(seed, this.streams);
  }

  /** Infinite when nothing is due ever again. */
  nextDueMs(): number {
    return this.agenda.nextDueMs();
  }

  /** Whether the next message leaves a record. */
  isNextRecorded(): boolean {
    const envelope = this.agenda.peek();
    return envelope !== undefined && isRecorded(envelope);
  }

  /** Whether nothing but background work is left. */
  isSettled(): boolean {
    return this.agenda.foreground === 0;
  }

  post(envelope: Envelope): void {
    this.agenda.add(envelope);
  }

  /** Delivers the next message; false when there is none. If `receive` throws, the message has not been taken. */
  deliver(receive: Receive): boolean {
    const { agenda, turn } = this;
    const envelope = agenda.peek();
    if (envelope === undefined) return false;
    turn.begin(envelope, this.seqOf(envelope));
    receive(envelope, turn);
    agenda.take();
    this.conclude(envelope);
    return true;
  }

  /** Handles at once what was never on its way. */
  act(envelope: Envelope, receive: Receive): void {
    this.turn.begin(envelope, this.seqOf(envelope));
    receive(envelope, this.turn);
    this.conclude(envelope);
  }

  /** How many messages and timers are on their way. */
  get pending(): number {
    return this.agenda.queue().buckets.reduce((sum, { entries }) => sum + entries.length, 0);
  }

  private seqOf(envelope: Envelope): number | null {
    return isRecorded(envelope) ? this.nextSeq : null;
  }

  private conclude(envelope: Envelope): void {
    const { turn } = this;
    for (const message of turn.sent) this.agenda.add(message);
    if (turn.stream !== undefined) this.streams.put(envelope.to, turn.stream);
    const seq = this.seqOf(envelope);
    this.nowMs = envelope.dueMs;
    this.written = turn.written ?? null;
    this.record = seq === null ? null : recordOf(seq, envelope, turn);
    if (seq !== null) this.nextSeq = seq + 1;
  }

  /** All of it as data. */
  clockwork(): Clockwork {
    return {
      seed: this.seed,
      nowMs: this.nowMs,
      nextSeq: this.nextSeq,
      queue: this.agenda.queue(),
      streams: this.streams.table(),
    };
  }
}

function isRecorded(envelope: Envelope): boolean {
  return envelope.recorded === true || envelope.from !== envelope.to;
}

function recordOf(seq: number, envelope: Envelope, turn: Turn): TraceRecord {
  return {
    seq,
    timeMs: envelope.dueMs,
    sentMs: envelope.sentMs,
    from: envelope.from,
    to: envelope.to,
    verb: envelope.verb,
    object: envelope.object ?? null,
    cause: envelope.cause,
    background: envelope.background === true,
    change: turn.change,
    detail: turn.detail,
  };
}

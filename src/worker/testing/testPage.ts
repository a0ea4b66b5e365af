import type { KubeObject } from '../../api/index.ts';
import { Assembly } from '../../protocol/assemble.ts';
import type { CrashReport, FromWorker, Replies, Request } from '../../protocol/messages.ts';
import type { Frame, FramePart, Mark } from '../../protocol/view.ts';
import type { TimelineOptions } from '../../timeline/index.ts';
import { type FakeWorld, fakeEngine } from '../../timeline/testing/fakeEngine.ts';
import type { HostClock } from '../clock.ts';
import { createHost, type Host } from '../host.ts';
import type { Kit } from '../kit.ts';
import { tableChanges } from '../views.ts';

/** The small engine of the timeline's tests. */
export const fakeKit: Kit<FakeWorld> = {
  engine: fakeEngine,
  addons: [],
  revision: (world) => world.revision,
  objectChanges: (before, after) => tableChanges(before?.objects ?? null, after.objects, (value) => value),
  hostChanges: () => [],
  queueChanges: () => [],
  kubectl: () => [],
  machine: () => null,
  terminal: () => ({ text: '', from: 0, to: 0 }),
  fileNames: () => [],
  readAhead: (text) => (text === 'long' ? Array.from({ length: 100 }, () => undefined) : []).values(),
  check: (text) =>
    text === 'bad'
      ? { objects: [], diagnostics: [{ severity: 'error' } as never] }
      : {
          objects: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: text } }],
          diagnostics: [],
        },
};

/** Real time that passes only when the test says so; computing takes none unless `costMs` is set. */
export class TestClock implements HostClock {
  private nowMs = 0;
  private readonly tasks: { atMs: number; order: number; run: () => void }[] = [];
  private order = 0;
  costMs = 0;

  now(): number {
    this.nowMs += this.costMs;
    return this.nowMs;
  }

  soon(run: () => void): void {
    this.later(run, 0);
  }

  later(run: () => void, delayMs: number): () => void {
    const task = { atMs: this.nowMs + delayMs, order: this.order++, run };
    this.tasks.push(task);
    return () => {
      const at = this.tasks.indexOf(task);
      if (at >= 0) this.tasks.splice(at, 1);
    };
  }

  /** Runs one task due by then; false when there is none. */
  turn(untilMs = Number.POSITIVE_INFINITY): boolean {
    this.tasks.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
    const task = this.tasks[0];
    if (task === undefined || task.atMs > untilMs) return false;
    this.tasks.shift();
    this.nowMs = Math.max(this.nowMs, task.atMs);
    task.run();
    return true;
  }

  pass(ms: number): void {
    const untilMs = this.nowMs + ms;
    while (this.turn(untilMs));
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  get time(): number {
    return this.nowMs;
  }
}

/** A page that keeps everything the host says, and what it adds up to. */
export class TestPage<World = FakeWorld> {
  readonly clock = new TestClock();
  readonly frames: (Frame & { readonly atMs: number })[] = [];
  readonly crashes: CrashReport[] = [];
  readonly answers = new Map<number, FromWorker>();
  readonly objects = new Map<string, KubeObject>();
  readonly records: number[] = [];
  marks: readonly Mark[] = [];
  readonly host: Host;
  readonly parts: FramePart[] = [];
  /** Called with every frame once it is shown. */
  onFrame: ((frame: Frame) => void) | null = null;
  onAnswer: (() => void) | null = null;
  /** It draws something and asks for nothing. */
  isBusy = false;
  private readonly assembly = new Assembly();
  private untaken = 0;
  private branch = 0;
  private ids = 0;

  constructor(kit: Kit<World>, options: TimelineOptions = {}) {
    this.host = createHost(kit, (message) => this.take(message), this.clock, {
      horizonMs: 60_000,
      ...options,
    });
  }

  private take(message: FromWorker): void {
    // What crosses the boundary must be data.
    const copy = structuredClone(message);
    switch (copy.type) {
      case 'crash':
        this.crashes.push(copy.report);
        return;
      case 'part':
        this.parts.push(copy.part);
        this.assembly.add(copy.part);
        this.drawn();
        return;
      case 'frame':
        this.branch = copy.branch;
        this.show(this.assembly.complete(copy.frame));
        this.drawn();
        return;
      case 'reply':
        this.branch = copy.branch ?? this.branch;
    }
    this.answers.set(copy.id, copy);
    this.onAnswer?.();
  }

  private drawn(): void {
    this.untaken++;
    if (!this.isBusy) this.free();
  }

  /** The page has time for all that has come, and for what comes. */
  free(): void {
    this.isBusy = false;
    while (this.untaken > 0) {
      this.untaken--;
      this.host.receive({ taken: true });
    }
  }

  private show(frame: Frame): void {
    if (frame.records !== undefined) {
      this.records.length = Math.min(this.records.length, frame.records.from);
      for (const record of frame.records.added) this.records.push(record.seq);
      if (this.records.some((seq, index) => seq !== index + 1)) throw new Error('the trace has a gap');
    }
    if (frame.marks !== undefined) this.marks = frame.marks;
    if (frame.view?.reset) this.objects.clear();
    for (const key of frame.view?.objects.removed ?? []) this.objects.delete(key);
    for (const [key, object] of frame.view?.objects.changed ?? []) this.objects.set(key, object);
    this.frames.push({ ...frame, atMs: this.clock.time });
    this.onFrame?.(frame);
  }

  get last(): Frame {
    return this.frames.at(-1) as Frame;
  }

  send(request: Request, branch = this.branch): number {
    const id = ++this.ids;
    this.host.receive({ id, branch, request });
    return id;
  }

  /** Sends and lets everything run until the answer is there. */
  ask<T extends Request['type']>(request: Extract<Request, { type: T }>): Replies[T] {
    const id = this.send(request as Request);
    while (!this.answers.has(id) && this.clock.turn());
    const answer = this.answers.get(id);
    if (answer?.type !== 'reply') throw new Error(`refused: ${JSON.stringify(answer)}`);
    return answer.value as Replies[T];
  }

  refusal(id: number): string | undefined {
    const answer = this.answers.get(id);
    return answer?.type === 'refused' ? answer.code : undefined;
  }

  /** Until nothing is left to do. */
  rest(): void {
    for (let i = 0; i < 100_000 && this.clock.turn(); i++);
  }
}

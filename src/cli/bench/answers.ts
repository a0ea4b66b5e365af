import { serialize } from 'node:v8';
import type { Request, ToWorker } from '../../protocol/messages.ts';
import type { Frame } from '../../protocol/view.ts';
import type { HostClock } from '../../worker/clock.ts';
import { createHost } from '../../worker/host.ts';
import { kubernetesKit } from '../../worker/kubernetes.ts';
import { benchCluster, benchPods, type Load } from './cluster.ts';

/** How long the page waits for the answers to one kind of request while the load starts. */
export interface AnswerResult {
  readonly request: string;
  readonly answers: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly worstMs: number;
}

export interface AnswersResult extends Load {
  readonly requests: readonly AnswerResult[];
  /** What the worker does between two looks for messages, in real milliseconds. */
  readonly turns: { readonly count: number; readonly p95Ms: number; readonly worstMs: number };
  readonly frames: number;
}

/** Real time between two requests. */
const EVERY_MS = 60;
/** What the page takes to draw a frame. */
const PAGE_MS = 16;

const MANIFEST = `apiVersion: v1
kind: Pod
metadata:
  name: asked
spec:
  containers:
    - name: web
      image: nginx:1.27
`;

type Asked = (page: Asker) => Request;

/** What a reader may do while Pods start; each is a run of its own. */
const REQUESTS: readonly { readonly name: string; readonly ask: Asked }[] = [
  {
    name: 'command',
    ask: ({ count }) => ({
      type: 'command',
      command: { type: 'kubectl', line: `annotate node node-1 asked=${count} --overwrite` },
    }),
  },
  {
    name: 'apply',
    ask: ({ count }) => ({ type: 'apply', text: MANIFEST.replace('asked', `asked-${count}`) }),
  },
  { name: 'check', ask: () => ({ type: 'check', text: MANIFEST }) },
  {
    name: 'play',
    ask: ({ count }) => ({
      type: 'play',
      pace: count % 2 === 0 ? { kind: 'max' } : { kind: 'clock', rate: 1000 },
    }),
  },
  {
    name: 'watch',
    ask: ({ count }) => ({
      type: 'watch',
      watched: { pod: `default/web-${count % 100}`, reading: 'classic' },
    }),
  },
  {
    name: 'seek',
    ask: ({ count, frame }) => ({
      type: 'seek',
      to: { seq: Math.floor(((frame?.bounds.seenSeq ?? 0) * ((count * 7) % 10)) / 10) },
    }),
  },
  { name: 'object', ask: () => ({ type: 'object', key: '/registry/pods/default/web-7' }) },
];

/** Real time and its turns without an event loop: a timer that is due, then a slice, then the page's messages. */
class TurnClock implements HostClock {
  readonly now: () => number;
  private soons: (() => void)[] = [];
  private timers: { readonly atMs: number; readonly run: () => void }[] = [];

  constructor(now: () => number) {
    this.now = now;
  }

  soon(run: () => void): void {
    this.soons.push(run);
  }

  later(run: () => void, delayMs: number): () => void {
    const timer = { atMs: this.now() + delayMs, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** The tasks that wait now. */
  due(): (() => void)[] {
    const nowMs = this.now();
    const timers = this.timers.filter(({ atMs }) => atMs <= nowMs);
    this.timers = this.timers.filter(({ atMs }) => atMs > nowMs);
    const { soons } = this;
    this.soons = [];
    return [...timers.map(({ run }) => run), ...soons];
  }
}

/** The page's end: asks at its times, whatever the worker does, and notes when the answer came. */
class Asker {
  count = 0;
  frame: Frame | null = null;
  frames = 0;
  readonly turnsMs: number[] = [];
  readonly answersMs: number[] = [];
  private readonly now: () => number;
  private readonly clock: TurnClock;
  private readonly receive: (message: ToWorker) => void;
  private readonly asked = new Map<number, number>();
  private ids = 0;

  constructor(now: () => number, pods: number) {
    this.now = now;
    this.clock = new TurnClock(now);
    const host = createHost(
      kubernetesKit,
      (message) => {
        // What it costs the worker to hand it over.
        serialize(message);
        switch (message.type) {
          case 'crash':
            throw new Error(message.report.stack);
          case 'refused':
            throw new Error(message.message);
          case 'reply':
            this.answered(message.id);
            return;
          case 'frame':
            this.frame = message.frame;
            this.frames++;
        }
        this.clock.later(() => this.receive({ taken: true }), PAGE_MS);
      },
      this.clock,
    );
    this.receive = (message) => host.receive(message);
    this.ask({ type: 'open', run: { seed: 1, cluster: benchCluster({ nodes: 10, pods }) } });
    this.until(() => this.asked.size === 0);
    this.answersMs.length = 0;
  }

  private ask(request: Request, atMs = this.now()): void {
    this.ids++;
    this.asked.set(this.ids, atMs);
    this.receive({ id: this.ids, branch: this.frame?.moment.branch ?? 0, request });
  }

  private answered(id: number): void {
    const atMs = this.asked.get(id);
    this.asked.delete(id);
    if (atMs !== undefined) this.answersMs.push(this.now() - atMs);
  }

  private until(isDone: () => boolean): void {
    while (!isDone()) this.turns();
  }

  private turns(): void {
    for (const task of this.clock.due()) {
      const before = this.now();
      task();
      this.turnsMs.push(this.now() - before);
    }
  }

  /** Applies the load and asks again and again until it runs. */
  run(load: Load, request: Asked): void {
    this.ask({ type: 'command', command: { type: 'apply', objects: benchPods(load) } });
    this.ask({ type: 'play', pace: { kind: 'max' } });
    this.until(() => this.asked.size === 0);
    this.answersMs.length = 0;
    this.turnsMs.length = 0;
    this.frames = 0;
    let nextMs = this.now() + EVERY_MS;
    while (this.frame?.bounds.settled !== true) {
      this.turns();
      for (; this.now() >= nextMs; nextMs += EVERY_MS) {
        this.count++;
        // Since then it has waited, whether the worker looked or not.
        this.ask(request(this), nextMs);
      }
    }
  }
}

export function benchAnswers(load: Load, now: () => number): AnswersResult {
  const turnsMs: number[] = [];
  let frames = 0;
  const requests = REQUESTS.map(({ name, ask }) => {
    const page = new Asker(now, load.pods);
    page.run(load, ask);
    for (const ms of page.turnsMs) turnsMs.push(ms);
    frames += page.frames;
    const { p50Ms, p95Ms, worstMs } = spread(page.answersMs);
    return { request: name, answers: page.answersMs.length, p50Ms, p95Ms, worstMs };
  });
  const { p95Ms, worstMs } = spread(turnsMs);
  return { ...load, requests, turns: { count: turnsMs.length, p95Ms, worstMs }, frames };
}

function spread(times: number[]): Pick<AnswerResult, 'p50Ms' | 'p95Ms' | 'worstMs'> {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50Ms: at(0.5), p95Ms: at(0.95), worstMs: sorted.at(-1) ?? 0 };
}

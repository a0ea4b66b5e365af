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
  /** What the worker does between two looks for requests. */
  readonly turns: {
    readonly count: number;
    readonly p95Ms: number;
    readonly worstMs: number;
    /** Messages of the engine delivered in one turn at most. */
    readonly mostMessages: number;
  };
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
  /** Messages of the engine in one turn. */
  mostMessages = 0;
  private messages = 0;
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
      counted(() => {
        this.messages++;
      }),
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
      this.messages = 0;
      task();
      this.turnsMs.push(this.now() - before);
      this.mostMessages = Math.max(this.mostMessages, this.messages);
    }
  }

  /** Applies the load and asks again and again until it runs. */
  run(load: Load, request: Asked): void {
    this.ask({ type: 'command', command: { type: 'apply', objects: benchPods(load) } });
    this.ask({ type: 'play', pace: { kind: 'max' } });
    this.until(() => this.asked.size === 0 && this.frame?.bounds.settled === false);
    this.answersMs.length = 0;
    this.turnsMs.length = 0;
    this.mostMessages = 0;
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

/** Each kind of request is asked in so many runs, and the one with the shortest waits counts. */
const RUNS = 2;

export function benchAnswers(load: Load, now: () => number): AnswersResult {
  const pages: Asker[] = [];
  const requests = REQUESTS.map(({ name, ask }) => {
    const runs = Array.from({ length: RUNS }, () => {
      const page = new Asker(now, load.pods);
      page.run(load, ask);
      return page;
    });
    const best = runs.reduce((a, b) => (spread(b.answersMs).p95Ms < spread(a.answersMs).p95Ms ? b : a));
    pages.push(best);
    return { request: name, answers: best.answersMs.length, ...spread(best.answersMs) };
  });
  const turnsMs = pages.flatMap((page) => page.turnsMs);
  const { p95Ms, worstMs } = spread(turnsMs);
  return {
    ...load,
    requests,
    turns: {
      count: turnsMs.length,
      p95Ms,
      worstMs,
      mostMessages: Math.max(...pages.map((page) => page.mostMessages)),
    },
    frames: pages.reduce((sum, page) => sum + page.frames, 0),
  };
}

/** The kit with an engine that tells of every message it delivers. */
function counted(delivered: () => void): typeof kubernetesKit {
  const { engine } = kubernetesKit;
  return {
    ...kubernetesKit,
    engine: {
      ...engine,
      run(world) {
        const run = engine.run(world);
        const step = run.step.bind(run);
        run.step = () => {
          delivered();
          return step();
        };
        return run;
      },
    },
  };
}

function spread(times: readonly number[]): Pick<AnswerResult, 'p50Ms' | 'p95Ms' | 'worstMs'> {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50Ms: at(0.5), p95Ms: at(0.95), worstMs: sorted.at(-1) ?? 0 };
}

/** The lines of a report. */
export function reportAnswers({ nodes, pods, requests, turns, frames }: AnswersResult): string[] {
  const ms = (value: number) => value.toFixed(1).padStart(6);
  return [
    `Answers while ${pods} Pods start on ${nodes} nodes, played as fast as it goes`,
    ...requests.map(
      ({ request, answers, p50Ms, p95Ms, worstMs }) =>
        `  ${request.padEnd(10)} p50 ${ms(p50Ms)} ms, p95 ${ms(p95Ms)} ms, worst ${ms(worstMs)} ms (${answers})`,
    ),
    `  the worker looks for requests after p95 ${turns.p95Ms.toFixed(1)} ms, worst ${turns.worstMs.toFixed(1)} ms,` +
      ` at most ${turns.mostMessages} messages (${turns.count} looks, ${frames} frames)`,
  ];
}

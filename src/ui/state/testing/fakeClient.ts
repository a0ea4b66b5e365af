import type { EngineClient } from '../../../client/types.ts';
import type { CrashReport, Replies, Request } from '../../../protocol/messages.ts';
import type { Frame } from '../../../protocol/view.ts';

type Answers = {
  [T in Request['type']]?: Replies[T] | ((request: Extract<Request, { type: T }>) => Replies[T]);
};

/** An engine that answers from a table and remembers what it was asked; frames come when a test says so. */
export interface FakeClient extends EngineClient {
  readonly asked: Request[];
  show(frame: Frame): void;
  crash(report: CrashReport): void;
}

export function fakeClient(answers: Answers = {}): FakeClient {
  const frames = new Set<(frame: Frame) => void>();
  const crashes = new Set<(report: CrashReport) => void>();
  const asked: Request[] = [];
  return {
    asked,
    async request<T extends Request['type']>(request: Extract<Request, { type: T }>): Promise<Replies[T]> {
      asked.push(request);
      const answer = answers[request.type as T] as
        | Replies[T]
        | ((request: Extract<Request, { type: T }>) => Replies[T])
        | undefined;
      return typeof answer === 'function'
        ? (answer as (request: Extract<Request, { type: T }>) => Replies[T])(request)
        : ((answer ?? null) as Replies[T]);
    },
    onFrame(listener) {
      frames.add(listener);
      return () => frames.delete(listener);
    },
    onCrash(listener) {
      crashes.add(listener);
      return () => crashes.delete(listener);
    },
    close: () => undefined,
    show: (frame) => {
      for (const listener of frames) listener(frame);
    },
    crash: (report) => {
      for (const listener of crashes) listener(report);
    },
  };
}

/** A frame in which nothing changed but what is given. */
export function frame(change: Partial<Frame> = {}): Frame {
  return {
    moment: { branch: 0, seq: 0, timeMs: 0 },
    bounds: { headSeq: 0, headMs: 0, seenSeq: 0, seenMs: 0, settled: false, computing: false },
    play: { playing: false, pace: { kind: 'guided', factor: 1 } },
    ...change,
  };
}

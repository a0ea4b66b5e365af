/** Real time and its turns, so that the host can be run by a test. */
export interface HostClock {
  /** Milliseconds from any start. */
  now(): number;
  /** Runs after what is already waiting, such as a message from the page. */
  soon(run: () => void): void;
  /** Runs after a delay unless cancelled. */
  later(run: () => void, delayMs: number): () => void;
}

/** The clock of a worker, a page or Node. */
export function realClock(): HostClock {
  return {
    now: () => performance.now(),
    soon: inNode() ? (run) => void setImmediate(run) : messageTurns(),
    later(run, delayMs) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

/** Only Node has it; there it is fair to timers, which its message ports are not. */
function inNode(): boolean {
  return typeof setImmediate === 'function';
}

/** A browser's shortest turn: its timers wait 4 ms when they follow each other. */
function messageTurns(): HostClock['soon'] {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return (run) => {
    waiting.push(run);
    port2.postMessage(null);
  };
}

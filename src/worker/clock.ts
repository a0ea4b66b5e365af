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
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => {
    waiting.shift()?.();
    // In Node an open port would keep the program alive.
    if (waiting.length === 0) unref(port1);
  };
  unref(port1);
  return {
    now: () => performance.now(),
    soon(run) {
      waiting.push(run);
      ref(port1);
      port2.postMessage(null);
    },
    later(run, delayMs) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

/** Node's ports can be told whether to keep the program alive; the browser's cannot and need not. */
type Port = MessagePort & { ref?: () => void; unref?: () => void };

function ref(port: Port): void {
  port.ref?.();
}

function unref(port: Port): void {
  port.unref?.();
}

// Models linux@v6.12 kernel/signal.c
// Differs: signals have no order of importance and are not masked.
import { hasBit } from './capabilities.ts';
import { leave } from './cpu.ts';
import { type Errno, errno } from './errno.ts';
import type { Kernel } from './kernel.ts';
import { pidSeenFrom } from './namespaces.ts';
import { bySignal, endProcess } from './processes.ts';
import { defaultAction, type Signal } from './signal.ts';
import { stopWaiting, wake } from './sleep.ts';
import type { Process } from './state.ts';

/** Sends a signal; `sender` null is the machine's own kernel or its runtime. */
export function sendSignal(
  kernel: Kernel,
  sender: Process | null,
  target: Process,
  signal: Signal,
): Errno | undefined {
  if (sender !== null && sender.uid !== target.uid && !hasBit(sender.privileges.effective, 'KILL'))
    return errno('EPERM');
  if (target.state === 'Z') return undefined;
  if (target.external) {
    if (isProtected(kernel, sender, target, signal)) return undefined;
    // A service that ends is there again at once: its manager sees to that.
    if (sender !== null && !target.subreaper) return undefined;
    endProcess(kernel, target.pid, bySignal(signal));
    return undefined;
  }
  if (signal === 'CONT') resume(kernel, target);
  else if (target.state === 'T' && signal !== 'KILL') return hold(kernel, target, signal);
  const fresh = kernel.process(target.pid) as Process;
  const isForced = signal === 'KILL' || signal === 'STOP';
  if (isProtected(kernel, sender, fresh, signal)) return undefined;
  if (!isForced && fresh.ignored.includes(signal)) return undefined;
  if (!isForced && fresh.handled.includes(signal)) {
    if (fresh.pending.includes(signal)) return undefined;
    wake(kernel, kernel.change(fresh, { pending: [...fresh.pending, signal] }));
    return undefined;
  }
  switch (defaultAction(signal)) {
    case 'terminate':
      endProcess(kernel, fresh.pid, bySignal(signal));
      break;
    case 'stop':
      leave(kernel, fresh.pid);
      kernel.change(kernel.process(fresh.pid) as Process, { state: 'T' });
      tellParent(kernel, fresh);
      break;
    default:
  }
  return undefined;
}

/**
 * Process 1 of a PID namespace gets no signal it has not asked for, except KILL and STOP from outside its
 * namespace. The machine's process 1 gets not even those.
 */
function isProtected(kernel: Kernel, sender: Process | null, target: Process, signal: Signal): boolean {
  const { init, parent, id } = kernel.namespace('pid', target.namespaces.pid);
  if (init !== target.pid) return false;
  if (target.handled.includes(signal)) return false;
  if (signal !== 'KILL' && signal !== 'STOP') return true;
  if (parent === null) return true;
  return sender !== null && pidSeenFrom(kernel, sender, id) !== 0;
}

/** A stopped process gets its signals when it goes on; another reason to stop is none. */
function hold(kernel: Kernel, target: Process, signal: Signal): undefined {
  const stops = !target.handled.includes(signal) && defaultAction(signal) === 'stop';
  if (stops || target.ignored.includes(signal) || target.pending.includes(signal)) return;
  kernel.change(target, { pending: [...target.pending, signal] });
}

/** The parent of a process that has stopped looks again, if it waits for its children. */
function tellParent(kernel: Kernel, { ppid }: Process): void {
  const parent = kernel.process(ppid);
  if (parent?.wait?.child === true) wake(kernel, parent);
}

function resume(kernel: Kernel, process: Process): void {
  if (process.state !== 'T') return;
  // What it slept for may have come while it was stopped: it looks again.
  stopWaiting(kernel, process);
  const { pending } = process;
  const kept = pending.filter((signal) => process.handled.includes(signal));
  kernel.change(process, { state: 'R', wait: null, pending: kept });
  kernel.runnable.push(process.pid);
  for (const signal of pending) {
    const fresh = kernel.process(process.pid);
    if (!kept.includes(signal) && fresh !== undefined) sendSignal(kernel, null, fresh, signal);
  }
}

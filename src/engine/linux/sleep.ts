// Going to sleep and being woken.
import type { Message } from '../kernel/message.ts';
import { get, put, remove } from '../kernel/table.ts';
import type { Kernel } from './kernel.ts';
import type { Process, Wait } from './state.ts';

/** Body of the verb `wake`, a machine's timer to itself. */
export interface WakeUp {
  readonly pid: number;
  readonly number: number;
}

/** Puts a process to sleep until something in `wait` happens. */
export function sleep(
  kernel: Kernel,
  process: Process,
  wait: Omit<Wait, 'number'>,
  state: 'S' | 'R' = 'S',
): Process {
  const number = kernel.newId();
  const { pid } = process;
  for (const key of wait.on) {
    const others = get(kernel.machine.waiters, key) ?? [];
    kernel.machine.waiters = put(kernel.machine.waiters, key, [...others, pid]);
  }
  if (wait.untilMs !== null && wait.untilMs !== Number.POSITIVE_INFINITY) {
    setTimer(kernel, process, number, wait.untilMs);
  }
  const { untilMs, on, child, cpu } = wait;
  // Who has been stopped in the middle of a turn stays so.
  const stopped = process.state === 'T';
  return kernel.change(process, { state: stopped ? 'T' : state, wait: { number, untilMs, on, child, cpu } });
}

export function setTimer(kernel: Kernel, process: Process, number: number, atMs: number): void {
  const body: WakeUp = { pid: process.pid, number };
  const message: Message = {
    from: kernel.me,
    to: kernel.me,
    verb: 'wake',
    body,
    background: atMs > process.newsUntilMs,
  };
  kernel.context.send(message, Math.max(0, Math.ceil(atMs - kernel.context.nowMs)));
}

/** Takes a process out of every list it waits in, as when it is woken or dies. */
export function stopWaiting(kernel: Kernel, process: Process): void {
  for (const key of process.wait?.on ?? []) {
    const others = (get(kernel.machine.waiters, key) ?? []).filter((pid) => pid !== process.pid);
    kernel.machine.waiters =
      others.length === 0 ? remove(kernel.machine.waiters, key) : put(kernel.machine.waiters, key, others);
  }
}

/** Makes a sleeping process look again. A stopped one will when it is continued. */
export function wake(kernel: Kernel, process: Process): void {
  if (process.state === 'Z' || process.wait === null || process.wait.cpu !== null) return;
  stopWaiting(kernel, process);
  if (process.state === 'T') {
    kernel.change(process, { wait: null });
    return;
  }
  kernel.change(process, { state: 'R', wait: null });
  kernel.runnable.push(process.pid);
}

/** Wakes everything that waits for a thing; `key` as in `Wait.on`. */
export function wakeAll(kernel: Kernel, key: string): void {
  for (const pid of get(kernel.machine.waiters, key) ?? []) {
    const process = kernel.process(pid);
    if (process !== undefined) wake(kernel, process);
  }
}

// The run loop: whoever is runnable runs until nobody is.
import { compute, computed } from './cpu.ts';
import type { Kernel } from './kernel.ts';
import { sleep, type WakeUp, wake } from './sleep.ts';
import type { Process } from './state.ts';
import { SystemCalls } from './syscalls/index.ts';
import { GONE } from './syscalls/processes.ts';

/** Programs that keep waking each other without time going by are given a rest after so many turns. */
const MAX_TURNS = 5000;
const REST_MS = 1;
/** What a program uses that gives up the processor by itself. */
const TIME_SLICE_MS = 10;

/** Runs every runnable process, and whom they wake, until all sleep. */
export function runAll(kernel: Kernel): void {
  const { runnable } = kernel;
  for (let turn = 0; turn < runnable.length; turn++) {
    const process = kernel.process(runnable[turn] as number);
    if (process === undefined || process.state !== 'R' || process.wait !== null) continue;
    if (turn < MAX_TURNS) runOnce(kernel, process);
    else rest(kernel, process);
  }
  runnable.length = 0;
}

function runOnce(kernel: Kernel, process: Process): void {
  const program = kernel.kit.programs[process.program];
  const calls = new SystemCalls(kernel, process.pid);
  if (program === undefined) {
    // An image may list more than is modelled. Saying so is all that can be done then.
    calls.write(2, `${process.argv[0]}: this program is not part of the simulation\n`);
    calls.exit(127);
    return;
  }
  try {
    program.run(calls);
  } catch (thrown) {
    if (thrown !== GONE) throw thrown;
  }
  const after = kernel.process(process.pid);
  if (after === undefined || after.state !== 'R' || after.wait !== null) return;
  if (calls.executed) kernel.runnable.push(after.pid);
  else compute(kernel, after, TIME_SLICE_MS);
}

function rest(kernel: Kernel, process: Process): void {
  const untilMs = kernel.context.nowMs + REST_MS;
  sleep(kernel, process, { untilMs, on: [], child: false, cpu: null });
}

/** The machine's timer for a process has run down. */
export function timerDue(kernel: Kernel, { pid, number }: WakeUp): void {
  const process = kernel.process(pid);
  if (process?.wait?.number !== number) return;
  if (process.wait.cpu === null) wake(kernel, process);
  else computed(kernel, process);
}

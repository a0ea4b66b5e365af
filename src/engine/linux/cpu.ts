// Models linux@v6.12 kernel/sched/fair.c (bandwidth control, shares)
// Differs: processes that want the processor share it evenly, in the cgroup as on the machine; weights are not
// looked at. A limit slows a process down evenly instead of stopping it for the rest of each period of 100 ms.
import { extend } from '../../api/extend.ts';
import { put } from '../kernel/table.ts';
import type { Cgroup } from './cgroup.ts';
import { ancestors } from './cgroups.ts';
import type { Kernel } from './kernel.ts';
import { setTimer, sleep } from './sleep.ts';
import type { Process } from './state.ts';

const PERIOD_MS = 100;
/** Shares such as a third add up to a little more or less than a whole. */
const ROUNDING = 1e-6;

/** The process uses the processor for so long, and is then run again. */
export function compute(kernel: Kernel, process: Process, cpuMs: number): void {
  const { nowMs } = kernel.context;
  const cpu = { leftMs: cpuMs, sinceMs: nowMs, rate: 0 };
  sleep(kernel, process, { untilMs: null, on: [], child: false, cpu }, 'R');
  kernel.machine.computing = [...kernel.machine.computing, process.pid];
  share(kernel);
}

/** The timer of a process that computes has run down. */
export function computed(kernel: Kernel, process: Process): void {
  leave(kernel, process.pid);
  const done = kernel.process(process.pid) as Process;
  kernel.change(done, { wait: null, state: done.state === 'T' ? 'T' : 'R' });
  if (done.state !== 'T') kernel.runnable.push(done.pid);
}

/** The limits of cgroups, or who is in them, have changed. */
export function reshare(kernel: Kernel): void {
  if (kernel.machine.computing.length > 0) share(kernel);
}

/** It computes no longer: done, stopped or dead. */
export function leave(kernel: Kernel, pid: number): void {
  if (!kernel.machine.computing.includes(pid)) return;
  settle(kernel);
  kernel.machine.computing = kernel.machine.computing.filter((other) => other !== pid);
  share(kernel);
}

/** Books what everybody has used since the shares were last worked out. */
function settle(kernel: Kernel): void {
  const { nowMs } = kernel.context;
  for (const pid of kernel.machine.computing) {
    const process = kernel.process(pid);
    if (process?.wait?.cpu == null) continue;
    const { leftMs, sinceMs, rate } = process.wait.cpu;
    const elapsedMs = nowMs - sinceMs;
    if (elapsedMs <= 0) continue;
    const usedMs = Math.min(leftMs, elapsedMs * rate);
    const cpu = { leftMs: leftMs - usedMs, sinceMs: nowMs, rate };
    kernel.change(process, { cpuMs: process.cpuMs + usedMs, wait: extend(process.wait, { cpu }) });
    book(kernel, process.cgroup, usedMs, elapsedMs);
  }
}

function book(kernel: Kernel, path: string, usedMs: number, elapsedMs: number): void {
  for (const group of ancestors(kernel.machine, path)) {
    const lostMs = group.cpuMax === null ? 0 : Math.max(0, elapsedMs - usedMs);
    const next: Cgroup = extend(group, {
      cpuMs: group.cpuMs + usedMs,
      throttledMs: group.throttledMs + lostMs,
      throttledPeriods: group.throttledPeriods + (lostMs > 0 ? Math.ceil(elapsedMs / PERIOD_MS) : 0),
    });
    kernel.machine.cgroups = put(kernel.machine.cgroups, group.path, next);
  }
}

/** Works out everybody's share anew, and when each will be done. */
function share(kernel: Kernel): void {
  settle(kernel);
  const { computing, cpus } = kernel.machine;
  const wanting = new Map<string, number>();
  for (const pid of computing) {
    const process = kernel.process(pid);
    if (process === undefined) continue;
    for (const { path } of ancestors(kernel.machine, process.cgroup)) {
      wanting.set(path, (wanting.get(path) ?? 0) + 1);
    }
  }
  for (const pid of computing) {
    const process = kernel.process(pid);
    if (process?.wait?.cpu == null) continue;
    let rate = Math.min(1, cpus / computing.length);
    for (const { path, cpuMax } of ancestors(kernel.machine, process.cgroup)) {
      if (cpuMax !== null) rate = Math.min(rate, cpuMax / (wanting.get(path) ?? 1));
    }
    if (rate === process.wait.cpu.rate) continue;
    const number = kernel.newId();
    const cpu = { leftMs: process.wait.cpu.leftMs, sinceMs: kernel.context.nowMs, rate };
    const next = kernel.change(process, { wait: { ...process.wait, number, cpu } });
    setTimer(kernel, next, number, kernel.context.nowMs + Math.ceil(cpu.leftMs / rate - ROUNDING));
  }
}

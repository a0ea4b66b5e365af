import { get, scan, values } from '../kernel/table.ts';
import { ancestors, isBelow } from '../linux/cgroups.ts';
import type { Machine } from '../linux/state.ts';

/** What must be true of a machine between two messages, in words; empty when it is. */
export function faultsOf(machine: Machine): string[] {
  return [...orphans(machine), ...doublePorts(machine), ...overLimits(machine), ...danglingFiles(machine)];
}

/** Every process but the first has a parent that is there, and is in namespaces that are there. */
function orphans(machine: Machine): string[] {
  const faults: string[] = [];
  scan(machine.processes, ({ pid, ppid, namespaces, state, argv }) => {
    if (pid !== 1 && get(machine.processes, ppid) === undefined) {
      faults.push(`process ${pid} (${argv.join(' ')}) has no parent: ${ppid} is gone`);
    }
    if (state === 'Z') return;
    for (const [kind, id] of Object.entries(namespaces)) {
      if (get(machine.namespaces, id) === undefined)
        faults.push(`process ${pid} is in a ${kind} namespace that is gone`);
    }
  });
  return faults;
}

function doublePorts(machine: Machine): string[] {
  const taken = new Map<string, string[]>();
  scan(machine.sockets, ({ state, protocol, netns, local }) => {
    if (state !== 'listen' || protocol !== 'tcp') return;
    const key = `${netns} ${local.port}`;
    taken.set(key, [...(taken.get(key) ?? []), local.ip]);
  });
  return [...taken]
    .filter(([, ips]) => ips.length > 1 && (new Set(ips).size < ips.length || ips.includes('0.0.0.0')))
    .map(([key, ips]) => `port bound twice in a network namespace: ${key} by ${ips.join(' and ')}`);
}

/** Nobody holds more memory than a limit above it allows: whoever passes one is killed in the same message. */
function overLimits(machine: Machine): string[] {
  const all = values(machine.processes);
  const faults: string[] = [];
  scan(machine.cgroups, (group) => {
    if (group.memoryMaxBytes === null) return;
    let used = 0;
    for (const { cgroup, rssBytes } of all) if (isBelow(cgroup, group.path)) used += rssBytes;
    if (used > group.memoryMaxBytes)
      faults.push(`${group.path} holds ${used} of ${group.memoryMaxBytes} bytes`);
  });
  for (const { cgroup } of all)
    if (ancestors(machine, cgroup).length === 0) faults.push(`no cgroup above ${cgroup}`);
  return faults;
}

/** Every descriptor leads to an open file, and each open file is held as often as it counts. */
function danglingFiles(machine: Machine): string[] {
  const held = new Map<number, number>();
  const faults: string[] = [];
  scan(machine.processes, ({ pid, fds }) => {
    for (const id of Object.values(fds)) {
      held.set(id, (held.get(id) ?? 0) + 1);
      if (get(machine.files, id) === undefined) faults.push(`process ${pid} holds an open file that is gone`);
    }
  });
  scan(machine.files, ({ id, refs, type }) => {
    if ((held.get(id) ?? 0) !== refs)
      faults.push(`open ${type} ${id} counts ${refs} holders and has ${held.get(id) ?? 0}`);
  });
  return faults;
}

// Models linux@v6.12 fs/proc/base.c, kernel/sysctl.c, net/sysctl_net.c
// Differs: of the settings below /proc/sys the names of the machine and those of the network can be written.
import { hasBit } from '../capabilities.ts';
import { makeChild, removeChild, writeCgroup } from '../cgroupFiles.ts';
import { type Errno, errno } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import { readNetSysctl } from '../net/sysctls.ts';
import type { Process } from '../state.ts';
import type { CgroupChanges } from './cgroup.ts';

/** What a process can change through the files that the kernel makes. */
export interface ProcChanges {
  readonly cgroups: CgroupChanges;
  sysctl(name: string, data: string): Errno | undefined;
  oomScoreAdj(pid: number, data: string): Errno | undefined;
}

export function changesOf(kernel: Kernel, process: Process): ProcChanges {
  const writer = () => kernel.process(process.pid) ?? process;
  return {
    cgroups: {
      write: (group, file, data) => writeCgroup(kernel, writer(), group, file, data),
      mkdir: (group) => makeChild(kernel, group),
      rmdir: (group) => removeChild(kernel, group),
    },
    sysctl: (name, data) => writeSysctl(kernel, writer(), name, data.trim()),
    oomScoreAdj: (pid, data) => writeOomScoreAdj(kernel, writer(), pid, data.trim()),
  };
}

/** Files below /proc/sys that can be written: the rest says the same on every machine. */
export const isSettable = (name: string): boolean =>
  name === 'kernel/hostname' || name === 'kernel/domainname' || name.startsWith('net/ipv4/');

function writeSysctl(kernel: Kernel, writer: Process, name: string, value: string): Errno | undefined {
  // In a container /proc/sys is mounted read-only, unless it is privileged.
  if (!hasBit(writer.privileges.effective, 'SYS_ADMIN')) return errno('EROFS');
  if (name === 'kernel/hostname' || name === 'kernel/domainname') {
    const uts = kernel.namespace('uts', writer.namespaces.uts);
    const field = name === 'kernel/hostname' ? { hostname: value } : { domainname: value };
    kernel.putNamespace({ ...uts, ...field });
    return undefined;
  }
  const net = kernel.namespace('net', writer.namespaces.net);
  const before = readNetSysctl(net, name);
  if (before === undefined) return errno('EACCES');
  const words = value.split(/\s+/);
  const isNumeric = /^[\d\s]+$/.test(before);
  if (
    isNumeric &&
    (words.length !== before.split('\t').length || !words.every((word) => /^\d+$/.test(word)))
  ) {
    return errno('EINVAL');
  }
  kernel.putNamespace({ ...net, sysctls: { ...net.sysctls, [name]: words.join('\t') } });
  return undefined;
}

function writeOomScoreAdj(kernel: Kernel, writer: Process, pid: number, text: string): Errno | undefined {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < -1000 || value > 1000) return errno('EINVAL');
  const process = kernel.process(pid);
  if (process === undefined) return errno('ESRCH');
  const before = process.oomScoreAdj ?? 0;
  if (value < before && !hasBit(writer.privileges.effective, 'SYS_RESOURCE')) return errno('EACCES');
  kernel.change(process, { oomScoreAdj: value });
  return undefined;
}

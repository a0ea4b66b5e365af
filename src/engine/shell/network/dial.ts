// From a host's name to a connection: the part that every client has in common.
import { type ErrorName, isErrno } from '../../linux/errno.ts';
import {
  dropLookup,
  type Lookup,
  type LookupResult,
  type LookupStep,
  resumeLookup,
  startLookup,
} from '../../linux/net/dns.ts';
import type { Sys, WaitFor } from '../../linux/sys.ts';

/** On the way: plain data. */
export type Dial =
  | { readonly stage: 'lookup'; readonly lookup: Lookup; readonly port: number; readonly data: string }
  | { readonly stage: 'connect'; readonly fd: number; readonly ip: string; readonly name: string };

export type DialStep =
  | { readonly dial: Dial; readonly wait: WaitFor }
  /** `name` is the full name the address was found under. */
  | { readonly connected: { readonly fd: number; readonly ip: string; readonly name: string } }
  | { readonly unknown: LookupResult }
  | { readonly failed: { readonly error: ErrorName; readonly ip: string; readonly name: string } };

/** Connects to a port of a host and sends `data` as soon as the connection stands. */
export function startDial(sys: Sys, host: string, port: number, data: string): DialStep {
  return looked(sys, startLookup(sys, host), port, data);
}

export function resumeDial(sys: Sys, dial: Dial): DialStep {
  if (dial.stage === 'lookup') return looked(sys, resumeLookup(sys, dial.lookup), dial.port, dial.data);
  const stands = sys.connected(dial.fd);
  if (stands === null) return { dial, wait: { readable: [dial.fd], writable: [dial.fd] } };
  const { ip, name } = dial;
  if (isErrno(stands)) {
    sys.close(dial.fd);
    return { failed: { error: stands.errno, ip, name } };
  }
  return { connected: { fd: dial.fd, ip, name } };
}

/** Gives up. */
export function dropDial(sys: Sys, dial: Dial): void {
  if (dial.stage === 'lookup') dropLookup(sys, dial.lookup);
  else sys.close(dial.fd);
}

/** Whether the address is known: what has happened so far is worth telling. */
function looked(sys: Sys, step: LookupStep, port: number, data: string): DialStep {
  if (!('done' in step)) {
    return { dial: { stage: 'lookup', lookup: step.lookup, port, data }, wait: step.wait };
  }
  const { done } = step;
  const ip = done.addresses[0];
  if (done.error !== null || ip === undefined) return { unknown: done };
  const fd = sys.connect({ ip, port }, data);
  if (isErrno(fd)) return { failed: { error: fd.errno, ip, name: done.found } };
  return resumeDial(sys, { stage: 'connect', fd, ip, name: done.found });
}

/** What getaddrinfo(3) says of a name that was not found, in glibc's words. */
export function lookupText({ error }: LookupResult): string {
  switch (error) {
    case 'TIMEOUT':
    case 'SERVFAIL':
    case 'UNREACHABLE':
    case 'REFUSED':
      return 'Temporary failure in name resolution';
    case 'NODATA':
      return 'No address associated with hostname';
    default:
      return 'Name or service not known';
  }
}

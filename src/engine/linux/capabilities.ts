// Models linux@v6.12 include/uapi/linux/capability.h, security/commoncap.c
// Differs: capabilities of files and securebits are not modelled; those of a user namespace hold everywhere.

/** In the order of their bits. */
export const CAPABILITIES = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** A set of capabilities as a number: bit n is `CAPABILITIES[n]`. There are more than 32. */
export type CapabilityMask = number;

export const NO_CAPABILITIES: CapabilityMask = 0;
export const ALL_CAPABILITIES: CapabilityMask = 2 ** CAPABILITIES.length - 1;

const BITS = Object.fromEntries(CAPABILITIES.map((name, bit) => [name, 2 ** bit])) as Readonly<
  Record<Capability, number>
>;

export const isCapability = (name: string): name is Capability => Object.hasOwn(BITS, name);

/** What `CapEff` and its like say: 16 hexadecimal digits. */
export const maskText = (mask: CapabilityMask): string => mask.toString(16).padStart(16, '0');

// Dividing moves a high bit to where bitwise operators, which see 32, find it.
export const hasBit = (mask: CapabilityMask, name: Capability): boolean => ((mask / BITS[name]) & 1) === 1;

export const withBit = (mask: CapabilityMask, name: Capability): CapabilityMask =>
  hasBit(mask, name) ? mask : mask + BITS[name];

export const withoutBit = (mask: CapabilityMask, name: Capability): CapabilityMask =>
  hasBit(mask, name) ? mask - BITS[name] : mask;

/** Whether everything in `inner` is in `outer` too. */
export const includes = (outer: CapabilityMask, inner: CapabilityMask): boolean =>
  CAPABILITIES.every((name) => !hasBit(inner, name) || hasBit(outer, name));

/** What a process may beyond what its user may. */
export interface Privileges {
  readonly effective: CapabilityMask;
  readonly permitted: CapabilityMask;
  /** What it, or a program it becomes, can have at most. */
  readonly bounding: CapabilityMask;
  /** No program it becomes has more than it (PR_SET_NO_NEW_PRIVS). */
  readonly noNewPrivileges: boolean;
}

export const FULL: Privileges = {
  effective: ALL_CAPABILITIES,
  permitted: ALL_CAPABILITIES,
  bounding: ALL_CAPABILITIES,
  noNewPrivileges: false,
};

/** What a user has after executing a program: root everything up to the bounding set, anybody else nothing. */
export function afterExec(before: Privileges, uid: number): Privileges {
  const mask = uid === 0 ? before.bounding : NO_CAPABILITIES;
  if (before.effective === mask && before.permitted === mask) return before;
  const { bounding, noNewPrivileges } = before;
  return { effective: mask, permitted: mask, bounding, noNewPrivileges };
}

/** What is left when a process becomes another user: nothing when it was root and no longer is. */
export function afterSetuid(before: Privileges, from: number, to: number): Privileges {
  return from === 0 && to !== 0 ? afterExec(before, to) : before;
}

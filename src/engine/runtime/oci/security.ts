// Models containerd@v2.1.0 internal/cri/server/container_create_linux.go, internal/cri/opts/spec_linux.go, pkg/oci/spec_opts.go
// Differs: seccomp, AppArmor and SELinux are not modelled.
import {
  ALL_CAPABILITIES,
  afterExec,
  type Capability,
  type CapabilityMask,
  isCapability,
  NO_CAPABILITIES,
  type Privileges,
  withBit,
  withoutBit,
} from '../../linux/capabilities.ts';
import type { Ids } from './user.ts';

/** What a container's process may, as far as it is modelled. */
export interface Security {
  /** Capabilities beyond the runtime's own, and those it does not get: without `CAP_`, or `ALL`. */
  readonly add: readonly string[];
  readonly drop: readonly string[];
  readonly privileged: boolean;
  readonly noNewPrivileges: boolean;
  readonly supplementalGroups: readonly number[];
  /** Groups that the image's /etc/group gives the user are left out. */
  readonly strictGroups: boolean;
}

const DEFAULT_CAPABILITIES: readonly Capability[] = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FSETID',
  'FOWNER',
  'MKNOD',
  'NET_RAW',
  'SETGID',
  'SETUID',
  'SETFCAP',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'SYS_CHROOT',
  'KILL',
  'AUDIT_WRITE',
];

/** Whose a process is and what it may. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly privileges: Privileges;
}

/** What the container's process may be given at all. Names that no kernel knows are passed over, as runc does. */
function boundingSet({ add, drop, privileged }: Security): CapabilityMask {
  if (privileged) return ALL_CAPABILITIES;
  let mask = DEFAULT_CAPABILITIES.reduce(withBit, NO_CAPABILITIES);
  const names = (list: readonly string[]) => list.map((name) => name.toUpperCase());
  if (names(add).includes('ALL')) mask = ALL_CAPABILITIES;
  if (names(drop).includes('ALL')) mask = NO_CAPABILITIES;
  for (const name of names(add)) if (isCapability(name)) mask = withBit(mask, name);
  for (const name of names(drop)) if (isCapability(name)) mask = withoutBit(mask, name);
  return mask;
}

/** The process's user with its groups in the kernel's order, and what is left of the capabilities for such a user. */
export function credentialsOf({ uid, gid, groups }: Ids, security: Security): Credentials {
  const all = [gid, ...(security.strictGroups ? [] : groups), ...security.supplementalGroups];
  const bounding = boundingSet(security);
  const before: Privileges = {
    effective: bounding,
    permitted: bounding,
    bounding,
    noNewPrivileges: security.noNewPrivileges,
  };
  return {
    uid,
    gid,
    groups: [...new Set(all)].sort((a, b) => a - b),
    privileges: afterExec(before, uid),
  };
}

import type { Address, Role } from '../../protocol/view.ts';

/** The role of an address: `kubelet` of `kubelet/node-1`. */
export function roleOf(address: Address): Role {
  const slash = address.indexOf('/');
  return (slash === -1 ? address : address.slice(0, slash)) as Role;
}

/** The node an address is on; empty for the control plane. */
export function nodeOf(address: Address): string {
  const slash = address.indexOf('/');
  return slash === -1 ? '' : address.slice(slash + 1);
}

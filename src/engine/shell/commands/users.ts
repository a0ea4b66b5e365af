import { isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';

/** Names of users or groups by number, from /etc/passwd or /etc/group. */
export function namesIn(sys: Sys, file: '/etc/passwd' | '/etc/group'): (id: number) => string {
  const names = new Map<number, string>();
  const text = sys.readFile(file);
  for (const line of isErrno(text) ? [] : text.split('\n')) {
    const [name, , id] = line.split(':');
    if (name !== undefined && id !== undefined && !names.has(Number(id))) names.set(Number(id), name);
  }
  return (id) => names.get(id) ?? String(id);
}

/** A user's or group's number by name or number; undefined when nobody is called so. */
export function idOf(sys: Sys, file: '/etc/passwd' | '/etc/group', name: string): number | undefined {
  const text = sys.readFile(file);
  for (const line of isErrno(text) ? [] : text.split('\n')) {
    const [known, , id] = line.split(':');
    if (known === name && id !== undefined) return Number(id);
  }
  return /^\d+$/.test(name) ? Number(name) : undefined;
}

/** The group a user belongs to. */
export function groupOf(sys: Sys, user: string): number | undefined {
  const text = sys.readFile('/etc/passwd');
  for (const line of isErrno(text) ? [] : text.split('\n')) {
    const [name, , id, group] = line.split(':');
    if ((name === user || id === user) && group !== undefined) return Number(group);
  }
  return undefined;
}

import { isErrno } from '../../linux/errno.ts';
import type { FileView } from '../../linux/fs/view.ts';

export interface Ids {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  /** What /etc/group makes the user a member of besides. */
  readonly groups: readonly number[];
}

/**
 * Whom `uid`, `uid:gid`, `name` or `name:group` means in the container's own /etc/passwd and /etc/group; undefined
 * when the name is not there.
 */
export function lookUpUser(view: FileView, user: string): Ids | undefined {
  const [name = '', group] = user.split(':');
  const entry = line(view, '/etc/passwd', name === '' ? '0' : name);
  const isNumber = /^\d*$/.test(name);
  if (entry === undefined && !isNumber) return undefined;
  const uid = isNumber ? Number(name || '0') : Number(entry?.[2]);
  let gid = Number(entry?.[3] ?? 0);
  if (group !== undefined) {
    const found = line(view, '/etc/group', group);
    if (found === undefined && !/^\d+$/.test(group)) return undefined;
    gid = found === undefined ? Number(group) : Number(found[2]);
  }
  const called = entry?.[0] ?? (isNumber ? undefined : name);
  const groups = called === undefined ? [] : groupsOf(view, called);
  return { uid, gid, home: entry?.[5] ?? (uid === 0 ? '/root' : '/'), groups };
}

function groupsOf(view: FileView, user: string): readonly number[] {
  const text = view.readFile('/etc/group');
  if (isErrno(text)) return [];
  const { entries, groups } = accountsIn(text);
  const known = groups.get(user);
  if (known !== undefined) return known;
  const list = entries.flatMap(([name, , gid, members = '']) =>
    name !== user && members.split(',').includes(user) ? [Number(gid)] : [],
  );
  if (groups.size === REMEMBERED) groups.clear();
  groups.set(user, list);
  return list;
}

/** The fields of the line that has this name, or this number in its third field. */
function line(view: FileView, path: string, wanted: string): readonly string[] | undefined {
  const text = view.readFile(path);
  if (isErrno(text)) return undefined;
  return accountsIn(text).entries.find((fields) => fields[0] === wanted || fields[2] === wanted);
}

/** What one such file says. */
interface Accounts {
  readonly entries: readonly (readonly string[])[];
  /** Groups that were looked for, by their member. */
  readonly groups: Map<string, readonly number[]>;
}

/** A pure memo: most containers have one of a few such files. */
const memo = new Map<string, Accounts>();
const REMEMBERED = 32;

function accountsIn(text: string): Accounts {
  const known = memo.get(text);
  if (known !== undefined) return known;
  const accounts = { entries: text.split('\n').map((entry) => entry.split(':')), groups: new Map() };
  if (memo.size === REMEMBERED) memo.clear();
  memo.set(text, accounts);
  return accounts;
}

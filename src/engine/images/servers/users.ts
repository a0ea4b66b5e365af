import { isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** A user of /etc/passwd by name or number; undefined when there is none. */
export function findUser(sys: Sys, name: string): User | undefined {
  const text = sys.readFile('/etc/passwd');
  if (isErrno(text)) return undefined;
  return usersIn(text).find((user) => user.name === name || String(user.uid) === name);
}

/** A pure memo: most containers have one of a few such files. */
const memo = new Map<string, readonly User[]>();
const REMEMBERED = 32;

function usersIn(text: string): readonly User[] {
  const known = memo.get(text);
  if (known !== undefined) return known;
  const users = text.split('\n').flatMap((line): User[] => {
    const [name, , uid, gid, , home = '/'] = line.split(':');
    return name === undefined ? [] : [{ name, uid: Number(uid), gid: Number(gid), home }];
  });
  if (memo.size === REMEMBERED) memo.clear();
  memo.set(text, users);
  return users;
}

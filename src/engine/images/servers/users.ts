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
  for (const line of text.split('\n')) {
    const [login, , uid, gid, , home] = line.split(':');
    if (login !== undefined && (login === name || (uid === name && uid !== undefined))) {
      return { name: login, uid: Number(uid), gid: Number(gid), home: home ?? '/' };
    }
  }
  return undefined;
}

import { isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

function rows(sys: Sys, path: string): readonly (readonly string[])[] {
  const text = sys.readFile(path);
  return isErrno(text)
    ? []
    : text
        .split('\n')
        .filter((line) => line.includes(':'))
        .map((line) => line.split(':'));
}

/** /etc/passwd */
export function users(sys: Sys): readonly User[] {
  return rows(sys, '/etc/passwd').map(([name = '', , uid, gid, , home = '/']) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    home,
  }));
}

/** /etc/group */
export function groups(sys: Sys): readonly Group[] {
  return rows(sys, '/etc/group').map(([name = '', , gid, members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(',').filter((each) => each !== ''),
  }));
}

export const userName = (sys: Sys, uid: number): string | undefined =>
  users(sys).find((user) => user.uid === uid)?.name ?? (uid === 0 ? 'root' : undefined);

export const groupName = (sys: Sys, gid: number): string | undefined =>
  groups(sys).find((group) => group.gid === gid)?.name ?? (gid === 0 ? 'root' : undefined);

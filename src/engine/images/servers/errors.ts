import { type ErrorName, errorText } from '../../linux/errno.ts';

const NUMBERS: Partial<Record<ErrorName, number>> = {
  EPERM: 1,
  ENOENT: 2,
  EIO: 5,
  EACCES: 13,
  EEXIST: 17,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENOSPC: 28,
  EROFS: 30,
  ELOOP: 40,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETUNREACH: 101,
  ECONNRESET: 104,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
};

export function errorNumber(name: ErrorName): number {
  return NUMBERS[name] ?? 5;
}

/** `2: No such file or directory`, as nginx and Apache write it. */
export function numbered(name: ErrorName): string {
  return `${errorNumber(name)}: ${errorText(name)}`;
}

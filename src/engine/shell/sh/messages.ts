import { type ErrorName, errorText } from '../../linux/errno.ts';
import type { Dialect } from './state.ts';

/** What the shells say, each in its own words. The part before, such as `sh: 1: `, is `Shell.complain`'s. */
interface Messages {
  notFound(name: string): string;
  cannotOpen(path: string, reason: ErrorName): string;
  cannotCreate(path: string, reason: ErrorName): string;
  readonly redirectStatus: number;
  readonly usageStatus: number;
  readonly parameterNull: string;
  readonly parameterUnset: string;
  readonly parameterStatus: number;
  readonly readOnly: string;
  readonly failureStatus: number;
  readonly badSubstitution: string;
}

const fileMessages = (open: string, create: string, missing: string, directory: string) => ({
  cannotOpen: (path: string, reason: ErrorName) =>
    `${open} ${path}: ${reason === 'ENOENT' || reason === 'ENOTDIR' ? missing : errorText(reason)}`,
  cannotCreate: (path: string, reason: ErrorName) =>
    `${create} ${path}: ${reason === 'ENOENT' || reason === 'ENOTDIR' ? directory : errorText(reason)}`,
});

export const MESSAGES: Readonly<Record<Dialect, Messages>> = {
  ash: {
    notFound: (name) => `${name}: not found`,
    ...fileMessages("can't open", "can't create", 'no such file', 'nonexistent directory'),
    redirectStatus: 1,
    usageStatus: 2,
    parameterNull: 'parameter not set or null',
    parameterUnset: 'parameter not set',
    parameterStatus: 2,
    readOnly: 'is read only',
    failureStatus: 2,
    badSubstitution: 'syntax error: bad substitution',
  },
  dash: {
    notFound: (name) => `${name}: not found`,
    ...fileMessages('cannot open', 'cannot create', 'No such file', 'Directory nonexistent'),
    redirectStatus: 2,
    usageStatus: 2,
    parameterNull: 'parameter not set or null',
    parameterUnset: 'parameter not set',
    parameterStatus: 2,
    readOnly: 'is read only',
    failureStatus: 2,
    badSubstitution: 'Bad substitution',
  },
  bash: {
    notFound: (name) =>
      name.includes('/') ? `${name}: No such file or directory` : `${name}: command not found`,
    cannotOpen: (path, reason) => `${path}: ${errorText(reason)}`,
    cannotCreate: (path, reason) => `${path}: ${errorText(reason)}`,
    redirectStatus: 1,
    usageStatus: 2,
    parameterNull: 'parameter null or not set',
    parameterUnset: 'unbound variable',
    parameterStatus: 127,
    readOnly: 'readonly variable',
    failureStatus: 1,
    badSubstitution: 'bad substitution',
  },
};

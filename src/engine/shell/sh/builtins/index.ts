import { flow } from './flow.ts';
import { io } from './io.ts';
import { jobs } from './jobs.ts';
import { options } from './options.ts';
import { reading } from './read.ts';
import type { Builtins } from './types.ts';
import { variables } from './variables.ts';

export type { Builtin } from './types.ts';

export const BUILTINS: Builtins = { ...flow, ...jobs, ...variables, ...options, ...reading, ...io };

/** Those POSIX calls special: a mistake in them ends the shell, and assignments before them stay. */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set([
  ':',
  '.',
  'break',
  'continue',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'times',
  'trap',
  'unset',
]);

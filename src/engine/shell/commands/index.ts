import type { Program } from '../../linux/program.ts';
import { cat, tac } from './cat.ts';
import { head } from './head.ts';
import { tail } from './tail.ts';

/** Commands that work on files and text, by their names. */
export const fileCommands: Readonly<Record<string, Program>> = {
  cat,
  head,
  tac,
  tail,
};

import type { Program } from '../../linux/program.ts';
import { cat, tac } from './cat.ts';
import { cut } from './cut.ts';
import { grep } from './grep.ts';
import { head } from './head.ts';
import { nl, rev } from './lines.ts';
import { sed } from './sed.ts';
import { seq } from './seq.ts';
import { sort } from './sort.ts';
import { tail } from './tail.ts';
import { tee } from './tee.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';

/** Commands that work on files and text, by their names. */
export const fileCommands: Readonly<Record<string, Program>> = {
  cat,
  cut,
  egrep: grep,
  fgrep: grep,
  grep,
  head,
  nl,
  rev,
  sed,
  seq,
  sort,
  tac,
  tail,
  tee,
  tr,
  uniq,
  wc,
};

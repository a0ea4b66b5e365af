import type { Program } from '../../linux/program.ts';
import { chmod, chown } from './attributes.ts';
import { cat, tac } from './cat.ts';
import { cp, mv } from './copy.ts';
import { cut } from './cut.ts';
import { find } from './find.ts';
import { grep } from './grep.ts';
import { head } from './head.ts';
import { nl, rev } from './lines.ts';
import { ln } from './ln.ts';
import { ls } from './ls.ts';
import { mkdir, mkfifo, rmdir, touch, truncate } from './make.ts';
import { basename, dirname, mktemp, readlink, realpath } from './names.ts';
import { rm } from './remove.ts';
import { sed } from './sed.ts';
import { seq } from './seq.ts';
import { sort } from './sort.ts';
import { stat } from './stat.ts';
import { tail } from './tail.ts';
import { tee } from './tee.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';
import { xargs } from './xargs.ts';

/** Commands that work on files and text, by their names. */
export const fileCommands: Readonly<Record<string, Program>> = {
  basename,
  cat,
  chgrp: chown,
  chmod,
  chown,
  cp,
  cut,
  dirname,
  egrep: grep,
  fgrep: grep,
  find,
  grep,
  head,
  ln,
  ls,
  mkdir,
  mkfifo,
  mktemp,
  mv,
  nl,
  readlink,
  realpath,
  rev,
  rm,
  rmdir,
  sed,
  seq,
  sort,
  stat,
  tac,
  tail,
  tee,
  touch,
  tr,
  truncate,
  uniq,
  wc,
  xargs,
};

import type { Program } from '../../linux/program.ts';
import { chmod, chown } from './attributes.ts';
import { awk } from './awk.ts';
import { cat, tac } from './cat.ts';
import { cp, mv } from './copy.ts';
import { cut } from './cut.ts';
import { dd } from './dd.ts';
import { diff } from './diff.ts';
import { hexdump, od } from './dump.ts';
import { find } from './find.ts';
import { grep } from './grep.ts';
import { head } from './head.ts';
import { comm, fold, paste, sync } from './join.ts';
import { nl, rev } from './lines.ts';
import { ln } from './ln.ts';
import { ls } from './ls.ts';
import { mkdir, mkfifo, rmdir, touch, truncate } from './make.ts';
import { mount, pivotRoot, umount } from './mount.ts';
import { basename, dirname, mktemp, readlink, realpath } from './names.ts';
import { rm } from './remove.ts';
import { sed } from './sed.ts';
import { seq } from './seq.ts';
import { sort } from './sort.ts';
import { stat } from './stat.ts';
import { base64, md5sum, sha1sum, sha256sum } from './sums.ts';
import { tail } from './tail.ts';
import { tar } from './tar.ts';
import { tee } from './tee.ts';
import { tr } from './tr.ts';
import { uniq } from './uniq.ts';
import { df, du } from './usage.ts';
import { wc } from './wc.ts';
import { xargs } from './xargs.ts';

/** Commands that work on files and text, by their names. */
export const fileCommands: Readonly<Record<string, Program>> = {
  awk,
  base64,
  basename,
  cat,
  chgrp: chown,
  chmod,
  chown,
  comm,
  cp,
  cut,
  dd,
  df,
  diff,
  dirname,
  du,
  egrep: grep,
  fgrep: grep,
  find,
  fold,
  grep,
  hd: hexdump,
  head,
  hexdump,
  ln,
  ls,
  mawk: awk,
  md5sum,
  mkdir,
  mkfifo,
  mktemp,
  mount,
  pivot_root: pivotRoot,
  mv,
  nl,
  od,
  paste,
  readlink,
  realpath,
  rev,
  rm,
  rmdir,
  sed,
  seq,
  sha1sum,
  sha256sum,
  sort,
  stat,
  sync,
  tac,
  tail,
  tar,
  tee,
  touch,
  tr,
  truncate,
  umount,
  uniq,
  wc,
  xargs,
};

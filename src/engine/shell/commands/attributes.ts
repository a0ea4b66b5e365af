// Models coreutils@v9.5 src/chmod.c, src/chown.c, busybox@v1.37.0 coreutils/chmod.c, coreutils/chown.c
import { isErrno } from '../../linux/errno.ts';
import { parseMode } from './modes.ts';
import { below } from './paths.ts';
import { type Call, command } from './program.ts';
import { groupOf, idOf } from './users.ts';

/** A path and, with `recursive`, everything below it; links that are met on the way are left alone. */
export function eachBelow(call: Call, path: string, recursive: boolean, visit: (path: string) => void): void {
  visit(path);
  const stat = recursive ? call.sys.lstat(path) : undefined;
  if (stat === undefined || isErrno(stat) || stat.type !== 'directory') return;
  const entries = call.sys.readdir(path);
  if (isErrno(entries)) {
    call.code = call.failed(call.busybox ? path : `cannot read directory '${path}'`, entries);
    return;
  }
  for (const { name, type } of entries) {
    if (type !== 'symlink') eachBelow(call, below(path, name), true, visit);
  }
}

export const chmod = command((call) => {
  const usage = 'chmod [-Rcvf] MODE[,MODE]... FILE...';
  // A mode such as -w looks like an option.
  const args = call.args.map((word, at) =>
    /^-[rwxXst]+$/.test(word) && !call.args.slice(0, at).some((one) => !one.startsWith('-'))
      ? `a${word}`
      : word,
  );
  const options = call.options(
    { short: 'Rcvf', long: { recursive: 'R', changes: 'c', verbose: 'v', silent: 'f', quiet: 'f' }, usage },
    args,
  );
  if (typeof options === 'number') return options;
  const [mode, ...files] = options.rest;
  if (mode === undefined) return call.missing(usage);
  if (files.length === 0)
    return call.usage(usage, call.busybox ? undefined : `missing operand after '${mode}'`);
  const { sys } = call;
  for (const file of files) {
    eachBelow(call, file, options.has('R'), (path) => {
      const stat = sys.stat(path);
      if (isErrno(stat)) {
        call.code = options.has('f') ? 1 : call.failed(call.busybox ? path : `cannot access '${path}'`, stat);
        return;
      }
      const next = parseMode(mode, stat.mode, 0o7777, stat.type === 'directory', sys.self.umask);
      if (next === undefined) return;
      const failed = sys.chmod(path, next);
      if (failed !== undefined) {
        call.code = call.failed(call.busybox ? path : `changing permissions of '${path}'`, failed);
      }
    });
  }
  if (parseMode(mode, 0, 0o7777, false, 0) === undefined) {
    return call.busybox ? call.fail(`invalid mode '${mode}'`) : call.usage(usage, `invalid mode: '${mode}'`);
  }
  return call.code;
});

export const chown = command((call) => {
  const usage = `${call.name} [-Rh] ${call.name === 'chgrp' ? 'GROUP' : 'USER[:[GRP]]'} FILE...`;
  const options = call.options({
    short: 'Rhcvf',
    long: { recursive: 'R', 'no-dereference': 'h', changes: 'c', verbose: 'v', silent: 'f' },
    usage,
  });
  if (typeof options === 'number') return options;
  const [owner, ...files] = options.rest;
  if (owner === undefined) return call.missing(usage);
  if (files.length === 0)
    return call.usage(usage, call.busybox ? undefined : `missing operand after '${owner}'`);
  const ids = call.name === 'chgrp' ? groupOnly(call, owner) : ownerOf(call, owner);
  if (typeof ids === 'number') return ids;
  for (const file of files) {
    eachBelow(call, file, options.has('R'), (path) => {
      const failed = call.sys.chown(path, ids.uid, ids.gid);
      if (failed === undefined) return;
      const gone = failed.errno === 'ENOENT';
      const what = call.busybox ? path : gone ? `cannot access '${path}'` : `changing ownership of '${path}'`;
      call.code = options.has('f') ? 1 : call.failed(what, failed);
    });
  }
  return call.code;
});

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

function groupOnly(call: Call, group: string): Ids | number {
  const gid = idOf(call.sys, '/etc/group', group);
  if (gid !== undefined) return { uid: -1, gid };
  return call.fail(call.busybox ? `unknown group ${group}` : `invalid group: '${group}'`);
}

function ownerOf(call: Call, text: string): Ids | number {
  const at = text.search(/[:.]/);
  const user = at === -1 ? text : text.slice(0, at);
  const group = at === -1 ? undefined : text.slice(at + 1);
  const uid = user === '' ? -1 : idOf(call.sys, '/etc/passwd', user);
  if (uid === undefined) return call.fail(call.busybox ? `unknown user ${user}` : `invalid user: '${text}'`);
  if (group === undefined) return { uid, gid: -1 };
  const gid = group === '' ? groupOf(call.sys, user) : idOf(call.sys, '/etc/group', group);
  if (gid === undefined)
    return call.fail(call.busybox ? `unknown group ${group}` : `invalid group: '${text}'`);
  return { uid, gid };
}

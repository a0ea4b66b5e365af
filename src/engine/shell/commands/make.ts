// Models coreutils@v9.5 src/mkdir.c, src/rmdir.c, src/touch.c, src/mkfifo.c, src/truncate.c
// Differs: touch sets the time of modification, there being no other.
import { type Errno, errorText, isErrno } from '../../linux/errno.ts';
import { parseSize } from './bytes.ts';
import { parseDate } from './dates.ts';
import { parseMode } from './modes.ts';
import { dirname } from './paths.ts';
import { type Call, command } from './program.ts';

export const mkdir = command((call) => {
  const usage = 'mkdir [-m MODE] [-p] DIRECTORY...';
  const options = call.options({
    short: 'pm:v',
    long: { parents: 'p', mode: 'm', verbose: 'v' },
    usage,
  });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0) return call.missing(usage);
  const text = options.value('m');
  const mode = text === undefined ? undefined : parseMode(text, 0o777, 0o777, true, 0);
  if (text !== undefined && mode === undefined) {
    return call.fail(call.busybox ? `invalid mode '${text}'` : `invalid mode '${text}'`);
  }
  let code = 0;
  for (const path of options.rest) {
    const failed = options.has('p') ? makeParents(call, path) : call.sys.mkdir(path);
    if (failed !== undefined) {
      const what = call.busybox ? `can't create directory '${path}'` : `cannot create directory '${path}'`;
      code = call.failed(what, failed);
      continue;
    }
    if (mode !== undefined) call.sys.chmod(path, mode);
    if (options.has('v'))
      call.out(call.busybox ? `created directory: '${path}'\n` : `mkdir: created directory '${path}'\n`);
  }
  return code;
});

/** Makes a directory and those above it; undefined also when it is there. */
export function makeParents(call: Call, path: string): Errno | undefined {
  const stat = call.sys.stat(path);
  if (!isErrno(stat)) return stat.type === 'directory' ? undefined : { errno: 'EEXIST' };
  const parent = dirname(path);
  if (parent !== path) {
    const failed = makeParents(call, parent);
    if (failed !== undefined) return failed.errno === 'EEXIST' ? { errno: 'ENOTDIR' } : failed;
  }
  return call.sys.mkdir(path);
}

export const rmdir = command((call) => {
  const usage = 'rmdir [-p] DIRECTORY...';
  const options = call.options({
    short: 'pv',
    long: { parents: 'p', 'ignore-fail-on-non-empty': 'ignore', verbose: 'v' },
    usage,
  });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0) return call.missing(usage);
  let code = 0;
  for (const given of options.rest) {
    for (let path = given; ; path = dirname(path)) {
      const failed = call.sys.rmdir(path);
      if (failed !== undefined) {
        if (failed.errno === 'ENOTEMPTY' && options.has('ignore')) break;
        code = call.failed(call.busybox ? `'${path}'` : `failed to remove '${path}'`, failed);
        break;
      }
      if (!options.has('p') || !path.includes('/') || dirname(path) === '/') break;
    }
  }
  return code;
});

export const touch = command((call) => {
  const usage = 'touch [-cham] [-d DATE] [-t DATE] [-r FILE] FILE...';
  const options = call.options({
    short: 'camhd:t:r:',
    long: { 'no-create': 'c', date: 'd', reference: 'r', 'no-dereference': 'h' },
    usage,
  });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0) {
    return call.busybox ? call.usage(usage) : call.usage(usage, 'missing file operand');
  }
  const { sys } = call;
  let timeMs = sys.nowMs;
  const reference = options.value('r');
  const date = options.value('d') ?? options.value('t');
  if (reference !== undefined) {
    const stat = sys.stat(reference);
    if (isErrno(stat)) {
      return call.failed(call.busybox ? reference : `failed to get attributes of '${reference}'`, stat);
    }
    timeMs = stat.mtimeMs;
  } else if (date !== undefined) {
    const parsed = parseDate(date, sys.nowMs);
    if (parsed === undefined) {
      return call.fail(call.busybox ? `invalid date '${date}'` : `invalid date format '${date}'`);
    }
    timeMs = parsed;
  }
  let code = 0;
  for (const path of options.rest) {
    let failed = sys.utimes(path, timeMs);
    if (failed?.errno === 'ENOENT') {
      if (options.has('c')) continue;
      const fd = sys.open(path, { access: 'w', create: true });
      failed = isErrno(fd) ? fd : undefined;
      if (!isErrno(fd)) {
        sys.close(fd);
        if (timeMs !== sys.nowMs) failed = sys.utimes(path, timeMs);
      }
    }
    if (failed !== undefined) code = call.failed(call.busybox ? path : `cannot touch '${path}'`, failed);
  }
  return code;
});

export const mkfifo = command((call) => {
  const usage = 'mkfifo [-m MODE] NAME';
  const options = call.options({ short: 'm:', long: { mode: 'm' }, usage });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0) return call.missing(usage);
  const text = options.value('m');
  const mode = text === undefined ? undefined : parseMode(text, 0o666, 0o666, false, 0);
  if (text !== undefined && mode === undefined) return call.fail('invalid mode');
  let code = 0;
  for (const path of options.rest) {
    const failed = call.sys.mkfifo(path);
    if (failed !== undefined)
      code = call.failed(call.busybox ? path : `cannot create fifo '${path}'`, failed);
    else if (mode !== undefined) call.sys.chmod(path, mode);
  }
  return code;
});

export const truncate = command((call) => {
  const usage = 'truncate [-c] -s SIZE FILE...';
  const options = call.options({ short: 'cs:', long: { 'no-create': 'c', size: 's' }, usage });
  if (typeof options === 'number') return options;
  const text = options.value('s');
  if (text === undefined)
    return call.usage(usage, call.busybox ? undefined : "you must specify either '--size' or '--reference'");
  if (options.rest.length === 0) return call.usage(usage, call.busybox ? undefined : 'missing file operand');
  const size = parseSize(text.replace(/^[-+]/, ''));
  if (size === undefined) return call.fail(`invalid number '${text}'`);
  if (size > 2 ** 26) return call.fail(`files larger than 64 MiB are not modelled`);
  let code = 0;
  for (const path of options.rest) {
    const old = call.sys.readFile(path);
    if (isErrno(old) && (old.errno !== 'ENOENT' || options.has('c'))) {
      if (old.errno !== 'ENOENT')
        code = call.fail(`cannot open '${path}' for writing: ${errorText(old.errno)}`);
      continue;
    }
    const data = isErrno(old) ? '' : old;
    const length = text.startsWith('+')
      ? data.length + size
      : text.startsWith('-')
        ? Math.max(0, data.length - size)
        : size;
    const failed = call.sys.writeFile(path, data.slice(0, length).padEnd(length, '\0'));
    if (failed !== undefined) code = call.failed(`cannot open '${path}' for writing`, failed);
  }
  return code;
});

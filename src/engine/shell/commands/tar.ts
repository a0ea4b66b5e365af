// Models tar@v1.35 src/create.c, src/extract.c, src/list.c, busybox@v1.37.0 archival/tar.c
// Differs: create, extract and list only; nothing is compressed; -C holds for all operands; hard links become copies.
import { secondsSinceEpoch, timestamp } from '../../kernel/timestamp.ts';
import { type Errno, errorText, isErrno } from '../../linux/errno.ts';
import { readTar, type TarEntry, writeTar } from '../tar.ts';

import { modeText } from './modes.ts';
import type { Options } from './options.ts';
import { below, dirname } from './paths.ts';
import { type Call, filter } from './program.ts';
import { namesIn } from './users.ts';

interface TarState {
  readonly options: Options;
  readonly text: string;
}

const USAGE = 'tar c|x|t [-hvokO] [-f TARFILE] [-C DIR] [FILE]...';
const GNU_RECORD = 20;
const EPOCH_MS = -secondsSinceEpoch(0) * 1000;

export const tar = filter<TarState>({
  start(call) {
    const [first = '', ...more] = call.args;
    // The oldest way of giving options: `tar cf x.tar dir`.
    const args = first === '' || first.startsWith('-') ? call.args : [`-${first}`, ...more];
    const options = call.options(
      {
        short: 'cxtf:C:vmphkoOzjJaT:X:',
        long: {
          create: 'c',
          extract: 'x',
          get: 'x',
          list: 't',
          file: 'f',
          directory: 'C',
          verbose: 'v',
          touch: 'm',
          'preserve-permissions': 'p',
          'same-permissions': 'p',
          'no-same-permissions': 'no-p',
          'no-same-owner': 'o',
          'same-owner': 'same-owner',
          dereference: 'h',
          'keep-old-files': 'k',
          'to-stdout': 'O',
          gzip: 'z',
          bzip2: 'j',
          xz: 'J',
          exclude: 'exclude:',
        },
        usage: USAGE,
        code: call.busybox ? 1 : 64,
      },
      args,
    );
    if (typeof options === 'number') return options;
    const packed = options.last('z', 'j', 'J', 'a', 'T', 'X', 'exclude');
    if (packed !== undefined)
      return call.fail(`Podscope's tar does not model ${packed.length > 1 ? '--' : '-'}${packed}`, 2);
    const mode = options.last('c', 'x', 't');
    if (mode === undefined) {
      if (call.busybox) return call.usage(USAGE);
      return call.usage(
        USAGE,
        "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options",
        2,
      );
    }
    const file = options.value('f') ?? '-';
    if (mode === 'c') return create(call, options, file);
    return { files: [file], state: { options, text: '' } };
  },
  text: (_call, state, text) => ({ ...state, text: state.text + text }),
  unreadable(call, file, why) {
    return fatal(
      call,
      call.busybox
        ? `can't open '${file}': ${errorText(why.errno)}`
        : `${file}: Cannot open: ${errorText(why.errno)}`,
    );
  },
  end(call, { options, text }) {
    // Without an archive everything has been said.
    if (call.code !== 0) return call.code;
    const directory = enter(call, options);
    return directory ?? unpack(call, options, text);
  },
});

/** What ends it at once. */
function fatal(call: Call, message: string): number {
  call.err(message);
  if (!call.busybox) call.err('Error is not recoverable: exiting now');
  return call.busybox ? 1 : 2;
}

/** What it goes on after, to fail in the end. */
function complain(call: Call, what: string, gnu: string, why: Errno): void {
  const text = errorText(why.errno);
  call.err(call.busybox ? `${what}: ${text}` : `${what}: ${gnu}: ${text}`);
  call.code = call.busybox ? 1 : 2;
}

function finish(call: Call): number {
  if (call.code !== 0) {
    call.err(
      call.busybox
        ? 'error exit delayed from previous errors'
        : 'Exiting with failure status due to previous errors',
    );
  }
  return call.code;
}

function enter(call: Call, options: Options): number | undefined {
  const directory = options.value('C');
  const why = directory === undefined ? undefined : call.sys.chdir(directory);
  if (why === undefined) return undefined;
  const text = errorText(why.errno);
  return fatal(
    call,
    call.busybox ? `can't change directory to '${directory}': ${text}` : `${directory}: Cannot open: ${text}`,
  );
}

function create(call: Call, options: Options, file: string): number {
  const { sys } = call;
  if (options.rest.length === 0) {
    if (call.busybox) return call.fail('empty archive');
    return call.usage(USAGE, 'Cowardly refusing to create an empty archive', 2);
  }
  const fd = file === '-' ? 1 : sys.open(file, { access: 'w', create: true, truncate: true, mode: 0o644 });
  if (isErrno(fd)) {
    const text = errorText(fd.errno);
    return fatal(call, call.busybox ? `can't open '${file}': ${text}` : `${file}: Cannot open: ${text}`);
  }
  const entered = enter(call, options);
  if (entered !== undefined) return entered;
  const entries: TarEntry[] = [];
  // What is listed must not come between what is archived.
  const list = (name: string) => {
    if (!options.has('v')) return;
    if (fd === 1) sys.write(2, `${name}\n`);
    else call.out(`${name}\n`);
  };
  let stripped = false;
  for (const path of options.rest) {
    if (path.startsWith('/') && !stripped) {
      stripped = true;
      call.err(
        call.busybox ? "removing leading '/' from member names" : "Removing leading `/' from member names",
      );
    }
    gather(call, path, options.has('h'), entries, list);
  }
  const archive = writeTar(entries, call.busybox ? 1 : GNU_RECORD);
  if (archive === null) return fatal(call, 'Podscope models no file name of more than 255 bytes');
  call.flush();
  const why = sys.write(fd, archive);
  if (why !== undefined && why.errno !== 'EPIPE') {
    return fatal(
      call,
      call.busybox
        ? `write error: ${errorText(why.errno)}`
        : `${file}: Cannot write: ${errorText(why.errno)}`,
    );
  }
  return finish(call);
}

/** A file, or a directory with all that is in it. */
function gather(
  call: Call,
  path: string,
  follows: boolean,
  entries: TarEntry[],
  list: (name: string) => void,
): void {
  const { sys } = call;
  const stat = follows ? sys.stat(path) : sys.lstat(path);
  if (isErrno(stat)) {
    complain(call, path, 'Cannot stat', stat);
    return;
  }
  const { type } = stat;
  if (type === 'device' || type === 'socket') {
    call.err(`${path}: ${type === 'socket' ? 'socket ignored' : 'Podscope archives no devices'}`);
    return;
  }
  const bare = path.replace(/^\/+/, '') || './';
  const name = type === 'directory' ? `${bare.replace(/\/+$/, '')}/` : bare;
  const data = type === 'file' ? sys.readFile(path) : '';
  if (isErrno(data)) {
    complain(call, path, 'Cannot open', data);
    return;
  }
  list(name);
  const { mode, uid, gid, target = '' } = stat;
  entries.push({ name, type, mode, uid, gid, mtime: secondsSinceEpoch(stat.mtimeMs), target, data });
  if (type !== 'directory') return;
  const names = sys.readdir(path);
  if (isErrno(names)) complain(call, path, 'Cannot open', names);
  else for (const entry of names) gather(call, below(path, entry.name), follows, entries, list);
}

function unpack(call: Call, options: Options, text: string): number {
  const result = readTar(text);
  const wanted = options.rest.map((path) => path.replace(/\/+$/, ''));
  const found = new Set<string>();
  const isWanted = ({ name }: TarEntry): boolean => {
    if (wanted.length === 0) return true;
    const hit = wanted.find((path) => name === path || name.startsWith(`${path}/`));
    if (hit !== undefined) found.add(hit);
    return hit !== undefined;
  };
  const lists = options.last('x', 't') === 't';
  for (const entry of result.entries) {
    if (!isWanted(entry)) continue;
    if (lists) call.out(`${listed(call, entry, options.has('v'))}\n`);
    else {
      if (options.has('v')) call.out(`${entry.name}\n`);
      extract(call, entry, options);
    }
  }
  for (const path of wanted) {
    if (found.has(path)) continue;
    call.code = call.fail(
      call.busybox ? `${path}: not found in archive` : `${path}: Not found in archive`,
      call.busybox ? 1 : 2,
    );
  }
  if (!result.ok) {
    if (call.busybox) return call.fail(result.problem === 'magic' ? 'invalid tar magic' : 'short read');
    if (result.problem === 'short') return fatal(call, 'Unexpected EOF in archive');
    call.code = call.fail('This does not look like a tar archive', 2);
  }
  return finish(call);
}

function listed(call: Call, entry: TarEntry, long: boolean): string {
  if (!long) return entry.name;
  const { sys } = call;
  const { type, mode, uid, gid, mtime, data, target, name } = entry;
  const owner = `${namesIn(sys, '/etc/passwd')(uid)}/${namesIn(sys, '/etc/group')(gid)}`;
  const time = timestamp(mtime * 1000 + EPOCH_MS)
    .slice(0, -1)
    .replace('T', ' ');
  const size = String(data.length);
  const link = type === 'symlink' ? ` -> ${target}` : '';
  const head = call.busybox
    ? `${owner} ${size.padStart(9)} ${time}`
    : `${owner} ${size.padStart(Math.max(0, 18 - owner.length))} ${time.slice(0, 16)}`;
  return `${modeText(type, mode)} ${head} ${name}${link}`;
}

function extract(call: Call, entry: TarEntry, options: Options): void {
  const { sys } = call;
  const { type, mode, uid, gid, mtime, target, data } = entry;
  const path = entry.name.replace(/^\/+/, '').replace(/\/+$/, '') || '.';
  if (path.split('/').includes('..')) {
    call.code = call.fail(`${entry.name}: Member name contains '..'`, call.busybox ? 1 : 2);
    return;
  }
  if (options.has('O')) {
    call.out(data);
    return;
  }
  const fail = (gnu: string, why: Errno) =>
    complain(call, call.busybox ? `can't open '${path}'` : path, gnu, why);
  makeParents(call, path);
  const there = sys.lstat(path);
  if (!isErrno(there) && type !== 'directory') {
    if (options.has('k')) {
      call.err(`${path}: Cannot open: File exists`);
      call.code = call.busybox ? 1 : 2;
      return;
    }
    const why = sys.unlink(path);
    if (why !== undefined) {
      fail('Cannot open', why);
      return;
    }
  }
  let why: Errno | undefined;
  if (type === 'directory') why = isErrno(there) ? sys.mkdir(path, mode) : undefined;
  else if (type === 'symlink') why = sys.symlink(target, path);
  else if (type === 'fifo') why = sys.mkfifo(path);
  else why = sys.writeFile(path, data, { mode });
  if (why !== undefined) {
    fail(type === 'directory' ? 'Cannot mkdir' : 'Cannot open', why);
    return;
  }
  if (type === 'symlink') return;
  const isRoot = sys.self.uid === 0;
  if (isRoot && !options.has('o')) sys.chown(path, uid, gid);
  if ((isRoot && !options.has('no-p')) || options.has('p')) sys.chmod(path, mode);
  if (!options.has('m')) sys.utimes(path, mtime * 1000 + EPOCH_MS);
}

function makeParents(call: Call, path: string): void {
  const parent = dirname(path);
  if (parent === '.' || parent === '/' || !isErrno(call.sys.lstat(parent))) return;
  makeParents(call, parent);
  call.sys.mkdir(parent, 0o755);
}

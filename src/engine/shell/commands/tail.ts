// Models coreutils@v9.5 src/tail.c, busybox@v1.37.0 coreutils/tail.c
// Differs: -f is told of changes and never looks at a clock; --pid and -s are accepted and do nothing.
import { errorText, isErrno } from '../../linux/errno.ts';
import { utf8Length } from '../../linux/fs/bytes.ts';
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';
import { dropBytes, lastBytes, parseSize } from './bytes.ts';
import { fileHeader, invalidCount, lastLines } from './head.ts';
import type { Options } from './options.ts';
import { Call } from './program.ts';

const SPEC = {
  short: 'n:c:qvfFs:',
  long: {
    lines: 'n',
    bytes: 'c',
    quiet: 'q',
    silent: 'q',
    verbose: 'v',
    follow: 'follow::',
    retry: 'retry',
    'sleep-interval': 's',
    pid: 'pid:',
  },
  digits: 'n',
  usage: 'tail [OPTIONS] [FILE]...',
};

interface TailFile {
  readonly name: string;
  /** Null: it could not be opened, or is gone. */
  readonly fd: number | null;
  /** Which file was opened: filesystem and inode. */
  readonly identity: string;
  /** Bytes read so far. */
  readonly read: number;
  /** Text that may be among the last; null once the end has been shown. */
  readonly held: string | null;
  /** Bytes of a line without an end, such as /dev/zero has, that are only counted. */
  readonly hoarded: number;
  /** Of -n +N and -c +N: lines or bytes still to be left out. */
  readonly skip: number;
}

interface TailMemory {
  readonly files: readonly TailFile[];
  readonly unit: 'lines' | 'bytes';
  readonly count: number;
  readonly fromStart: boolean;
  readonly headers: boolean;
  readonly follow: 'no' | 'descriptor' | 'name';
  /** Which file was shown last. */
  readonly last: string | null;
  readonly code: number;
  /** Directories that are watched for files to appear in. */
  readonly watched: readonly number[];
}

export const tail: Program = {
  run(sys) {
    const call = new Call(sys);
    let memory = sys.memory as TailMemory | null;
    if (memory === null) {
      const begun = begin(call);
      if (typeof begun === 'number') {
        sys.exit(call.flush() ? begun : call.code);
        return;
      }
      memory = begun;
    }
    go(sys, call, memory);
  },
};

function begin(call: Call): TailMemory | number {
  // As it was once written: `tail +2 file`.
  const old = /^\+\d+$/.test(call.args[0] ?? '') && call.args.length <= 2 ? call.args[0] : undefined;
  const options = call.options(SPEC, old === undefined ? call.args : ['-n', old, ...call.args.slice(1)]);
  if (typeof options === 'number') return options;
  const unit = options.last('n', 'c') === 'c' ? 'bytes' : 'lines';
  const value = options.value(unit === 'bytes' ? 'c' : 'n') ?? '10';
  const count = parseSize(value.replace(/^[-+]/, ''));
  if (count === undefined) return invalidCount(call, unit, value);
  const names = options.rest.length === 0 ? ['-'] : options.rest;
  const fromStart = value.startsWith('+');
  const follow = followMode(options);
  let code = 0;
  const files: TailFile[] = [];
  for (const name of names) {
    const file = openFile(call, name, fromStart ? count - 1 : 0, true);
    if (file.fd === null) code = 1;
    if (file.fd !== null || follow === 'name') files.push(file);
  }
  if (follow !== 'no' && files.length === 0 && !call.busybox) return call.fail('no files remaining');
  return {
    files,
    unit,
    count,
    fromStart,
    headers: options.has('v') || (names.length > 1 && !options.has('q')),
    follow,
    last: null,
    code,
    watched: [],
  };
}

function followMode(options: Options): TailMemory['follow'] {
  if (options.has('F')) return 'name';
  if (options.has('follow')) return options.value('follow') === 'name' ? 'name' : 'descriptor';
  return options.has('f') ? 'descriptor' : 'no';
}

function identityOf(sys: Sys, path: string): string {
  const stat = sys.stat(path);
  return isErrno(stat) ? '' : `${stat.filesystem} ${stat.inode}`;
}

function openFile(call: Call, name: string, skip: number, complain: boolean): TailFile {
  const file: TailFile = {
    name,
    fd: null,
    identity: '',
    read: 0,
    held: '',
    hoarded: 0,
    skip: Math.max(0, skip),
  };
  if (name === '-') return { ...file, fd: 0 };
  const fd = call.sys.open(name, { access: 'r' });
  if (isErrno(fd)) {
    const text = call.busybox ? `can't open '${name}'` : `cannot open '${name}' for reading`;
    if (complain) call.err(`${text}: ${errorText(fd.errno)}`);
    return file;
  }
  return { ...file, fd, identity: identityOf(call.sys, name) };
}

/** Reads and shows what there is, until nothing is left to do or everything has to wait. */
function go(sys: Sys, call: Call, begun: TailMemory): void {
  let memory = begun;
  const waiting: number[] = [];
  for (const [index, file] of memory.files.entries()) {
    const outcome = readFile(call, memory, file);
    memory = { ...outcome.memory, files: memory.files.with(index, outcome.file) };
    if (outcome.waits) waiting.push(outcome.file.fd as number);
    // The first must be shown to its end before the second begins.
    if (outcome.waits && outcome.file.held !== null) break;
  }
  const hoarder = memory.files.findIndex(({ hoarded }) => hoarded > 0);
  if (hoarder >= 0) {
    hoard(sys, call, memory, hoarder);
    return;
  }
  if (memory.follow === 'name') memory = reopen(call, memory);
  if (!call.flush()) {
    sys.exit(call.code);
    return;
  }
  const pending = memory.files.some((file) => file.fd !== null && (file.held !== null || file.fd === 0));
  const open = memory.files.some((file) => file.fd !== null);
  if (memory.follow === 'no' ? !pending : !open && memory.follow === 'descriptor') {
    sys.exit(memory.code);
    return;
  }
  const readable =
    memory.follow === 'no' ? waiting : memory.files.flatMap(({ fd }) => (fd === null ? [] : [fd]));
  sys.remember(memory);
  sys.block({ readable: [...readable, ...memory.watched] });
}

/** What tail is itself, and what it gathers in so long of a line that does not end. */
const OWN_BYTES = 2 * 1024 ** 2;
const STEP_BYTES = 16 * 1024 ** 2;
const STEP_MS = 10;

const isEndless = (sys: Sys, path: string): boolean => {
  if (path === '-') return false;
  const stat = sys.stat(path);
  return !isErrno(stat) && stat.type === 'device' && sys.realpath(path) === '/dev/zero';
};

/** Keeps what may be the last line, and more of it, until there is no more memory. */
function hoard(sys: Sys, call: Call, memory: TailMemory, index: number): void {
  const file = memory.files[index] as TailFile;
  const bytes = file.hoarded + STEP_BYTES;
  const info = sys.readFile('/proc/meminfo');
  const total = isErrno(info) ? undefined : /MemTotal:\s*(\d+)/.exec(info)?.[1];
  if (total !== undefined && bytes > Number(total) * 1024) {
    call.err('memory exhausted');
    call.flush();
    sys.exit(1);
    return;
  }
  sys.remember({ ...memory, files: memory.files.with(index, { ...file, hoarded: bytes }) });
  sys.allocate(bytes);
  sys.compute(STEP_MS);
}

interface Outcome {
  readonly memory: TailMemory;
  readonly file: TailFile;
  /** More may come. */
  readonly waits: boolean;
}

function readFile(call: Call, before: TailMemory, start: TailFile): Outcome {
  const { sys } = call;
  let memory = before;
  let file = start;
  while (file.fd !== null) {
    if (file.hoarded > 0) return { memory, file, waits: true };
    const text = sys.read(file.fd);
    if (text === null) return { memory, file, waits: true };
    if (isErrno(text)) {
      const what = call.busybox ? file.name : `error reading '${file.name}'`;
      call.err(`${what}: ${errorText(text.errno)}`);
      if (file.fd !== 0) sys.close(file.fd);
      return { memory: { ...memory, code: 1 }, file: { ...file, fd: null, held: null }, waits: false };
    }
    if (text === '') {
      if (file.held !== null) {
        memory = show(call, memory, file, file.held, true);
        file = { ...file, held: null };
      }
      const shorter = truncated(call, file);
      if (shorter !== undefined) {
        file = shorter;
        continue;
      }
      if (memory.follow !== 'no' && file.fd !== 0) return { memory, file, waits: true };
      if (file.fd !== null && file.fd !== 0) sys.close(file.fd);
      return { memory, file: { ...file, fd: null }, waits: false };
    }
    if (text.startsWith('\0') && file.held !== null && !memory.fromStart && isEndless(sys, file.name)) {
      return { memory, file: { ...file, hoarded: OWN_BYTES }, waits: true };
    }
    file = { ...file, read: file.read + utf8Length(text) };
    if (file.held === null) memory = show(call, memory, file, text, false);
    else if (memory.fromStart) {
      const { part, skip } = leaveOut(text, file.skip, memory.unit);
      memory = show(call, memory, file, part, false);
      file = { ...file, skip };
    } else {
      const held = file.held + text;
      const { count, unit } = memory;
      file = { ...file, held: unit === 'bytes' ? lastBytes(held, count) : lastLines(held, count) };
    }
  }
  return { memory, file, waits: false };
}

/** A file that is shorter than what has been read of it is read again from its beginning. */
function truncated(call: Call, file: TailFile): TailFile | undefined {
  const { sys } = call;
  if (file.name === '-' || file.fd === null || file.read === 0 || file.held !== null) return undefined;
  const stat = sys.stat(file.name);
  if (isErrno(stat) || stat.type !== 'file' || `${stat.filesystem} ${stat.inode}` !== file.identity)
    return undefined;
  if (stat.sizeBytes >= file.read || isPseudo(file.name)) return undefined;
  call.err(call.busybox ? `${file.name}: file truncated` : `${file.name}: file truncated`);
  sys.close(file.fd);
  const fd = sys.open(file.name, { access: 'r' });
  return { ...file, fd: isErrno(fd) ? null : fd, read: 0 };
}

/** Files there say that they are empty. */
const isPseudo = (path: string) => /^\/(proc|sys)\//.test(path);

function leaveOut(text: string, skip: number, unit: TailMemory['unit']): { part: string; skip: number } {
  if (unit === 'bytes') {
    const part = dropBytes(text, skip);
    return { part, skip: Math.max(0, skip - utf8Length(text)) };
  }
  let at = 0;
  for (let left = skip; left > 0; left--) {
    const end = text.indexOf('\n', at);
    if (end === -1) return { part: '', skip: left };
    at = end + 1;
  }
  return { part: text.slice(at), skip: 0 };
}

/** Writes a part of a file, below its name when several are shown; the name is shown even when nothing is in it. */
function show(call: Call, memory: TailMemory, file: TailFile, text: string, always: boolean): TailMemory {
  if (text === '' && !always) return memory;
  if (memory.headers && memory.last !== file.name) call.out(fileHeader(file.name, memory.last === null));
  call.out(text);
  return { ...memory, last: file.name };
}

/** Follows names: a file that was replaced is opened anew, one that is gone is waited for. */
function reopen(call: Call, before: TailMemory): TailMemory {
  const { sys } = call;
  let memory = before;
  for (const fd of memory.watched) sys.close(fd);
  const watched: number[] = [];
  for (const [index, file] of memory.files.entries()) {
    if (file.name === '-') continue;
    const identity = identityOf(sys, file.name);
    if (identity !== '' && identity === file.identity && file.fd !== null) continue;
    if (file.fd !== null) sys.close(file.fd);
    let next: TailFile = { ...file, fd: null, identity: '', read: 0, held: null };
    if (identity === '') {
      if (file.fd !== null)
        call.err(`${quoted(call, file.name)} has become inaccessible: ${errorText('ENOENT')}`);
      const directory = watchFor(sys, file.name);
      if (directory !== undefined) watched.push(directory);
    } else {
      next = { ...openFile(call, file.name, 0, false), held: null };
      const how = file.fd === null ? 'appeared' : 'been replaced';
      if (next.fd !== null) call.err(`${quoted(call, file.name)} has ${how};  following new file`);
    }
    memory = { ...memory, files: memory.files.with(index, next) };
    if (next.fd !== null) {
      const outcome = readFile(call, memory, next);
      memory = { ...outcome.memory, files: memory.files.with(index, outcome.file) };
    }
  }
  return { ...memory, watched };
}

const quoted = (call: Call, name: string) => (call.busybox ? name : `'${name}'`);

/** The directory in which a path will appear, opened so that its changes can be waited for. */
function watchFor(sys: Sys, path: string): number | undefined {
  let at = path.startsWith('/') ? path : `./${path}`;
  for (;;) {
    const slash = at.lastIndexOf('/');
    if (slash === -1) return undefined;
    at = at.slice(0, slash);
    const fd = sys.open(at === '' ? '/' : at, { access: 'r' });
    if (!isErrno(fd)) return fd;
    if (at === '') return undefined;
  }
}

// Models util-linux@v2.41 sys-utils/unshare.c, sys-utils/nsenter.c, sys-utils/lsns.c
// Models coreutils@v9.7 src/chroot.c
// Differs: time namespaces and namespaces kept by a file are not modelled; user namespaces map root to root.
import { errorText, isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import { NAMESPACE_KINDS, type NamespaceKind } from '../../linux/state.ts';
import { Call, command } from '../commands/program.ts';
import { become, launcher } from './launcher.ts';
import { commandLine, ownerName, processEntries } from './processes.ts';

const LETTERS: Readonly<Record<string, NamespaceKind>> = {
  m: 'mnt',
  u: 'uts',
  i: 'ipc',
  n: 'net',
  p: 'pid',
  U: 'user',
  C: 'cgroup',
};

const LONG = { mount: 'm', uts: 'u', ipc: 'i', net: 'n', pid: 'p', user: 'U', cgroup: 'C' };

const shellOf = (call: Call): string => call.sys.self.env.SHELL || '/bin/sh';

function chroot(call: Call): number | null {
  const usage = 'chroot NEWROOT [PROG ARGS]\n\nRun PROG with root directory set to NEWROOT\n';
  const options = call.options({
    short: '',
    long: { userspec: 'userspec:', 'skip-chdir': 'skip' },
    usage,
    stopAtFirst: true,
    code: call.busybox ? 1 : 125,
  });
  if (typeof options === 'number') return options;
  const [root, ...argv] = options.rest;
  if (root === undefined) return call.missing(usage, call.busybox ? 1 : 125);
  const failed = call.sys.chroot(root);
  if (failed !== undefined) {
    const why = errorText(failed.errno);
    return call.fail(
      `${call.busybox ? "can't" : 'cannot'} change root directory to '${root}': ${why}`,
      call.busybox ? 1 : 125,
    );
  }
  call.sys.chdir('/');
  return become(call, argv.length > 0 ? argv : [shellOf(call), '-i']);
}

/** What `unshare --fork` and `nsenter` into a PID namespace wait for. */
interface Parent {
  readonly pid: number;
  readonly killsChild: boolean;
}

/** The child of a fork that has yet to become the program. */
interface Child {
  readonly argv: readonly string[];
  readonly mountProc: string | null;
}

type Memory = { readonly parent: Parent } | { readonly child: Child };

/** Waits for the child and ends as it did. */
function waitFor(call: Call, { pid }: Parent): number | null {
  const ended = call.sys.waitpid(pid);
  if (ended === null) {
    call.sys.block({ child: true });
    return null;
  }
  return isErrno(ended) ? 1 : ended.status.code;
}

function startChild(call: Call, { argv, mountProc }: Child): number | null {
  if (mountProc !== null) {
    const failed = call.sys.mount(mountProc, { type: 'proc' });
    if (failed !== undefined) return call.failed(`mount ${mountProc} failed`, failed);
  }
  return become(call, argv);
}

function forked(begin: (call: Call) => Child | number | null): Program {
  return {
    run(sys) {
      const call = new Call(sys);
      const memory = sys.memory as Memory | null;
      let code: number | null;
      if (memory === null) {
        const child = begin(call);
        if (child === null || typeof child === 'number') code = child;
        else {
          const pid = sys.fork({ child } satisfies Memory);
          if (isErrno(pid)) code = call.fail(`fork failed: ${errorText(pid.errno)}`);
          else {
            sys.onSignal('INT', 'ignore');
            sys.onSignal('TERM', 'ignore');
            sys.remember({ parent: { pid, killsChild: false } } satisfies Memory);
            code = waitFor(call, { pid, killsChild: false });
          }
        }
      } else if ('child' in memory) code = startChild(call, memory.child);
      else code = waitFor(call, memory.parent);
      call.flush();
      if (code !== null) sys.exit(code);
    },
  };
}

/** Some options of unshare that are known and change nothing here, or that are not modelled. */
function beginUnshare(call: Call): Child | number | null {
  const { sys } = call;
  const usage = 'unshare [OPTIONS] [PROG ARGS]\n';
  const options = call.options({
    short: 'm::u::i::n::p::U::C::frR:w:S:G:cT::',
    long: {
      ...LONG,
      fork: 'f',
      'map-root-user': 'r',
      'map-current-user': 'c',
      'mount-proc': 'proc::',
      root: 'R',
      wd: 'w',
      setuid: 'S',
      setgid: 'G',
      propagation: 'propagation:',
      'kill-child': 'kill::',
      setgroups: 'setgroups:',
      time: 'T',
    },
    usage,
    stopAtFirst: true,
  });
  if (typeof options === 'number') return options;
  if (options.has('T')) return call.fail('time namespaces are not modelled in this simulation');
  const kept = options.given.find(([letter, value]) => letter in LETTERS && value !== '');
  if (kept !== undefined)
    return call.fail('keeping a namespace by a file is not modelled in this simulation');
  const kinds = new Set<NamespaceKind>();
  for (const [letter] of options.given) {
    const kind = LETTERS[letter];
    if (kind !== undefined) kinds.add(kind);
  }
  if (options.has('r', 'c')) kinds.add('user');
  const proc = options.has('proc') ? options.value('proc') || '/proc' : null;
  if (proc !== null) kinds.add('mnt');
  // The user namespace comes first: in it one may make the others.
  const ordered = NAMESPACE_KINDS.filter((kind) => kinds.has(kind)).sort(
    (a, b) => Number(b === 'user') - Number(a === 'user'),
  );
  const failed = sys.unshare(ordered);
  if (failed !== undefined)
    return call.failed(call.busybox ? `unshare(0x${unshareFlags(ordered)})` : 'unshare failed', failed);
  // Whoever nobody is mapped to is nobody in a user namespace.
  if (options.has('r')) sys.setIds(0, 0);
  else if (kinds.has('user') && !options.has('c')) sys.setIds(65_534, 65_534);
  const root = options.value('R');
  if (root !== undefined) {
    const denied = sys.chroot(root);
    if (denied !== undefined) return call.failed(`cannot change root directory to '${root}'`, denied);
  }
  const directory = options.value('w');
  if (directory !== undefined) {
    const denied = sys.chdir(directory);
    if (denied !== undefined) return call.failed(`cannot chdir to '${directory}'`, denied);
  }
  const argv = options.rest.length > 0 ? options.rest : [shellOf(call)];
  if (options.has('f', 'kill')) return { argv, mountProc: proc };
  if (proc !== null) {
    const denied = sys.mount(proc, { type: 'proc' });
    if (denied !== undefined) return call.failed(`mount ${proc} failed`, denied);
  }
  return become(call, argv);
}

function unshareFlags(kinds: readonly NamespaceKind[]): string {
  const flags: Readonly<Record<NamespaceKind, number>> = {
    mnt: 0x20000,
    cgroup: 0x2000000,
    uts: 0x4000000,
    ipc: 0x8000000,
    user: 0x10000000,
    pid: 0x20000000,
    net: 0x40000000,
  };
  return kinds.reduce((sum, kind) => sum + flags[kind], 0).toString(16);
}

function beginNsenter(call: Call): Child | number | null {
  const { sys } = call;
  const options = call.options({
    short: 'at:m::u::i::n::p::U::C::S:G:r::w::W:FeT::Z',
    long: {
      ...LONG,
      all: 'a',
      target: 't',
      setuid: 'S',
      setgid: 'G',
      root: 'r',
      wd: 'w',
      'no-fork': 'F',
      'preserve-credentials': 'keep',
      env: 'e',
    },
    usage: 'nsenter [OPTIONS] [PROG ARGS]\n',
    stopAtFirst: true,
  });
  if (typeof options === 'number') return options;
  const kinds = new Set<NamespaceKind>();
  const files: [NamespaceKind, string][] = [];
  for (const [letter, value] of options.given) {
    const kind = LETTERS[letter];
    if (kind === undefined) continue;
    kinds.add(kind);
    if (value !== '') files.push([kind, value.replace(/^=/, '')]);
  }
  const target = options.value('t');
  if (target === undefined && kinds.size > files.length) {
    const [kind] = [...kinds].filter((each) => !files.some(([of]) => of === each));
    return call.fail(`neither filename nor target pid supplied for ns/${kind}`);
  }
  if (target !== undefined && !/^\d+$/.test(target)) return call.fail(`failed to parse pid: '${target}'`);
  const pid = Number(target ?? 0);
  const joins = new Map<number, NamespaceKind[]>();
  const join = (of: number, kind: NamespaceKind) => joins.set(of, [...(joins.get(of) ?? []), kind]);
  for (const [kind, file] of files) {
    const of = /^\/proc\/(\d+)\/ns\/\w+$/.exec(file);
    if (of === null) return call.fail(`cannot open ${file}: No such file or directory`);
    join(Number(of[1]), kind);
    kinds.delete(kind);
  }
  if (options.has('a')) for (const kind of NAMESPACE_KINDS) kinds.add(kind);
  for (const kind of NAMESPACE_KINDS) if (kinds.has(kind)) join(pid, kind);
  for (const [of, list] of joins) {
    const failed = sys.setns(of, list);
    if (failed === undefined) continue;
    if (failed.errno === 'ESRCH')
      return call.fail(`cannot open /proc/${of}/ns/${list[0]}: No such file or directory`);
    return call.failed(`reassociate to namespace 'ns/${list[0]}' failed`, failed);
  }
  const uid = options.value('S');
  if (uid !== undefined) sys.setIds(Number(uid), Number(options.value('G') ?? uid));
  const argv = options.rest.length > 0 ? options.rest : [shellOf(call)];
  const forks = [...joins.values()].some((list) => list.includes('pid')) && !options.has('F');
  return forks ? { argv, mountProc: null } : become(call, argv);
}

interface NamespaceRow {
  readonly id: string;
  readonly type: string;
  readonly pids: readonly number[];
}

const LSNS_ORDER = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'];

function lsns(call: Call): number {
  const { sys } = call;
  const options = call.options({
    short: 't:p:no:lruJW',
    long: { type: 't', task: 'p', noheadings: 'n', output: 'o', list: 'l', raw: 'r', notruncate: 'u' },
    usage: 'lsns [options] [<namespace>]\n',
  });
  if (typeof options === 'number') return options;
  if (options.has('J')) return call.fail('JSON output is not modelled in this simulation');
  const type = options.value('t');
  if (type !== undefined && !LSNS_ORDER.includes(type) && type !== 'time') {
    return call.fail(`unknown namespace type: ${type}`);
  }
  const entries = processEntries(sys) ?? [];
  const rows = new Map<string, NamespaceRow>();
  for (const entry of entries) {
    for (const kind of LSNS_ORDER) {
      const link = sys.readlink(`/proc/${entry.pid}/ns/${kind}`);
      const id = isErrno(link) ? undefined : /\[(\d+)\]/.exec(link)?.[1];
      if (id === undefined) continue;
      const row = rows.get(id);
      rows.set(id, { id, type: kind, pids: [...(row?.pids ?? []), entry.pid] });
    }
  }
  const task = options.value('p');
  const [wanted] = options.rest;
  const list = [...rows.values()]
    .filter((row) => type === undefined || row.type === type)
    .filter((row) => task === undefined || row.pids.includes(Number(task)))
    .filter((row) => wanted === undefined || row.id === wanted)
    .sort((a, b) => Number(a.id) - Number(b.id));
  const byPid = new Map(entries.map((entry) => [entry.pid, entry]));
  const first = (row: NamespaceRow) => byPid.get(row.pids[0] as number);
  const columns: Readonly<Record<string, { right: boolean; value: (row: NamespaceRow) => string }>> = {
    NS: { right: true, value: (row) => row.id },
    TYPE: { right: false, value: (row) => row.type },
    PATH: { right: false, value: (row) => `/proc/${row.pids[0]}/ns/${row.type}` },
    NPROCS: { right: true, value: (row) => String(row.pids.length) },
    PID: { right: true, value: (row) => String(row.pids[0]) },
    PPID: { right: true, value: (row) => String(first(row)?.ppid ?? '') },
    UID: { right: true, value: (row) => String(first(row)?.uid ?? '') },
    USER: { right: false, value: (row) => ownerName(sys, first(row)?.uid ?? 0) },
    COMMAND: {
      right: false,
      value: (row) => {
        const entry = first(row);
        return entry === undefined ? '' : entry.argv.length > 0 ? commandLine(entry) : entry.comm;
      },
    },
  };
  const names = (options.value('o') ?? 'NS,TYPE,NPROCS,PID,USER,COMMAND').toUpperCase().split(',');
  const unknown = names.find((name) => columns[name] === undefined);
  if (unknown !== undefined) return call.fail(`unknown column: ${unknown}`);
  const cells = list.map((row) =>
    names.map((name) => (columns[name] as { value: (row: NamespaceRow) => string }).value(row)),
  );
  if (!options.has('n')) cells.unshift(names);
  const widths = names.map((_, index) => Math.max(...cells.map((row) => (row[index] as string).length)));
  for (const row of cells) {
    const line = row.map((text, index) => {
      const right = columns[names[index] as string]?.right === true;
      if (index === row.length - 1 && !right) return text;
      return right ? text.padStart(widths[index] as number) : text.padEnd(widths[index] as number);
    });
    call.out(`${line.join(' ')}\n`);
  }
  return 0;
}

export const namespaceCommands: Readonly<Record<string, Program>> = {
  chroot: launcher(chroot),
  unshare: forked(beginUnshare),
  nsenter: forked(beginNsenter),
  lsns: command(lsns),
};

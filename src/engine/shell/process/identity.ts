// Models coreutils@v9.7 src/id.c, src/uname.c, src/env.c, src/nohup.c
// Models busybox@v1.37.0 coreutils/id.c
// Models hostname@v3.25 hostname.c
import { get } from '../../kernel/table.ts';
import { isErrno } from '../../linux/errno.ts';
import { KERNEL_RELEASE } from '../../linux/proc/machine.ts';
import type { Program } from '../../linux/program.ts';
import { type Call, command } from '../commands/program.ts';
import { become, launcher } from './launcher.ts';
import { groupName, groups, userName, users } from './users.ts';

function id(call: Call): number {
  const { sys } = call;
  const options = call.options({
    short: 'ugGnr',
    long: { user: 'u', group: 'g', groups: 'G', name: 'n', real: 'r' },
    usage: 'id [-ugGnr] [USER]\n\nPrint information about USER or the current user\n',
  });
  if (typeof options === 'number') return options;
  const [wanted] = options.rest;
  let { uid, gid } = sys.self;
  if (wanted !== undefined) {
    const user = users(sys).find((each) => each.name === wanted || String(each.uid) === wanted);
    if (user === undefined) {
      return call.fail(call.busybox ? `unknown user ${wanted}` : `'${wanted}': no such user`);
    }
    ({ uid, gid } = user);
  }
  const name = userName(sys, uid);
  const more =
    wanted === undefined
      ? sys.self.groups
      : groups(sys)
          .filter((group) => name !== undefined && group.members.includes(name))
          .map((group) => group.gid);
  // Of itself BusyBox shows the kernel's list as it is; others put the process's own group first.
  const asItIs = call.busybox && wanted === undefined && more.length > 0;
  const all = asItIs ? more : [gid, ...more.filter((group) => group !== gid)];
  const show = (number: number, of: (sys: Call['sys'], number: number) => string | undefined) =>
    options.has('n') ? (of(sys, number) ?? String(number)) : String(number);
  if (options.has('u')) call.out(`${show(uid, userName)}\n`);
  else if (options.has('g')) call.out(`${show(gid, groupName)}\n`);
  else if (options.has('G')) call.out(`${all.map((each) => show(each, groupName)).join(' ')}\n`);
  else {
    const named = (number: number, text: string | undefined) =>
      text === undefined ? `${number}` : `${number}(${text})`;
    const list = all.map((each) => named(each, groupName(sys, each))).join(',');
    call.out(`uid=${named(uid, name)} gid=${named(gid, groupName(sys, gid))} groups=${list}\n`);
  }
  return 0;
}

function whoami(call: Call): number {
  const { uid } = call.sys.self;
  const name = userName(call.sys, uid);
  if (name === undefined) {
    return call.fail(call.busybox ? `unknown uid ${uid}` : `cannot find name for user ID ${uid}`);
  }
  call.out(`${name}\n`);
  return 0;
}

function uname(call: Call): number {
  const options = call.options({
    short: 'asnrvmpio',
    long: {
      all: 'a',
      'kernel-name': 's',
      nodename: 'n',
      'kernel-release': 'r',
      'kernel-version': 'v',
      machine: 'm',
      'operating-system': 'o',
    },
    usage: 'uname [-amnrspvio]\n\nPrint system information\n',
  });
  if (typeof options === 'number') return options;
  const parts: readonly (readonly [letter: string, text: string])[] = [
    ['s', 'Linux'],
    ['n', call.sys.hostname()],
    ['r', KERNEL_RELEASE],
    ['v', '#1 SMP PREEMPT_DYNAMIC'],
    ['m', 'x86_64'],
    ['p', 'unknown'],
    ['i', 'unknown'],
    ['o', call.busybox ? 'Linux' : 'GNU/Linux'],
  ];
  const all = options.has('a');
  const wanted = parts.filter(([letter]) => (all ? letter !== 'p' && letter !== 'i' : options.has(letter)));
  call.out(`${(wanted.length === 0 ? [['s', 'Linux']] : wanted).map(([, text]) => text).join(' ')}\n`);
  return 0;
}

function hostname(call: Call): number {
  const { sys } = call;
  const options = call.options({
    short: 'sidfIF:a',
    long: {
      short: 's',
      'ip-address': 'i',
      domain: 'd',
      fqdn: 'f',
      long: 'f',
      'all-ip-addresses': 'I',
      file: 'F',
    },
    usage: 'hostname [-sidf] [HOSTNAME | -F FILE]\n\nShow or set hostname or DNS domain name\n',
  });
  if (typeof options === 'number') return options;
  const name = sys.hostname();
  const [set] = options.rest;
  const file = options.value('F');
  const text = file === undefined ? set : sys.readFile(file);
  if (text !== undefined) {
    if (isErrno(text)) return call.failed(file ?? '', text);
    const failed = sys.sethostname(text.trim());
    if (failed === undefined) return 0;
    return call.fail(
      call.busybox ? 'sethostname: Operation not permitted' : 'you must be root to change the host name',
    );
  }
  const lines = sys.readFile('/etc/hosts');
  const entries = isErrno(lines)
    ? []
    : lines
        .split('\n')
        .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
        .filter((words) => words.includes(name) || words.some((word) => word.startsWith(`${name}.`)));
  const full = entries.flatMap((words) => words.slice(1)).find((word) => word.startsWith(`${name}.`)) ?? name;
  if (options.has('s')) call.out(`${name.replace(/\..*/, '')}\n`);
  else if (options.has('f')) call.out(`${full}\n`);
  else if (options.has('d')) call.out(full.includes('.') ? `${full.slice(full.indexOf('.') + 1)}\n` : '\n');
  else if (options.has('I')) {
    const addresses = sys
      .interfaces()
      .filter((each) => each.kind !== 'loopback' && each.up && each.address !== '');
    call.out(`${addresses.map((each) => each.address.replace(/\/.*/, '')).join(' ')} \n`);
  } else if (options.has('i')) {
    const [entry] = entries;
    if (entry === undefined)
      return call.fail(call.busybox ? `${name}: Unknown host` : 'Name or service not known');
    call.out(`${entry[0]}\n`);
  } else call.out(`${name}\n`);
  return 0;
}

function env(call: Call): number | null {
  const { sys } = call;
  const options = call.options({
    short: 'iu:0C:S:',
    long: { 'ignore-environment': 'i', unset: 'u', null: '0', chdir: 'C' },
    usage:
      'env [-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]\n\nPrint current environment or run PROG after setting up environment\n',
    stopAtFirst: true,
    code: call.busybox ? 1 : 125,
  });
  if (typeof options === 'number') return options;
  let rest = options.rest;
  const bare = rest[0] === '-';
  if (bare) rest = rest.slice(1);
  const variables: Record<string, string> = options.has('i') || bare ? {} : { ...sys.self.env };
  for (const name of options.values('u')) delete variables[name];
  while (rest[0]?.includes('=') === true) {
    const [text] = rest as [string];
    variables[text.slice(0, text.indexOf('='))] = text.slice(text.indexOf('=') + 1);
    rest = rest.slice(1);
  }
  const split = options.value('S');
  if (split !== undefined) rest = [...split.split(/\s+/).filter((word) => word !== ''), ...rest];
  const directory = options.value('C');
  if (directory !== undefined) {
    const failed = sys.chdir(directory);
    if (failed !== undefined) return call.failed(`cannot change directory to '${directory}'`, failed, 125);
  }
  if (rest.length > 0) return become(call, rest, variables);
  const end = options.has('0') ? '\0' : '\n';
  for (const [name, value] of Object.entries(variables)) call.out(`${name}=${value}${end}`);
  return 0;
}

function printenv(call: Call): number {
  const { env: variables } = call.sys.self;
  const names = call.args.filter((text) => text !== '-0' && text !== '--null');
  const end = names.length < call.args.length ? '\0' : '\n';
  if (names.length === 0) {
    for (const [name, value] of Object.entries(variables)) call.out(`${name}=${value}${end}`);
    return 0;
  }
  let code = 0;
  for (const name of names) {
    const value = variables[name];
    if (value === undefined) code = 1;
    else call.out(`${value}${end}`);
  }
  return code;
}

function nproc(call: Call): number {
  const ignore = call.args.find((text) => text.startsWith('--ignore='));
  const count = call.sys.machine().cpus - Number(ignore?.slice('--ignore='.length) ?? 0);
  call.out(`${Math.max(1, count)}\n`);
  return 0;
}

function tty(call: Call): number {
  const terminal = call.sys.isTerminal(0);
  if (!call.args.includes('-s')) call.out(terminal ? '/dev/pts/0\n' : 'not a tty\n');
  return terminal ? 0 : 1;
}

function which(call: Call): number {
  const all = call.args.includes('-a');
  const names = call.args.filter((text) => text !== '-a');
  if (names.length === 0)
    return call.busybox
      ? call.usage('which [-a] COMMAND...\n\nLocate COMMAND\n\n\t-a\tShow all matches\n')
      : 1;
  let code = 0;
  const path = call.sys.self.env.PATH ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  for (const name of names) {
    const candidates = name.includes('/')
      ? [name]
      : path.split(':').map((directory) => `${directory}/${name}`);
    const found = candidates.filter((each) => {
      const stat = call.sys.stat(each);
      return !isErrno(stat) && stat.type === 'file' && call.sys.access(each, 'x');
    });
    if (found.length === 0) code = 1;
    for (const each of all ? found : found.slice(0, 1)) call.out(`${each}\n`);
  }
  return code;
}

/** Writes for ever, as fast as somebody reads. */
export const yes: Program = {
  run(sys) {
    const words = sys.self.argv.slice(1);
    const line = `${words.length === 0 ? 'y' : words.join(' ')}\n`;
    while (sys.withinBudget()) {
      if (sys.write(1, line) !== undefined) {
        sys.exit(1);
        return;
      }
    }
  },
};

function nohup(call: Call): number | null {
  const { sys } = call;
  if (call.args.length === 0)
    return call.missing('nohup PROG ARGS\n\nRun PROG immune to hangups, with output to a non-tty\n', 125);
  sys.onSignal('HUP', 'ignore');
  if (sys.isTerminal(1)) {
    const fd = sys.open('nohup.out', { access: 'w', create: true, append: true, mode: 0o600 });
    if (!isErrno(fd)) {
      call.err(
        call.busybox ? 'appending output to nohup.out' : "ignoring input and appending output to 'nohup.out'",
      );
      if (sys.isTerminal(2)) sys.dup(fd, 2);
      sys.dup(fd, 1);
      sys.close(fd);
    }
  }
  return become(call, call.args);
}

function nice(call: Call): number | null {
  const options = call.options({
    short: 'n:',
    long: { adjustment: 'n' },
    usage: 'nice [-n ADJUST] [PROG ARGS]',
    stopAtFirst: true,
    digits: 'n',
  });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0) {
    call.out('0\n');
    return 0;
  }
  return become(call, options.rest);
}

function setsid(call: Call): number | null {
  const options = call.options({
    short: 'cwf',
    long: { ctty: 'c', wait: 'w', fork: 'f' },
    usage: 'setsid [-c] PROG ARGS',
    stopAtFirst: true,
  });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0)
    return call.usage('setsid [-c] PROG ARGS', call.busybox ? undefined : 'no command specified');
  return become(call, options.rest);
}

export const identityCommands: Readonly<Record<string, Program>> = {
  true: command(() => 0),
  false: command(() => 1),
  id: command(id),
  whoami: command(whoami),
  uname: command(uname),
  arch: command((call) => {
    call.out('x86_64\n');
    return 0;
  }),
  hostname: command(hostname),
  env: launcher(env),
  printenv: command(printenv),
  nproc: command(nproc),
  tty: command(tty),
  stty: command((call) => {
    const { tty } = call.sys.self;
    const window = tty === null ? undefined : get(call.sys.machine().terminals, tty);
    if (window === undefined || !call.sys.isTerminal(0)) {
      const text = call.busybox ? 'standard input' : "'standard input'";
      return call.fail(`${text}: Inappropriate ioctl for device`);
    }
    const { columns, rows } = window;
    if (call.args.includes('size')) call.out(`${rows} ${columns}\n`);
    else if (call.args.includes('-a')) {
      call.out(
        `speed 38400 baud; rows ${rows}; columns ${columns}; line = 0;\nintr = ^C; quit = ^\\; susp = ^Z; eof = ^D;\n`,
      );
    } else if (call.args.length === 0) call.out('speed 38400 baud; line = 0;\n');
    else return call.fail(`${call.args[0]}: settings of a terminal are not modelled in this simulation`);
    return 0;
  }),
  which: command(which),
  clear: command((call) => {
    call.out('\x1b[H\x1b[2J\x1b[3J');
    return 0;
  }),
  yes,
  nohup: launcher(nohup),
  nice: launcher(nice),
  setsid: launcher(setsid),
};

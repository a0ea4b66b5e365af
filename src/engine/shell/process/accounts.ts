// Models coreutils@v9.7 src/groups.c, src/hostid.c, src/users.c
// Models busybox@v1.37.0 procps/pidof.c, loginutils/su.c
// Differs: nobody is logged in; su and sudo ask for no password and leave the environment as it is.
import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import { type Call, command } from '../commands/program.ts';
import { become, launcher } from './launcher.ts';
import { processEntries } from './processes.ts';
import { groupName, groups, userName, users } from './users.ts';

function listGroups(call: Call): number {
  const { sys } = call;
  const wanted = call.args.length === 0 ? [undefined] : call.args;
  let code = 0;
  for (const name of wanted) {
    const user = name === undefined ? undefined : users(sys).find((each) => each.name === name);
    if (name !== undefined && user === undefined) {
      code = call.fail(call.busybox ? `unknown user ${name}` : `'${name}': no such user`);
      continue;
    }
    const gid = user?.gid ?? sys.self.gid;
    const who = user?.name ?? userName(sys, sys.self.uid);
    const more =
      name === undefined
        ? sys.self.groups
        : groups(sys)
            .filter((group) => who !== undefined && group.members.includes(who))
            .map((group) => group.gid);
    const all = [gid, ...more.filter((group) => group !== gid)];
    const names = all.map((group) => groupName(sys, group) ?? String(group)).join(' ');
    call.out(name === undefined || call.busybox ? `${names}\n` : `${name} : ${names}\n`);
  }
  return code;
}

function pidof(call: Call): number {
  const options = call.options({ short: 'so:xq', usage: 'pidof [OPTIONS] [NAME]...' });
  if (typeof options === 'number') return options;
  const left = options.values('o').map(Number);
  const pids: number[] = [];
  for (const entry of processEntries(call.sys) ?? []) {
    if (entry.pid === call.sys.getpid() || left.includes(entry.pid) || entry.state === 'Z') continue;
    const called = (entry.argv[0] ?? '').replace(/^.*\//, '');
    if (options.rest.some((name) => name === entry.comm || name === called)) pids.push(entry.pid);
  }
  if (pids.length === 0) return 1;
  pids.reverse();
  if (!options.has('q')) call.out(`${(options.has('s') ? pids.slice(0, 1) : pids).join(' ')}\n`);
  return 0;
}

/** Becomes another user and then a command. */
function asUser(call: Call, name: string, argv: readonly string[]): number | null {
  const user = users(call.sys).find((each) => each.name === name || String(each.uid) === name);
  if (user === undefined) {
    return call.fail(
      call.busybox
        ? `unknown user ${name}`
        : `user ${name} does not exist or the user entry does not contain all the required fields`,
    );
  }
  const more = groups(call.sys).flatMap(({ gid, members }) => (members.includes(user.name) ? [gid] : []));
  const failed = call.sys.setIds(user.uid, user.gid, [user.gid, ...more]);
  if (failed !== undefined) return call.fail('Authentication failure');
  return become(call, argv, { ...call.sys.self.env, HOME: user.home, USER: user.name, LOGNAME: user.name });
}

const shellOf = (call: Call): string => call.sys.self.env.SHELL || '/bin/sh';

function su(call: Call): number | null {
  const options = call.options({
    short: 'c:s:mpl',
    long: { command: 'c', shell: 's', login: 'l' },
    usage: 'su [-lmp] [-s SH] [-] [USER [FILE ARGS]]',
  });
  if (typeof options === 'number') return options;
  const [name = 'root', ...rest] = options.rest.filter((text) => text !== '-');
  const run = options.value('c');
  const shell = options.value('s') ?? shellOf(call);
  return asUser(call, name, run === undefined ? [shell, ...rest] : [shell, '-c', run, ...rest]);
}

function sudo(call: Call): number | null {
  const options = call.options({
    short: 'u:EHnSisbk',
    long: { user: 'u', 'preserve-env': 'E' },
    usage: 'sudo [-u USER] PROG ARGS',
    stopAtFirst: true,
  });
  if (typeof options === 'number') return options;
  const argv = options.rest.length > 0 ? options.rest : options.has('i', 's') ? [shellOf(call)] : [];
  if (argv.length === 0) return call.usage('sudo [-u USER] PROG ARGS', 'a command is needed');
  return asUser(call, options.value('u') ?? 'root', argv);
}

const nothing = command(() => 0);

export const accountCommands: Readonly<Record<string, Program>> = {
  groups: command(listGroups),
  pidof: command(pidof),
  su: launcher(su),
  sudo: launcher(sudo),
  hostid: command((call) => {
    call.out('00000000\n');
    return 0;
  }),
  dnsdomainname: command((call) => {
    const hosts = call.sys.readFile('/etc/hosts');
    const name = call.sys.hostname();
    const full = isErrno(hosts) ? undefined : hosts.split(/\s+/).find((word) => word.startsWith(`${name}.`));
    if (full !== undefined) call.out(`${full.slice(name.length + 1)}\n`);
    return 0;
  }),
  logname: command((call) => call.fail('no login name')),
  users: nothing,
  who: nothing,
};

// Models procps-ng@v4.0.4 src/pgrep.c
// Models psmisc@v23.7 src/killall.c
// Models busybox@v1.37.0 procps/pgrep.c, procps/kill.c
import { errorText } from '../../linux/errno.ts';
import { parseSignal, type Signal } from '../../linux/signal.ts';
import { type Call, command } from '../commands/program.ts';
import { compileRegex } from '../commands/regex.ts';
import { killCommand } from './kill.ts';
import { commandLine, ownerName, type ProcessEntry, processEntries } from './processes.ts';

/** A leading `-SIGNAL` is no option letter. */
function signalOf(args: readonly string[]): {
  readonly signal: Signal | 0;
  readonly rest: readonly string[];
} {
  const index = args.findIndex((text) => /^-(?:\d+|[A-Z][A-Z0-9]+)$/.test(text));
  const text = index < 0 ? undefined : (args[index] as string).slice(1);
  if (text === undefined) return { signal: 'TERM', rest: args };
  const signal = text === '0' ? 0 : parseSignal(text);
  return signal === undefined ? { signal: 'TERM', rest: args } : { signal, rest: args.toSpliced(index, 1) };
}

function matching(call: Call, kills: boolean): number {
  const { signal, rest } = kills ? signalOf(call.args) : { signal: 'TERM' as const, rest: call.args };
  let chosen: Signal | 0 = signal;
  let full = false;
  let exact = false;
  let invert = false;
  let newest = false;
  let oldest = false;
  let list: 'pid' | 'name' | 'line' = 'pid';
  let count = false;
  let delimiter = '\n';
  const parents: number[] = [];
  const owners: string[] = [];
  let pattern: string | undefined;
  for (let at = 0; at < rest.length; at++) {
    const text = rest[at] as string;
    if (!text.startsWith('-') || text === '-') {
      pattern = text;
      continue;
    }
    if (text === '--signal') {
      chosen = parseSignal(rest[++at] ?? '') ?? 'TERM';
      continue;
    }
    for (let index = 1; index < text.length; index++) {
      const letter = text[index] as string;
      const value = (): string => {
        const attached = text.slice(index + 1);
        index = text.length;
        return attached !== '' ? attached : (rest[++at] ?? '');
      };
      if (letter === 'f') full = true;
      else if (letter === 'x') exact = true;
      else if (letter === 'v') invert = true;
      else if (letter === 'n') newest = true;
      else if (letter === 'o') oldest = true;
      else if (letter === 'l') list = 'name';
      else if (letter === 'a') list = 'line';
      else if (letter === 'c') count = true;
      else if (letter === 'd') delimiter = value();
      else if (letter === 'P') parents.push(...value().split(',').map(Number));
      else if (letter === 'u' || letter === 'U') owners.push(...value().split(','));
      else if (letter === 'e' || letter === 'i') continue;
      else {
        const message = call.busybox ? `unrecognized option: ${letter}` : `invalid option -- '${letter}'`;
        return call.usage(`${call.name} [-flnovx] [-s SID|-P PPID|PATTERN]`, message, call.busybox ? 1 : 2);
      }
    }
  }
  if (pattern === undefined && parents.length === 0 && owners.length === 0) {
    if (call.busybox) return call.usage(`${call.name} [-flnovx] [-s SID|-P PPID|PATTERN]`);
    call.err('no matching criteria specified');
    call.sys.write(2, `Try \`${call.name} --help' for more information.\n`);
    return 2;
  }
  const expression = compileRegex(exact ? `^(${pattern ?? ''})$` : (pattern ?? ''), { extended: true });
  if (typeof expression === 'string') return call.fail(expression, 2);
  const own = call.sys.getpid();
  let found = (processEntries(call.sys) ?? []).filter((entry) => {
    if (entry.pid === own) return false;
    if (entry.state === 'Z' && call.busybox) return false;
    const fits =
      expression.test(full ? commandLine(entry) : entry.comm) &&
      (parents.length === 0 || parents.includes(entry.ppid)) &&
      (owners.length === 0 ||
        owners.includes(ownerName(call.sys, entry.uid)) ||
        owners.includes(String(entry.uid)));
    return fits !== invert;
  });
  if (newest) found = found.slice(-1);
  if (oldest) found = found.slice(0, 1);
  if (kills) return killAll(call, found, chosen);
  if (count) call.out(`${found.length}\n`);
  else if (found.length > 0) {
    const show = (entry: ProcessEntry) =>
      list === 'pid'
        ? `${entry.pid}`
        : `${entry.pid} ${list === 'line' || (call.busybox && full) ? commandLine(entry) : entry.comm}`;
    call.out(`${found.map(show).join(delimiter)}\n`);
  }
  return found.length === 0 ? 1 : 0;
}

function killAll(call: Call, entries: readonly ProcessEntry[], signal: Signal | 0): number {
  let code = entries.length === 0 ? 1 : 0;
  for (const entry of entries) {
    const failed = call.sys.kill(entry.pid, signal);
    if (failed === undefined) continue;
    call.err(`killing pid ${entry.pid} failed: ${errorText(failed.errno)}`);
    code = 1;
  }
  return code;
}

function killall(call: Call): number {
  const { signal, rest } = signalOf(call.args);
  const quiet = rest.includes('-q');
  let chosen: Signal | 0 = signal;
  const names: string[] = [];
  for (let at = 0; at < rest.length; at++) {
    const text = rest[at] as string;
    if (text === '-s' || text === '--signal') chosen = parseSignal(rest[++at] ?? '') ?? 'TERM';
    else if (!text.startsWith('-')) names.push(text);
  }
  if (names.length === 0) {
    if (call.busybox) return call.fail('you need to specify whom to kill');
    call.sys.write(2, 'Usage: killall [OPTION]... [--] NAME...\n');
    return 1;
  }
  const entries = processEntries(call.sys) ?? [];
  const own = call.sys.getpid();
  let code = 0;
  for (const name of names) {
    const found = entries.filter(
      (entry) => entry.pid !== own && entry.state !== 'Z' && (entry.comm === name || entry.argv[0] === name),
    );
    if (found.length === 0) {
      code = 1;
      if (quiet) continue;
      if (call.busybox) call.err(`${name}: no process killed`);
      else call.sys.write(2, `${name}: no process found\n`);
      continue;
    }
    if (killAll(call, found, chosen) !== 0) code = 1;
  }
  return code;
}

export const findCommands = {
  pgrep: command((call) => matching(call, false)),
  pkill: command((call) => matching(call, true)),
  killall: command(killall),
  kill: command((call) =>
    killCommand(call.sys, call.args, {
      words: call.busybox ? 'busybox' : 'procps',
      out: (text) => call.out(text),
      complain: (text) => call.err(text),
    }),
  ),
};

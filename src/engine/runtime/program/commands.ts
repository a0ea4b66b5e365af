// What single commands do to the course of a script.
import { assumedServer, findExecutable } from '../../images/executables.ts';
import type { Run } from './interpret.ts';
import type { Command } from './script.ts';

/** Done at once and well, as far as the course of a script is concerned. */
const INSTANT = new Set(
  (
    'echo printf mkdir cp mv ln chmod chown ls env printenv date hostname export cd : true pwd id whoami uname df ' +
    'free ps ifconfig ip mount umount sync sed awk grep head wc sort uniq cut tr tee stat tar gzip gunzip unzip ' +
    'kill umask ulimit source . eval read seq expr basename dirname find which lsns local unset shift return dd ' +
    'sysctl iptables ipcs logger base64 md5sum sha256sum clear'
  ).split(' '),
);

/** Whether these succeed depends on what is not modelled yet: DNS, other servers, the network. */
const NETWORK = new Set(['wget', 'curl', 'nslookup', 'dig', 'host', 'getent', 'ping', 'nc', 'telnet', 'git']);

/** Follows one command; `run` is where the script stands. */
export function runCommand(command: Command, run: Run): void {
  const words = assign(
    command.words.map((word) => expand(word, run)),
    run,
  );
  for (const path of command.writes)
    run.files.push({ atMs: run.timeMs, path: expand(path, run), exists: true });
  const name = words[0];
  run.status = 0;
  if (name === undefined) return;
  const base = name.slice(name.lastIndexOf('/') + 1);
  const args = words.slice(1);
  switch (base) {
    case 'exit':
      run.exitCode = Number.parseInt(args[0] ?? '0', 10) & 255 || 0;
      return;
    case 'false':
      run.status = 1;
      return;
    case 'sleep':
      sleep(args, run);
      return;
    case 'break':
      run.leaving = true;
      return;
    case 'exec':
    case 'nohup':
    case 'time':
    case 'command':
      runCommand({ ...command, words: args, writes: [] }, run);
      return;
    case 'set':
      if (args.some((arg) => /^-[a-z]*e/.test(arg))) run.errexit = true;
      return;
    case 'trap':
      if (args.some((arg) => arg === 'TERM' || arg === 'SIGTERM' || arg === '15')) {
        const code = /exit\s+(\d+)/.exec(args[0] ?? '')?.[1];
        run.onTerm = { afterMs: 10, exitCode: code === undefined ? 0 : Number(code) };
      }
      return;
    case 'touch':
    case 'rm':
      for (const path of args) {
        if (!path.startsWith('-')) run.files.push({ atMs: run.timeMs, path, exists: base === 'touch' });
      }
      return;
    case 'cat':
      if (args.length === 0) run.endless = run.stdin;
      else run.status = args.every((path) => path.startsWith('-') || fileExists(path, run)) ? 0 : 1;
      return;
    case 'test':
    case '[':
      test(
        args.filter((arg) => arg !== ']'),
        run,
      );
      return;
    case 'tail':
      run.endless = args.some((arg) => /^-[a-z\d]*[fF]/.test(arg) || arg === '--follow');
      return;
    case 'wait':
    case 'top':
    case 'yes':
    case 'watch':
      run.endless = true;
      return;
    case 'stress':
      stress(args, run);
      return;
    case 'sh':
    case 'bash':
    case 'ash':
      return;
    default:
  }
  if (INSTANT.has(base) || serve(base, run)) return;
  if (listener(base, args, run)) return;
  if (NETWORK.has(base)) {
    run.assumed ??= `Whether ${base} succeeds cannot be told here: it is assumed to.`;
    run.timeMs += 20;
    return;
  }
  run.assumed ??= `What ${base} does is not known here: it is assumed to run until it is stopped.`;
  run.endless = true;
}

function sleep(args: readonly string[], run: Run): void {
  for (const arg of args) {
    if (arg === 'infinity' || arg === 'inf') {
      run.endless = true;
      return;
    }
    const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(arg);
    if (match === null) {
      run.status = 1;
      return;
    }
    const unitMs = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] ?? ''] ?? 1000;
    run.timeMs += Math.round(Number(match[1]) * unitMs);
  }
}

/** Programs that serve a port their arguments name. */
function listener(base: string, args: readonly string[], run: Run): boolean {
  let port: string | undefined;
  if (base === 'nc' && args.some((arg) => /^-[a-z]*l/.test(arg)))
    port = args.find((arg) => /^\d+$/.test(arg));
  else if (/^python[\d.]*$/.test(base) && args[0] === '-m' && /http/i.test(args[1] ?? '')) {
    port = args[2] ?? '8000';
  }
  if (port === undefined) return false;
  run.servers.push({ ...assumedServer([Number(port)]), stop: null });
  run.endless = true;
  return true;
}

function stress(args: readonly string[], run: Run): void {
  const option = (...names: string[]): string | undefined => {
    const at = args.findIndex((arg) => names.includes(arg));
    return at < 0 ? undefined : args[at + 1];
  };
  const workers = Number(option('--vm', '-m') ?? 0);
  const bytes = /^(\d+)([BKMG]?)$/i.exec(option('--vm-bytes') ?? (workers > 0 ? '256M' : '0'));
  const unit = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[(bytes?.[2] ?? '').toUpperCase()] ?? 1;
  run.memoryBytes = workers * Number(bytes?.[1] ?? 0) * unit;
  run.memoryAtMs = run.timeMs;
  const timeout = option('--timeout', '-t');
  if (timeout === undefined) run.endless = true;
  else sleep([timeout], run);
}

function test(args: readonly string[], run: Run): void {
  const [left, operator, right] = args;
  if (
    args.length === 2 &&
    (left === '-f' || left === '-e' || left === '-d' || left === '-s' || left === '-r')
  ) {
    run.status = fileExists(operator as string, run) ? 0 : 1;
  } else if (args[0] === '!' && args.length > 1) {
    test(args.slice(1), run);
    run.status = run.status === 0 ? 1 : 0;
  } else if (args.length === 2 && left === '-z') run.status = operator === '' ? 0 : 1;
  else if (args.length === 2 && left === '-n') run.status = operator === '' ? 1 : 0;
  else if (args.length === 3 && (operator === '=' || operator === '==')) run.status = left === right ? 0 : 1;
  else if (args.length === 3 && operator === '!=') run.status = left === right ? 1 : 0;
  else if (args.length === 3 && operator !== undefined && operator in COMPARE) {
    run.status = COMPARE[operator]?.(Number(left), Number(right)) ? 0 : 1;
  } else if (args.length === 1) run.status = left === '' ? 1 : 0;
  else run.assumed ??= 'What a condition tests cannot be told here: it is assumed to be true.';
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

/** As the script left it; what it never touched exists unless it lies in /tmp or the like. */
export function fileExists(path: string, run: Pick<Run, 'files' | 'mounts' | 'timeMs'>): boolean {
  let exists: boolean | undefined;
  for (const change of run.files) {
    if (change.atMs > run.timeMs) continue;
    const under = change.path === path || (!change.exists && path.startsWith(`${change.path}/`));
    if (under) exists = change.exists;
  }
  if (exists !== undefined) return exists;
  if (run.mounts.some((mount) => path === mount || path.startsWith(`${mount}/`))) return true;
  return !/^\/(tmp|run|var\/run|var\/tmp)\//.test(path);
}

/** `A=1` before a command sets variables. */
function assign(words: readonly string[], run: Run): readonly string[] {
  let at = 0;
  for (; at < words.length; at++) {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(words[at] as string);
    if (match === null) break;
    run.env[match[1] as string] = match[2] as string;
  }
  return at === 0 ? words : words.slice(at);
}

function expand(word: string, run: Run): string {
  if (!word.includes('$')) return word;
  return word.replace(
    /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
    (_, braced?: string, otherwise?: string, plain?: string) => {
      return run.env[braced ?? plain ?? ''] ?? otherwise ?? '';
    },
  );
}

/** Starts a program from the table of executables; false when there is none of that name. */
function serve(name: string, run: Run): boolean {
  const executable = findExecutable(name);
  if (executable === undefined) return false;
  run.servers.push(executable);
  if (executable.runsForMs === null) run.endless = true;
  else {
    run.timeMs += executable.runsForMs;
    run.status = 0;
  }
  return true;
}

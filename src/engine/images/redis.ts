// Models redis@v7.4 src/server.c, src/redis-cli.c
import { isErrno } from '../linux/errno.ts';
import type { Program } from '../linux/program.ts';
import type { Sys } from '../linux/sys.ts';
import { accountFiles } from './base/accounts.ts';
import { command, type Keyspace } from './databases/keyspace.ts';
import {
  bulk,
  error,
  formatCommand,
  formatResp,
  integer,
  list,
  ok,
  parseCommand,
  parseResp,
  type RespValue,
  showResp,
  splitWords,
} from './databases/resp.ts';
import { type Family, images, kubernetes, official, VARIANTS } from './family.ts';
import { binary, directory } from './files.ts';
import { dateParts } from './servers/dates.ts';
import { entrypointFor } from './servers/entrypoint.ts';
import { readJson } from './servers/json.ts';
import { type Call, continueCall, startCall, talkServer, waitForCall } from './servers/talk.ts';
import { versionOf } from './servers/version.ts';

/** Settings of a configuration file and the command line, the latter over the former. */
function settingsOf(sys: Sys): Record<string, string> {
  const settings: Record<string, string> = { port: '6379', dir: '.', dbfilename: 'dump.rdb', maxmemory: '0' };
  const args = sys.self.argv.slice(1);
  const take = (words: readonly string[]) => {
    const [name, ...values] = words;
    if (name !== undefined) settings[name.toLowerCase()] = values.join(' ');
  };
  if (args[0] !== undefined && !args[0].startsWith('-')) {
    const text = sys.readFile(args[0]);
    settings.configfile = args[0];
    if (isErrno(text)) settings.missing = args[0];
    else {
      for (const line of text.split('\n')) {
        if (line.trim() !== '' && !line.trim().startsWith('#')) take(splitWords(line.trim()));
      }
    }
    args.shift();
  }
  let words: string[] = [];
  for (const arg of args) {
    if (arg.startsWith('--')) {
      take(words);
      words = [arg.slice(2)];
    } else words.push(arg);
  }
  take(words);
  return settings;
}

function log(sys: Sys, mark: string, message: string): void {
  const { day, monthName, year, clock, millis } = dateParts(sys.nowMs);
  sys.write(1, `${sys.getpid()}:M ${day} ${monthName} ${year} ${clock}.${millis} ${mark} ${message}\n`);
}

function dumpPath(settings: Readonly<Record<string, string>>): string {
  return `${settings.dir}/${settings.dbfilename}`;
}

function save(sys: Sys, vars: Record<string, unknown>): boolean {
  return (
    sys.writeFile(dumpPath(settingsOf(sys)), `REDIS0011 ${JSON.stringify(vars.keys ?? {})}\n`) === undefined
  );
}

const redisServer: Program = talkServer({
  port: (sys) => Number(settingsOf(sys).port),
  rssBytes: 9 * 1024 ** 2,
  refuses(sys) {
    const { missing } = settingsOf(sys);
    if (missing === undefined) return undefined;
    return { says: `Fatal error, can't open config file '${missing}': No such file or directory\n`, code: 1 };
  },
  starting(sys, vars) {
    const settings = settingsOf(sys);
    log(sys, '*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
    log(
      sys,
      '*',
      `Redis version=${versionOf(sys)}, bits=64, commit=00000000, modified=0, pid=${sys.getpid()}, just started`,
    );
    if (settings.configfile === undefined) {
      log(
        sys,
        '#',
        'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      );
    } else log(sys, '*', 'Configuration loaded');
    const text = sys.readFile(dumpPath(settings));
    if (!isErrno(text)) {
      vars.keys = readJson<Keyspace>(text.slice(text.indexOf(' ') + 1), {});
      vars.loaded = true;
    }
    return 20;
  },
  ready(sys, vars) {
    const { port } = settingsOf(sys);
    log(sys, '*', `Running mode=standalone, port=${port}.`);
    log(sys, '*', 'Server initialized');
    if (vars.loaded === true) log(sys, '*', 'DB loaded from disk: 0.000 seconds');
    log(sys, '*', 'Ready to accept connections tcp');
  },
  inUse(sys, port) {
    log(
      sys,
      '#',
      `Warning: Could not create server TCP listening socket *:${port}: bind: Address already in use`,
    );
    log(sys, '#', 'Failed listening on port 6379 (tcp), aborting.');
  },
  stopping(sys, vars) {
    log(sys, '*', 'User requested shutdown...');
    log(sys, '*', 'Saving the final RDB snapshot before exiting.');
    if (save(sys, vars)) log(sys, '*', 'DB saved on disk');
    log(sys, '#', 'Redis is now ready to exit, bye bye...');
  },
  hear(sys, buffer, session, vars) {
    const parsed = parseCommand(buffer);
    if (parsed === null) return null;
    const rest = buffer.slice(parsed.end);
    if (parsed.words.length === 0) return { says: '', rest };
    const { reply, close, allowed } = execute(sys, parsed.words, session === 'allowed', vars);
    return {
      says: formatResp(reply),
      rest,
      session: allowed ? 'allowed' : session,
      ...(close ? { close: true } : {}),
    };
  },
});

interface Done {
  readonly reply: RespValue;
  readonly close?: boolean;
  readonly allowed?: boolean;
}

function execute(
  sys: Sys,
  words: readonly string[],
  isAllowed: boolean,
  vars: Record<string, unknown>,
): Done {
  const settings = settingsOf(sys);
  const name = (words[0] as string).toLowerCase();
  const password = settings.requirepass;
  if (name === 'auth') {
    if (password === undefined) {
      return {
        reply: error(
          'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
        ),
      };
    }
    if (words[words.length - 1] === password) return { reply: ok, allowed: true };
    return { reply: error('WRONGPASS invalid username-password pair or user is disabled.') };
  }
  if (name === 'quit') return { reply: ok, close: true };
  if (password !== undefined && !isAllowed) return { reply: error('NOAUTH Authentication required.') };
  const keys = (vars.keys ?? {}) as Keyspace;
  vars.commands = Number(vars.commands ?? 0) + 1;
  switch (name) {
    case 'ping':
      return { reply: words[1] === undefined ? { type: 'simple', text: 'PONG' } : bulk(words[1]) };
    case 'select':
    case 'client':
      return { reply: ok };
    case 'command':
      return { reply: list([]) };
    case 'dbsize':
      return { reply: integer(Object.keys(keys).length) };
    case 'flushall':
    case 'flushdb':
      vars.keys = {};
      return { reply: ok };
    case 'save':
    case 'bgsave':
      save(sys, vars);
      return { reply: name === 'save' ? ok : { type: 'simple', text: 'Background saving started' } };
    case 'config': {
      if (words[1]?.toLowerCase() === 'get') {
        const value =
          settings[words[2] ?? ''] ?? (words[2] === 'maxmemory-policy' ? 'noeviction' : undefined);
        return { reply: list(value === undefined ? [] : [words[2] as string, value]) };
      }
      return { reply: ok };
    }
    case 'role':
      return { reply: list(['master']) };
    case 'info': {
      const upS = Math.floor((sys.nowMs - Number(vars.startedMs)) / 1000);
      return {
        reply: bulk(
          `# Server\r\nredis_version:${versionOf(sys)}\r\nredis_mode:standalone\r\nprocess_id:${sys.getpid()}\r\n` +
            `tcp_port:${settings.port}\r\nuptime_in_seconds:${upS}\r\n\r\n# Clients\r\nconnected_clients:1\r\n\r\n` +
            `# Memory\r\nused_memory:${sys.self.rssBytes}\r\nmaxmemory:${settings.maxmemory}\r\n\r\n# Stats\r\n` +
            `total_commands_processed:${vars.commands}\r\n\r\n# Replication\r\nrole:master\r\nconnected_slaves:0\r\n\r\n` +
            `# Keyspace\r\ndb0:keys=${Object.keys(keys).length},expires=0,avg_ttl=0\r\n`,
        ),
      };
    }
    case 'shutdown':
      save(sys, vars);
      vars.exit = 0;
      return { reply: ok, close: true };
    default: {
      const result = command(sys, keys, words);
      if (result === undefined) {
        const args = words.slice(1).map((word) => `'${word}' `);
        return {
          reply: error(`ERR unknown command '${words[0]}', with args beginning with: ${args.join('')}`),
        };
      }
      vars.keys = result.keys;
      return { reply: result.reply };
    }
  }
}

interface Client {
  readonly call: Call | null;
  readonly heard: string;
  /** Answers that belong to what redis-cli itself asked, such as AUTH. */
  readonly silent: number;
  /** Lines from standard input that have not been sent. */
  readonly input: string;
  readonly inputEnded: boolean;
  readonly waiting: boolean;
}

const redisCli: Program = {
  rssBytes: 2 * 1024 ** 2,
  run(sys) {
    const { host, port, password, words, raw } = cliOptions(sys);
    const isPlain = raw || !sys.isTerminal(1);
    const isAtTerminal = words.length === 0 && sys.isTerminal(0);
    let state = sys.memory as Client | null;
    const prompt = () => {
      if (isAtTerminal) sys.write(1, `${host}:${port}> `);
    };
    if (state === null) {
      const hello = password === undefined ? '' : formatCommand(['AUTH', password]);
      const says = hello + (words.length > 0 ? formatCommand(words) : '');
      const step = startCall(sys, host, port, 10_000, says);
      if ('error' in step) return cannot(sys, host, port, step.error);
      const silent = hello === '' ? 0 : 1;
      state = { call: step.call, heard: '', silent, input: '', inputEnded: false, waiting: words.length > 0 };
      prompt();
    }
    const step = continueCall(sys, state.call as Call);
    if ('error' in step) return cannot(sys, host, port, step.error);
    state = { ...state, call: step.call, heard: state.heard + step.heard };
    for (;;) {
      const parsed = state.heard === '' ? null : parseResp(state.heard);
      if (parsed !== null) {
        const rest = state.heard.slice(parsed.end);
        if (state.silent > 0) {
          if (parsed.value.type === 'error') sys.write(2, `AUTH failed: ${parsed.value.text}\n`);
          state = { ...state, heard: rest, silent: state.silent - 1 };
          continue;
        }
        sys.write(1, `${showResp(parsed.value, isPlain)}\n`);
        if (words.length > 0) return sys.exit(0);
        state = { ...state, heard: rest, waiting: false };
        prompt();
        continue;
      }
      if (step.ended) {
        if (words.length > 0) sys.write(2, 'Error: Server closed the connection\n');
        return sys.exit(words.length > 0 ? 1 : 0);
      }
      if (words.length > 0 || state.waiting) break;
      const newline = state.input.indexOf('\n');
      if (newline >= 0 || (state.inputEnded && state.input !== '')) {
        const line = newline >= 0 ? state.input.slice(0, newline) : state.input;
        state = { ...state, input: newline >= 0 ? state.input.slice(newline + 1) : '' };
        const typed = splitWords(line);
        if (typed.length === 0) {
          prompt();
          continue;
        }
        if (/^(quit|exit)$/i.test(typed[0] as string)) return sys.exit(0);
        sys.write((state.call as Call).fd, formatCommand(typed));
        state = { ...state, waiting: true };
        continue;
      }
      if (state.inputEnded) return sys.exit(0);
      const text = sys.read(0);
      if (text === null) break;
      if (isErrno(text) || text === '') state = { ...state, inputEnded: true };
      else state = { ...state, input: state.input + text };
    }
    sys.remember(state);
    if (words.length > 0 || state.waiting) waitForCall(sys, state.call as Call);
    else sys.block({ readable: [(state.call as Call).lookup?.fd ?? (state.call as Call).fd, 0] });
  },
};

function cannot(sys: Sys, host: string, port: number, why: string): void {
  const reason =
    why === 'refused'
      ? 'Connection refused'
      : why === 'no such host'
        ? 'Name or service not known'
        : why === 'timeout'
          ? 'Connection timed out'
          : 'No route to host';
  sys.write(2, `Could not connect to Redis at ${host}:${port}: ${reason}\n`);
  sys.exit(1);
}

function cliOptions(sys: Sys) {
  let host = '127.0.0.1';
  let port = 6379;
  let password = sys.self.env.REDISCLI_AUTH;
  let raw = false;
  const { argv } = sys.self;
  let at = 1;
  for (; at < argv.length; at++) {
    const arg = argv[at] as string;
    if (arg === '-h') host = argv[++at] ?? host;
    else if (arg === '-p') port = Number(argv[++at] ?? port);
    else if (arg === '-a' || arg === '--pass') password = argv[++at];
    else if (arg === '-n' || arg === '--user' || arg === '-t') at++;
    else if (arg === '--raw' || arg === '--no-auth-warning' || arg === '-e') raw = raw || arg === '--raw';
    else break;
  }
  return { host, port, password, raw, words: argv.slice(at) };
}

export const family: Family = {
  images: images({
    repositories: [
      ...official('redis'),
      ...kubernetes('redis'),
      'registry.k8s.io/e2e-test-images/redis',
      'docker.io/mirrorgooglecontainers/redis',
    ],
    size: 45.3,
    alpineSize: 17.3,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['redis-server'],
    ports: [6379],
    workingDir: '/data',
    volumes: ['/data'],
    env: ({ version }) => ({ REDIS_VERSION: version }),
    files: (tag) => ({
      ...accountFiles(tag.alpine ? 'alpine' : 'debian', ['redis:999:999:/home/redis:/bin/sh']),
      '/usr/local/bin/redis-server': binary('redis-server', { version: tag.version, sizeBytes: 16_000_000 }),
      '/usr/local/bin/redis-cli': binary('redis-cli', { version: tag.version }),
      '/usr/local/bin/docker-entrypoint.sh': binary('redis-entrypoint'),
      '/data': directory(0o755, 999),
    }),
    releases: [
      '8.4.0',
      '8.2.3',
      '7.4.7',
      '7.2.12',
      '7.0.15',
      '6.2.21',
      '6.0.20',
      '5.0.14',
      '4.0.14',
      '3.2.12',
      '2.8.23',
    ],
    names: ['alpine', 'bookworm', 'e2e', 'v1'],
    versions: { 2: [6, 8], 3: [0, 2], 4: [0, 0], 5: [0, 0], 6: [0, 2], 7: [0, 4], 8: [0, 4] },
    variants: VARIANTS,
  }),
  programs: {
    'redis-server': redisServer,
    'redis-cli': redisCli,
    'redis-entrypoint': entrypointFor('redis-server', 'redis'),
  },
};

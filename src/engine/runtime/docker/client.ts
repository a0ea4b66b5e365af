// Models cli@v28.0.0 (docker) cli/command/container, cli/command/image
import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import { parseSignal } from '../../linux/signal.ts';
import type { Sys } from '../../linux/sys.ts';
import { DOCKER_SOCKET } from './daemon.ts';
import { parseFlags, UsageError } from './flags.ts';
import { parseRun } from './run.ts';
import type { DockerAnswer, DockerRequest } from './state.ts';

interface ClientState {
  readonly fd: number;
  readonly buffer: string;
}

/** docker: says to the daemon what it was asked for, and shows what comes back. */
export const docker: Program = {
  run(sys) {
    let state = sys.memory as ClientState | null;
    if (state === null) {
      state = begin(sys);
      if (state === null) return;
    }
    let { buffer } = state;
    let over = false;
    while (!over) {
      const piece = sys.read(state.fd);
      if (piece === null) break;
      if (isErrno(piece) || piece === '') over = true;
      else buffer += piece;
    }
    for (let end = buffer.indexOf('\n'); end !== -1; end = buffer.indexOf('\n')) {
      const answer = JSON.parse(buffer.slice(0, end)) as DockerAnswer;
      buffer = buffer.slice(end + 1);
      if (answer.out !== undefined) sys.write(1, answer.out);
      if (answer.err !== undefined) sys.write(2, answer.err);
      if (answer.exit !== undefined) {
        sys.exit(answer.exit);
        return;
      }
    }
    if (over) {
      sys.exit(1);
      return;
    }
    sys.remember({ fd: state.fd, buffer });
    sys.block({ readable: [state.fd] });
  },
  rssBytes: 30 * 1024 ** 2,
};

function begin(sys: Sys): ClientState | null {
  const words = sys.self.argv.slice(1);
  let request: DockerRequest | string;
  try {
    request = understand(sys, words);
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    sys.write(2, thrown.message);
    sys.exit(thrown.code);
    return null;
  }
  if (typeof request === 'string') {
    sys.write(1, request);
    sys.exit(0);
    return null;
  }
  const fd = sys.connectUnix(DOCKER_SOCKET);
  if (isErrno(fd)) {
    sys.write(
      2,
      `Cannot connect to the Docker daemon at unix://${DOCKER_SOCKET}. Is the docker daemon running?\n`,
    );
    sys.exit(1);
    return null;
  }
  sys.write(fd, `${JSON.stringify(request)}\n`);
  const state = { fd, buffer: '' };
  sys.remember(state);
  return state;
}

/** Subcommands, as `docker help` lists them and docs/limits.md does. */
export const DOCKER_COMMANDS = [
  'run',
  'exec',
  'ps',
  'pull',
  'images',
  'logs',
  'inspect',
  'stop',
  'kill',
  'rm',
  'version',
] as const;

const USAGE = `Usage:  docker [OPTIONS] COMMAND\n\nCommands modelled here:\n${DOCKER_COMMANDS.map((name) => `  ${name}\n`).join('')}`;

function understand(sys: Sys, words: readonly string[]): DockerRequest | string {
  const [first = 'help', ...more] = words;
  // `docker container run` is `docker run`.
  const [name, args] =
    first === 'container' && more.length > 0 ? [more[0] as string, more.slice(1)] : [first, more];
  const terminal = sys.isTerminal(0) ? sys.self.tty : null;
  switch (name) {
    case 'run':
      return { do: 'run', options: parseRun(sys, args, terminal), terminal, cwd: sys.self.cwd };
    case 'exec': {
      const flags = parseFlags('exec', args, {
        booleans: ['i:interactive', 't:tty', 'd:detach', ':privileged'],
        values: ['e:env', 'u:user', 'w:workdir'],
        stopAtFirst: true,
      });
      const [container = '', ...command] = flags.rest;
      if (command.length === 0) throw new UsageError('exec', 'requires at least 2 arguments');
      if (flags.has('tty') && terminal === null) throw new UsageError('', 'the input device is not a TTY');
      return {
        do: 'exec',
        container,
        command,
        tty: flags.has('tty'),
        detach: flags.has('detach'),
        user: flags.value('user') ?? '',
        workdir: flags.value('workdir') ?? '',
        env: Object.fromEntries(flags.values('env').map((pair) => splitPair(pair))),
        terminal,
      };
    }
    case 'ps':
    case 'ls': {
      const flags = parseFlags('ps', args, { booleans: ['a:all', 'q:quiet', ':no-trunc'], values: [] });
      return { do: 'ps', all: flags.has('all'), quiet: flags.has('quiet'), noTrunc: flags.has('no-trunc') };
    }
    case 'images':
      return { do: 'images' };
    case 'pull':
      return { do: 'pull', image: one('pull', args) };
    case 'logs': {
      const flags = parseFlags('logs', args, {
        booleans: ['f:follow', 't:timestamps'],
        values: ['n:tail', ':since'],
      });
      const tail = flags.value('tail');
      return {
        do: 'logs',
        container: one('logs', flags.rest),
        follow: flags.has('follow'),
        timestamps: flags.has('timestamps'),
        tail: tail === undefined || tail === 'all' ? null : Number(tail),
      };
    }
    case 'inspect': {
      const flags = parseFlags('inspect', args, { booleans: [], values: ['f:format', ':type'] });
      return {
        do: 'inspect',
        containers: some('inspect', flags.rest),
        format: flags.value('format') ?? null,
      };
    }
    case 'stop': {
      const flags = parseFlags('stop', args, { booleans: [], values: ['t:time', ':timeout', 's:signal'] });
      const seconds = Number(flags.value('time') ?? flags.value('timeout') ?? 10);
      return { do: 'stop', containers: some('stop', flags.rest), timeoutMs: seconds * 1000 };
    }
    case 'start':
    case 'restart':
      return { do: 'start', containers: some(name, args) };
    case 'kill': {
      const flags = parseFlags('kill', args, { booleans: [], values: ['s:signal'] });
      const signal = parseSignal(flags.value('signal') ?? 'KILL');
      if (signal === undefined) throw new UsageError('', `Invalid signal: ${flags.value('signal')}`);
      return { do: 'kill', containers: some('kill', flags.rest), signal };
    }
    case 'rm': {
      const flags = parseFlags('rm', args, { booleans: ['f:force', 'v:volumes', 'l:link'], values: [] });
      return { do: 'rm', containers: some('rm', flags.rest), force: flags.has('force') };
    }
    case 'version':
    case '--version':
    case '-v':
      return 'Docker version 28.0.0, simulated\n';
    case 'help':
    case '--help':
      return USAGE;
    default:
      throw new UsageError(
        '',
        `docker: unknown command: docker ${name}\n\nThis simulation knows: ${DOCKER_COMMANDS.join(', ')}`,
      );
  }
}

export function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}

function one(command: string, args: readonly string[]): string {
  if (args.length !== 1) throw new UsageError(command, 'requires 1 argument');
  return args[0] as string;
}

function some(command: string, args: readonly string[]): readonly string[] {
  if (args.length === 0) throw new UsageError(command, 'requires at least 1 argument');
  return args;
}

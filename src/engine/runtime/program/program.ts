// The process model: what a container's process does from start to end, as plain data.
// Differs: a container is one program with a time line instead of simulated Linux processes. A command is
// interpreted as far as its words allow (script.ts, interpret.ts); whatever cannot be is assumed to run until
// it is stopped, and `assumed` says so.
import {
  assumedServer,
  type Executable,
  findAgnhostCommand,
  findExecutable,
  type HttpAnswer,
} from '../../images/executables.ts';
import type { Image } from '../../images/image.ts';
import { missingProgram } from '../../images/programs.ts';
import type { FileChange } from './interpret.ts';
import { interpret } from './interpret.ts';
import { parseScript } from './script.ts';

/** What decides how a container's process behaves. */
export interface ProcessSpec {
  readonly image: Image;
  /** Replaces the image's entrypoint; empty: not given. */
  readonly command: readonly string[];
  /** Replaces the image's cmd; empty: not given. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `containerPort`s of the container. */
  readonly ports: readonly number[];
  readonly stdin: boolean;
  /** False when the Pod shares one PID namespace, where pause is process 1. */
  readonly isPid1: boolean;
  /** Null: no limit. */
  readonly memoryLimitBytes: number | null;
  /** Paths of mounted volumes. */
  readonly mounts: readonly string[];
}

/** How a process ends. */
export interface Ending {
  readonly afterMs: number;
  readonly exitCode: number;
  readonly reason: 'Completed' | 'Error' | 'OOMKilled';
}

export interface Program {
  readonly argv: readonly string[];
  /** Null: it runs until it is stopped. */
  readonly end: Ending | null;
  /** Null: it ignores the polite stop signal and has to be killed. */
  readonly stop: { readonly afterMs: number; readonly exitCode: number } | null;
  readonly listens: readonly number[];
  /** From this long after its start it accepts connections. */
  readonly readyMs: number;
  readonly http: readonly HttpAnswer[] | null;
  readonly files: readonly FileChange[];
  readonly mounts: readonly string[];
  /** What had to be assumed, in words; null when nothing had to. */
  readonly assumed: string | null;
}

/** The program of a container, or why the runtime cannot start it, in runc's words. */
export type ProgramResult =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly message: string };

const WRAPPERS = new Set([
  'docker-entrypoint.sh',
  'docker-entrypoint',
  'docker-php-entrypoint',
  'dockerd-entrypoint.sh',
  'entrypoint.sh',
  'tini',
  'dumb-init',
  'exec',
  '--',
]);
const SHELLS = new Set(['sh', 'bash', 'ash', 'dash']);
/** With nothing on standard input these read end of file and are done. */
const READ_STDIN = new Set([
  'sh',
  'bash',
  'ash',
  'dash',
  'cat',
  'python',
  'python3',
  'node',
  'perl5',
  'perl',
]);

export function programOf(spec: ProcessSpec): ProgramResult {
  const { image } = spec;
  const argv =
    spec.command.length > 0
      ? [...spec.command, ...spec.args]
      : [...image.config.entrypoint, ...(spec.args.length > 0 ? spec.args : image.config.cmd)];
  if (argv.length === 0) {
    if (image.known) return { ok: false, message: 'no command specified' };
    return assumed(spec, ['(the image’s own command)'], 'What this image runs is not known here');
  }
  const first = argv[0] as string;
  if (!image.config.hasShell && spec.command.length > 0 && !findExecutable(baseName(first))) {
    return { ok: false, message: `exec: "${first}": executable file not found in $PATH` };
  }
  const missing = missingProgram(image.name, first, spec.mounts);
  if (missing !== null) return { ok: false, message: missing };
  const words = argv.slice(argv.findIndex((word) => !WRAPPERS.has(baseName(word))));
  const name = baseName(words[0] as string);

  if (name === 'agnhost') {
    const command = findAgnhostCommand(words[1] ?? 'pause');
    return command === undefined
      ? assumed(spec, argv, `What agnhost ${words[1]} does is not known here`)
      : served(spec, argv, withGivenPort(command, words));
  }
  const executable = findExecutable(name);
  if (executable !== undefined) return served(spec, argv, withGivenPort(executable, words));
  if (READ_STDIN.has(name) && words.length === 1) return { ok: true, program: reader(spec, argv) };
  if (name === 'perl5') return { ok: true, program: reader(spec, argv) };
  if (name === 'node' && image.known && spec.command.length === 0) return nodeServer(spec, argv);
  return interpreted(spec, argv, words, name);
}

/** A shell script or a single command, as far as it can be read. */
function interpreted(spec: ProcessSpec, argv: string[], words: string[], name: string): ProgramResult {
  const script = SHELLS.has(name) ? scriptOf(words) : [{ kind: 'command', words, writes: [] } as const];
  if (script === null) return assumed(spec, argv, `What ${words.join(' ')} does is not known here`);
  const run = interpret(script, { env: spec.env, stdin: spec.stdin, files: [], mounts: spec.mounts });
  const oom = spec.memoryLimitBytes !== null && run.memoryBytes > spec.memoryLimitBytes;
  const end: Ending | null = oom
    ? { afterMs: run.memoryAtMs + 150, exitCode: 137, reason: 'OOMKilled' }
    : run.exitCode === null
      ? null
      : { afterMs: run.timeMs, exitCode: run.exitCode, reason: run.exitCode === 0 ? 'Completed' : 'Error' };
  const needsAssuming = run.assumed !== null && run.servers.length === 0;
  return {
    ok: true,
    program: {
      argv,
      end,
      stop: run.onTerm ?? run.servers[0]?.stop ?? defaultStop(spec),
      listens: needsAssuming ? spec.ports : run.servers.flatMap((server) => server.listens),
      readyMs: run.servers[0]?.readyMs ?? 0,
      http: needsAssuming
        ? assumedServer([]).http
        : (run.servers.find((server) => server.http)?.http ?? null),
      files: run.files,
      mounts: spec.mounts,
      assumed: run.assumed,
    },
  };
}

function scriptOf(words: string[]): ReturnType<typeof parseScript> {
  const at = words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/.test(word));
  const script = words[at + 1];
  return at < 0 || script === undefined ? null : parseScript(script);
}

function served(spec: ProcessSpec, argv: string[], executable: Executable): ProgramResult {
  const { needsEnv } = executable;
  const unset = needsEnv !== undefined && !needsEnv.anyOf.some((name) => spec.env[name]);
  const end: Ending | null = unset
    ? { afterMs: 300, exitCode: needsEnv.exitCode, reason: 'Error' }
    : executable.runsForMs === null
      ? null
      : { afterMs: executable.runsForMs, exitCode: 0, reason: 'Completed' };
  // A web server whose configuration or content comes from a volume may answer anything.
  const configured = spec.mounts.some((path) => /nginx|httpd|apache|htdocs|html|webapps/.test(path));
  return {
    ok: true,
    program: {
      argv,
      end,
      stop: executable.stop ?? defaultStop(spec),
      listens: executable.listens,
      readyMs: executable.readyMs,
      http: executable.http !== null && configured ? assumedServer([]).http : executable.http,
      files: [],
      mounts: spec.mounts,
      assumed: null,
    },
  };
}

/** A shell or interpreter without a script: it ends when its standard input does. */
function reader(spec: ProcessSpec, argv: string[]): Program {
  return {
    argv,
    end: spec.stdin ? null : { afterMs: 10, exitCode: 0, reason: 'Completed' },
    stop: defaultStop(spec),
    listens: [],
    readyMs: 0,
    http: null,
    files: [],
    mounts: spec.mounts,
    assumed: null,
  };
}

/** A catalogue image whose program is a Node.js script: ghost and the tutorial's servers. */
function nodeServer(spec: ProcessSpec, argv: string[]): ProgramResult {
  const { ports } = spec.image.config;
  const program = assumedServer(ports.length > 0 ? ports : spec.ports);
  const starts = ports.includes(2368) ? 3000 : 200;
  return served(spec, argv, { ...program, readyMs: starts });
}

function assumed(spec: ProcessSpec, argv: readonly string[], why: string): ProgramResult {
  const executable = assumedServer(spec.ports);
  const ports = spec.ports.length > 0 ? ` and to serve port ${spec.ports.join(', ')}` : '';
  return {
    ok: true,
    program: {
      argv,
      end: null,
      stop: executable.stop,
      listens: executable.listens,
      readyMs: executable.readyMs,
      http: executable.http,
      files: [],
      mounts: spec.mounts,
      assumed: `${why}: it is assumed to run until it is stopped${ports}.`,
    },
  };
}

/** The kernel drops a signal to process 1 that it has no handler for; any other process dies of it. */
function defaultStop(spec: ProcessSpec): Program['stop'] {
  return spec.isPid1 ? null : { afterMs: 0, exitCode: 143 };
}

/** The port an argument such as `--port=8081`, `-listen=:80` or `--http-port 8080` names. */
function withGivenPort(executable: Executable, words: readonly string[]): Executable {
  for (let i = 1; i < words.length; i++) {
    const word = words[i] as string;
    const match = /^--?(?:http-)?(?:port|listen)(?:=:?(\d+))?$/.exec(word);
    const port = match?.[1] ?? (match === null ? undefined : words[i + 1]?.replace(/^:/, ''));
    if (port !== undefined && /^\d+$/.test(port)) return { ...executable, listens: [Number(port)] };
  }
  return executable;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

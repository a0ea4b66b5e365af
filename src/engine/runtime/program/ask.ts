// What a running program answers when a probe or a hook asks it something.
import { fileExists } from './commands.ts';
import { interpret } from './interpret.ts';
import { baseName, type Program } from './program.ts';
import { parseScript } from './script.ts';

export interface Answer {
  readonly ok: boolean;
  readonly output: string;
  /** For exec: its exit code and how long it takes. */
  readonly exitCode: number;
  readonly takesMs: number;
  /** The answer could not be worked out. */
  readonly assumed: boolean;
}

export function listensOn(program: Program, elapsedMs: number, port: number): boolean {
  return elapsedMs >= program.readyMs && program.listens.includes(port);
}

/** The HTTP status for a path, null when it does not speak HTTP. */
export function httpStatus(program: Program, elapsedMs: number, path: string): number | null {
  if (program.http === null) return null;
  const bare = path.split('?')[0] as string;
  let status: number | null = null;
  let exact = false;
  for (const answer of program.http) {
    if (answer.fromMs > elapsedMs) continue;
    if (answer.path === bare) {
      status = answer.status;
      exact = true;
    } else if (answer.path === '*' && !exact) status = answer.status;
  }
  return status;
}

const SHELLS = new Set(['sh', 'bash', 'ash']);
/** Clients that ask the program beside them whether it works. */
const CLIENTS = new Set(['redis-cli', 'mysqladmin', 'mysql', 'pg_isready', 'psql', 'wget', 'curl', 'nc']);

/** Runs a command beside the program, `elapsedMs` after its start. */
export function exec(program: Program, elapsedMs: number, command: readonly string[]): Answer {
  const name = baseName(command[0] ?? '');
  const script = SHELLS.has(name)
    ? parseScript(command[command.findIndex((word) => /^-[a-z]*c$/.test(word)) + 1] ?? '')
    : [{ kind: 'command' as const, words: command, writes: [] }];
  if (script === null) return answer(0, '', 0, true);
  const first = script[0];
  const word = first?.kind === 'command' ? baseName(first.words[0] ?? '') : '';
  if (CLIENTS.has(word)) {
    const up = program.listens.length === 0 || elapsedMs >= program.readyMs;
    return answer(up ? 0 : 1, up ? '' : 'connection refused', 10, program.listens.length === 0);
  }
  const before = program.files
    .filter((change) => change.atMs <= elapsedMs)
    .map((file) => ({ ...file, atMs: 0 }));
  const run = interpret(script, { env: {}, stdin: false, files: before, mounts: program.mounts });
  if (run.endless) return answer(0, '', Number.POSITIVE_INFINITY, run.assumed !== null);
  const exitCode = run.exitCode ?? 0;
  const missing =
    word === 'cat' && first?.kind === 'command'
      ? first.words.slice(1).find((path) => !path.startsWith('-') && !fileExists(path, run))
      : undefined;
  const output = missing === undefined ? '' : `cat: can't open '${missing}': No such file or directory`;
  return answer(exitCode, output, run.timeMs, run.assumed !== null);
}

function answer(exitCode: number, output: string, takesMs: number, assumed: boolean): Answer {
  return { ok: exitCode === 0, output, exitCode, takesMs, assumed };
}

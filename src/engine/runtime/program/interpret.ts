// Follows a script through time without running it: how long it takes, how it ends, which files it makes.
import type { Executable } from '../../images/executables.ts';
import { runCommand } from './commands.ts';
import type { Script, Statement } from './script.ts';

/** A file that appears or disappears `atMs` after the start. */
export interface FileChange {
  readonly atMs: number;
  readonly path: string;
  readonly exists: boolean;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: boolean;
  readonly files: readonly FileChange[];
  /** Paths of mounted volumes. */
  readonly mounts: readonly string[];
}

/** Where following a script has come to. It lives during one interpretation only. */
export interface Run {
  timeMs: number;
  /** `$?` */
  status: number;
  /** The script is over with this code; null while it goes on, or when it never ends. */
  exitCode: number | null;
  endless: boolean;
  /** `break` was met. */
  leaving: boolean;
  /** `set -e` */
  errexit: boolean;
  env: Record<string, string>;
  readonly stdin: boolean;
  readonly mounts: readonly string[];
  readonly files: FileChange[];
  readonly servers: Executable[];
  onTerm: { afterMs: number; exitCode: number } | null;
  memoryBytes: number;
  memoryAtMs: number;
  assumed: string | null;
}

const MAX_ROUNDS = 1000;
const LOOK_ROUNDS = 3;

export function interpret(script: Script, around: Surroundings): Run {
  const run: Run = {
    timeMs: 10,
    status: 0,
    exitCode: null,
    endless: false,
    leaving: false,
    errexit: false,
    env: { ...around.env },
    stdin: around.stdin,
    mounts: around.mounts,
    files: [...around.files],
    servers: [],
    onTerm: null,
    memoryBytes: 0,
    memoryAtMs: 0,
    assumed: null,
  };
  follow(script, run);
  if (!run.endless && run.exitCode === null) run.exitCode = run.status;
  return run;
}

const isOver = (run: Run): boolean => run.endless || run.exitCode !== null || run.leaving;

function follow(script: Script, run: Run): void {
  for (const statement of script) {
    if (isOver(run)) return;
    if (statement.background) inBackground(statement, run);
    else {
      execute(statement, run);
      if (run.errexit && run.status !== 0 && statement.kind === 'command') run.exitCode ??= run.status;
    }
  }
}

/** Its effects happen beside what follows; only its servers, files and memory matter here. */
function inBackground(statement: Statement, run: Run): void {
  const aside: Run = { ...run, env: { ...run.env } };
  execute(statement, aside);
  run.assumed ??= aside.assumed;
  if (aside.memoryBytes > run.memoryBytes) {
    run.memoryBytes = aside.memoryBytes;
    run.memoryAtMs = aside.memoryAtMs;
  }
  run.status = 0;
}

function execute(statement: Statement, run: Run): void {
  switch (statement.kind) {
    case 'command':
      runCommand(statement, run);
      return;
    case 'not':
      execute(statement.body, run);
      run.status = run.status === 0 ? 1 : 0;
      return;
    case 'list':
      for (const item of statement.items) {
        if (isOver(run)) return;
        if (item === statement.items[0] || (item.when === 'and') === (run.status === 0)) {
          execute(item.statement, run);
        }
      }
      return;
    case 'pipe':
      for (const part of statement.parts) if (!isOver(run)) execute(part, run);
      return;
    case 'if':
      follow(statement.test, run);
      if (!isOver(run)) follow(run.status === 0 ? statement.body : statement.otherwise, run);
      return;
    case 'for':
      repeat(statement, run);
      return;
    case 'loop':
      loop(statement, run);
      return;
  }
}

function repeat(statement: Statement & { kind: 'for' }, run: Run): void {
  for (const item of statement.items.flatMap(expandItem).slice(0, MAX_ROUNDS)) {
    run.env[statement.name] = item;
    follow(statement.body, run);
    if (isOver(run)) break;
  }
  run.leaving = false;
}

/** `{1..5}` and `$(seq 5)` */
function expandItem(item: string): string[] {
  const range = /^\{(\d+)\.\.(\d+)\}$/.exec(item) ?? /^\$\(seq (?:(\d+) )?(\d+)\)$/.exec(item);
  if (range === null) return [item];
  const from = Number(range[1] ?? 1);
  const count = Math.max(0, Math.min(MAX_ROUNDS, Number(range[2]) - from + 1));
  return Array.from({ length: count }, (_, index) => String(from + index));
}

/** A loop that has not been left after a few rounds is taken to go on for ever. */
function loop(statement: Statement & { kind: 'loop' }, run: Run): void {
  for (let round = 0; ; round++) {
    const before = run.assumed;
    follow(statement.test, run);
    if (isOver(run)) break;
    if (run.assumed !== before) {
      run.assumed =
        'What this loop waits for cannot be told here: it is assumed to go on until it is stopped.';
      run.endless = true;
      return;
    }
    if ((run.status === 0) === statement.until) break;
    if (round === LOOK_ROUNDS) {
      run.endless = true;
      return;
    }
    follow(statement.body, run);
    if (isOver(run)) break;
  }
  run.leaving = false;
}

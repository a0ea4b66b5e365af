import { parseArgs } from 'node:util';
import { parseDuration } from './duration.ts';

export type Output = 'json' | 'yaml' | 'text';

export type Invocation =
  | { readonly command: 'help'; readonly topic: 'run' | 'validate' | null }
  | { readonly command: 'version' }
  | { readonly command: 'run'; readonly options: RunOptions }
  | { readonly command: 'validate'; readonly files: readonly string[] };

export interface RunOptions {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  readonly cluster: string | null;
  /** Null: until the run settles. */
  readonly untilMs: number | null;
  /** Null: 1, or what a Scenario says. */
  readonly seed: number | null;
  readonly output: Output;
}

/** Thrown for a command line that makes no sense. */
export class UsageError extends Error {}

const OUTPUTS: readonly Output[] = ['json', 'yaml', 'text'];

export function parseInvocation(argv: readonly string[]): Invocation {
  const [command, ...rest] = argv;
  switch (command) {
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return { command: 'help', topic: topicOf(rest[0]) };
    case 'version':
    case '--version':
      return { command: 'version' };
    case 'run':
      return runInvocation(rest);
    case 'validate':
      return validateInvocation(rest);
    default:
      throw new UsageError(`unknown command ${JSON.stringify(command)}`);
  }
}

function topicOf(word: string | undefined): 'run' | 'validate' | null {
  return word === 'run' || word === 'validate' ? word : null;
}

function runInvocation(argv: readonly string[]): Invocation {
  const { values, positionals } = parse(argv, {
    cluster: { type: 'string', short: 'c' },
    until: { type: 'string', short: 'u' },
    seed: { type: 'string', short: 's' },
    output: { type: 'string', short: 'o' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) return { command: 'help', topic: 'run' };
  const files = filesOf('run', positionals);
  const cluster = (values.cluster as string | undefined) ?? null;
  if (cluster === '-' && files.includes('-')) throw new UsageError('standard input can be read only once');
  return {
    command: 'run',
    options: {
      files,
      cluster,
      untilMs: untilOf(values.until as string | undefined),
      seed: seedOf(values.seed as string | undefined),
      output: outputOf(values.output as string | undefined),
    },
  };
}

function validateInvocation(argv: readonly string[]): Invocation {
  const { values, positionals } = parse(argv, { help: { type: 'boolean', short: 'h' } });
  if (values.help === true) return { command: 'help', topic: 'validate' };
  return { command: 'validate', files: filesOf('validate', positionals) };
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parse(
  argv: readonly string[],
  options: Options,
): { values: Readonly<Record<string, unknown>>; positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's words, but only their first sentence: the rest is about writing programs.
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

function filesOf(command: string, positionals: readonly string[]): readonly string[] {
  if (positionals.length === 0) throw new UsageError(`${command} needs a FILE, or - for standard input`);
  if (positionals.filter((file) => file === '-').length > 1) {
    throw new UsageError('standard input can be read only once');
  }
  return positionals;
}

function untilOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const untilMs = parseDuration(text);
  if (untilMs === null) throw new UsageError(`--until ${text} is not a duration such as 90s, 5m or 1h30m`);
  return untilMs;
}

function seedOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed)) {
    throw new UsageError(`--seed ${text} is not a whole number`);
  }
  return seed;
}

function outputOf(text: string | undefined): Output {
  if (text === undefined) return 'text';
  const output = OUTPUTS.find((each) => each === text);
  if (output === undefined) throw new UsageError(`--output ${text} is not one of ${OUTPUTS.join(', ')}`);
  return output;
}

/** The command line is wrong: what the client prints, and its exit code. */
export class UsageError extends Error {
  readonly code: number;
  constructor(command: string, message: string, code = 1) {
    super(
      command === ''
        ? `${message}\n`
        : `docker: 'docker ${command}' ${message}\n\nUsage:  docker ${command} [OPTIONS]\n\nRun 'docker ${command} --help' for more information\n`,
    );
    this.code = code;
  }
}

/** Flags as `s:long`, the letter before the colon; `:long` has none. */
export interface FlagSpec {
  readonly booleans: readonly string[];
  readonly values: readonly string[];
  /** What comes after the first operand belongs to another command. */
  readonly stopAtFirst?: boolean;
}

export interface Flags {
  readonly rest: readonly string[];
  has(name: string): boolean;
  value(name: string): string | undefined;
  values(name: string): readonly string[];
}

/** Reads `-it`, `-p 80:80`, `--name=x` and `--rm=true`. Throws `UsageError`. */
export function parseFlags(command: string, args: readonly string[], spec: FlagSpec): Flags {
  const given: (readonly [name: string, value: string])[] = [];
  const rest: string[] = [];
  const longOf = (letter: string, list: readonly string[]) =>
    list.find((flag) => flag[0] === letter && flag[0] !== ':')?.slice(2);
  const isLong = (name: string, list: readonly string[]) =>
    list.some((flag) => flag.slice(flag.indexOf(':') + 1) === name);
  const code = command === 'run' ? 125 : 1;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    const next = (name: string): string => {
      const value = args[++at];
      if (value === undefined) throw new UsageError('', `docker: flag needs an argument: ${name}`, code);
      return value;
    };
    if (word === '--') {
      rest.push(...args.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = word.slice(2, equals === -1 ? undefined : equals);
      if (isLong(name, spec.booleans)) {
        if (equals === -1 || word.slice(equals + 1) === 'true') given.push([name, 'true']);
      } else if (isLong(name, spec.values)) {
        given.push([name, equals === -1 ? next(`--${name}`) : word.slice(equals + 1)]);
      } else
        throw new UsageError(
          '',
          `unknown flag: --${name}\n\nThis simulation does not know it, or there is none of that name.`,
          code,
        );
    } else if (word.startsWith('-') && word.length > 1) {
      for (let letter = 1; letter < word.length; letter++) {
        const short = word[letter] as string;
        const boolean = longOf(short, spec.booleans);
        const valued = longOf(short, spec.values);
        if (boolean !== undefined) given.push([boolean, 'true']);
        else if (valued !== undefined) {
          const here = word.slice(letter + 1).replace(/^=/, '');
          given.push([valued, here === '' ? next(`'${short}' in -${word.slice(1)}`) : here]);
          break;
        } else throw new UsageError('', `unknown shorthand flag: '${short}' in ${word}`, code);
      }
    } else {
      rest.push(word);
      if (spec.stopAtFirst === true) {
        rest.push(...args.slice(at + 1));
        break;
      }
    }
  }
  const values = (name: string) => given.filter(([one]) => one === name).map(([, value]) => value);
  return { rest, has: (name) => values(name).length > 0, value: (name) => values(name).at(-1), values };
}

// Models glibc@v2.41 posix/getopt.c, busybox@v1.37.0 libbb/getopt32.c
// Differs: option names are known as far as their command is modelled.

export interface OptionSpec {
  /** Letters as getopt(3) takes them: `n:` has a value, `i::` an optional one that is part of the same word. */
  readonly short: string;
  /** Long names with the letter each stands for; of more than one letter when there is none. */
  readonly long?: Readonly<Record<string, string>>;
  /** What follows "Usage: ", such as `cat [-n] [FILE]...`. */
  readonly usage: string;
  /** Options end at the first operand, as for commands that run another. */
  readonly stopAtFirst?: boolean;
  /** `-5` stands for this letter with 5 as its value, as in head -5. */
  readonly digits?: string;
  /** Of a usage error; 1 unless given. */
  readonly code?: number;
}

export class Options {
  /** In the order given. */
  readonly given: readonly (readonly [letter: string, value: string])[];
  /** What is not an option. */
  readonly rest: readonly string[];

  constructor(given: readonly (readonly [string, string])[], rest: readonly string[]) {
    this.given = given;
    this.rest = rest;
  }

  has(...letters: readonly string[]): boolean {
    return this.given.some(([letter]) => letters.includes(letter));
  }

  /** The last value given. */
  value(letter: string): string | undefined {
    return this.given.findLast(([one]) => one === letter)?.[1];
  }

  values(letter: string): readonly string[] {
    return this.given.filter(([one]) => one === letter).map(([, value]) => value);
  }

  /** The last given of several that exclude each other. */
  last(...letters: readonly string[]): string | undefined {
    return this.given.findLast(([letter]) => letters.includes(letter))?.[0];
  }
}

/** What is wrong with the arguments, or that help was asked for: the text, where it goes and the exit code. */
export interface OptionProblem {
  readonly message: string;
  readonly stream: 'stdout' | 'stderr';
  readonly code: number;
}

export const BUSYBOX_VERSION = '1.37.0';

/** What a command says that was called wrongly. */
export function usageText(busybox: boolean, name: string, usage: string): string {
  return busybox
    ? `BusyBox v${BUSYBOX_VERSION} () multi-call binary.\n\nUsage: ${usage}\n`
    : `Try '${name} --help' for more information.\n`;
}

export function parseOptions(
  args: readonly string[],
  spec: OptionSpec,
  name: string,
  busybox: boolean,
): Options | OptionProblem {
  const given: [string, string][] = [];
  const rest: string[] = [];
  const wrong = (message: string): OptionProblem => ({
    message: `${name}: ${message}\n${usageText(busybox, name, spec.usage)}`,
    stream: 'stderr',
    code: spec.code ?? 1,
  });
  const kindOf = (letter: string): '' | ':' | '::' | undefined => {
    const at = letter === ':' ? -1 : spec.short.indexOf(letter);
    if (at === -1) return undefined;
    return (/^:{0,2}/.exec(spec.short.slice(at + 1))?.[0] ?? '') as '' | ':' | '::';
  };
  let index = 0;
  for (; index < args.length; index++) {
    const word = args[index] as string;
    if (word === '--') {
      index++;
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const typed = equals === -1 ? word.slice(2) : word.slice(2, equals);
      const found = longOption(spec, typed);
      if (found === undefined) {
        if (typed === 'help') return help(busybox, spec);
        return wrong(busybox ? `unrecognized option: ${typed}` : `unrecognized option '--${typed}'`);
      }
      if (found[0] === undefined) return wrong(`option '--${typed}' is ambiguous`);
      const [long, letter, kind] = found;
      if (kind === '' && equals !== -1) return wrong(`option '--${long}' doesn't allow an argument`);
      if (kind === ':' && equals === -1) {
        const value = args[++index];
        if (value === undefined) {
          return wrong(
            busybox ? `option requires an argument: ${long}` : `option '--${long}' requires an argument`,
          );
        }
        given.push([letter, value]);
      } else given.push([letter, equals === -1 ? '' : word.slice(equals + 1)]);
      continue;
    }
    if (word === '-' || !word.startsWith('-')) {
      rest.push(word);
      if (spec.stopAtFirst) {
        index++;
        break;
      }
      continue;
    }
    if (spec.digits !== undefined && /^-\d/.test(word)) {
      given.push([spec.digits, word.slice(1)]);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word[at] as string;
      const kind = kindOf(letter);
      if (kind === undefined) {
        return wrong(busybox ? `unrecognized option: ${letter}` : `invalid option -- '${letter}'`);
      }
      if (kind === '') {
        given.push([letter, '']);
        continue;
      }
      const attached = word.slice(at + 1);
      const value = attached !== '' || kind === '::' ? attached : args[++index];
      if (value === undefined) {
        return wrong(
          busybox ? `option requires an argument: ${letter}` : `option requires an argument -- '${letter}'`,
        );
      }
      given.push([letter, value]);
      break;
    }
  }
  rest.push(...args.slice(index));
  return new Options(given, rest);
}

function help(busybox: boolean, spec: OptionSpec): OptionProblem {
  const message = busybox
    ? `BusyBox v${BUSYBOX_VERSION} () multi-call binary.\n\nUsage: ${spec.usage}\n`
    : `Usage: ${spec.usage}\n`;
  return { message, stream: busybox ? 'stderr' : 'stdout', code: 0 };
}

/** A long option by its name or an unambiguous beginning of it, the letter it stands for, and its kind. */
function longOption(
  spec: OptionSpec,
  typed: string,
):
  | readonly [name: string, letter: string, kind: '' | ':' | '::']
  | readonly [undefined, undefined]
  | undefined {
  const options = Object.entries(spec.long ?? {}).map(([name, what]) => {
    const letter = what.replace(/:+$/, '');
    const own = what.slice(letter.length) as '' | ':' | '::';
    const at = letter.length === 1 ? spec.short.indexOf(letter) : -1;
    const kind = at === -1 ? own : ((/^:{0,2}/.exec(spec.short.slice(at + 1))?.[0] ?? '') as '' | ':' | '::');
    return [name, letter, kind] as const;
  });
  const exact = options.find(([name]) => name === typed);
  if (exact !== undefined) return exact;
  const matches = options.filter(([name]) => name.startsWith(typed));
  const letters = new Set(matches.map(([, letter]) => letter));
  return letters.size > 1 ? [undefined, undefined] : matches[0];
}

// Models spf13/pflag@v1.0 flag.go
/** What a command accepts: long name (with its one-letter short name) to the kind of value it takes. */
export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

export interface FlagSpec {
  /** `list` may be given again and again, `slice` also takes several values with commas; `duration` is in ms. */
  readonly type: 'string' | 'bool' | 'int' | 'list' | 'slice' | 'duration';
  readonly short?: string;
  /** The value when the flag stands alone, such as `--dry-run`. */
  readonly alone?: string;
  /** It is accepted because scripts give it, and changes nothing here. */
  readonly hasNoEffect?: true;
  /** Its values are paths, of files or of folders; `keyed` ones may have `key=` before them. */
  readonly names?: 'files' | 'keyed files';
}

export type FlagValue = string | boolean | number | readonly string[];

export interface ParsedFlags {
  readonly args: readonly string[];
  /** How many of `args` stood before `--`; all of them without one. */
  readonly argsBeforeDash: number;
  readonly flags: Readonly<Record<string, FlagValue>>;
}

export type FlagsResult =
  | { readonly ok: true; readonly parsed: ParsedFlags }
  | { readonly ok: false; readonly error: string };

class FlagError extends Error {}

/** Separates flags from arguments. Errors are pflag's words. */
export function parseFlags(words: readonly string[], specs: FlagSpecs): FlagsResult {
  const args: string[] = [];
  let dash: number | undefined;
  const flags: Record<string, FlagValue> = {};
  const set = (name: string, spec: FlagSpec, text: string, shown: string): void => {
    switch (spec.type) {
      case 'string':
        flags[name] = text;
        return;
      case 'list':
      case 'slice': {
        const more = spec.type === 'slice' ? text.split(',') : [text];
        flags[name] = [...((flags[name] as readonly string[] | undefined) ?? []), ...more];
        return;
      }
      case 'duration': {
        const durationMs = parseDuration(text);
        if (durationMs === undefined) {
          throw new FlagError(
            `invalid argument ${JSON.stringify(text)} for ${JSON.stringify(shown)} flag: ` +
              `time: invalid duration ${JSON.stringify(text)}`,
          );
        }
        flags[name] = durationMs;
        return;
      }
      case 'bool': {
        const truth = ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text);
        if (!truth && !['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) {
          throw new FlagError(
            `invalid argument ${JSON.stringify(text)} for ${JSON.stringify(shown)} flag: ` +
              `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`,
          );
        }
        flags[name] = truth;
        return;
      }
      case 'int':
        if (!/^[+-]?\d+$/.test(text)) {
          throw new FlagError(
            `invalid argument ${JSON.stringify(text)} for ${JSON.stringify(shown)} flag: ` +
              `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
          );
        }
        flags[name] = Number(text);
    }
  };
  const long = (word: string, rest: string[]): void => {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined) throw new FlagError(`unknown flag: --${name}`);
    const shown = spec.short === undefined ? `--${name}` : `-${spec.short}, --${name}`;
    if (equals >= 0) set(name, spec, word.slice(equals + 1), shown);
    else if (spec.type === 'bool') set(name, spec, 'true', shown);
    else if (spec.alone !== undefined) set(name, spec, spec.alone, shown);
    else if (rest.length === 0) throw new FlagError(`flag needs an argument: --${name}`);
    else set(name, spec, rest.shift() as string, shown);
  };
  const short = (word: string, rest: string[]): void => {
    for (let at = 1; at < word.length; at++) {
      const letter = word[at] as string;
      const found = Object.entries(specs).find(([, spec]) => spec.short === letter);
      if (found === undefined) throw new FlagError(`unknown shorthand flag: '${letter}' in ${word}`);
      const [name, spec] = found;
      const shown = `-${letter}, --${name}`;
      let text = word.slice(at + 1);
      if (spec.type === 'bool' && !text.startsWith('=')) {
        set(name, spec, 'true', shown);
        continue;
      }
      if (text.startsWith('=')) text = text.slice(1);
      else if (text === '' && spec.alone !== undefined) text = spec.alone;
      else if (text === '') {
        const next = rest.shift();
        if (next === undefined) throw new FlagError(`flag needs an argument: '${letter}' in ${word}`);
        text = next;
      }
      set(name, spec, text, shown);
      return;
    }
  };
  const rest = [...words];
  try {
    while (rest.length > 0) {
      const word = rest.shift() as string;
      if (word === '--') {
        dash = args.length;
        args.push(...rest.splice(0));
      } else if (word.startsWith('--')) long(word, rest);
      else if (word.startsWith('-') && word.length > 1) short(word, rest);
      else args.push(word);
    }
  } catch (error) {
    if (error instanceof FlagError) return { ok: false, error: error.message };
    throw error;
  }
  return { ok: true, parsed: { args, argsBeforeDash: dash ?? args.length, flags } };
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Go's durations, such as `1h30m` or `-1s`, in whole milliseconds. */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.exec(text);
  if (match === null) return /^[+-]?0$/.test(text) ? 0 : undefined;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    totalMs += Number(amount) * (UNIT_MS[unit as string] as number);
  }
  return Math.trunc(match[1] === '-' ? -totalMs : totalMs);
}

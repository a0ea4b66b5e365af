// Models coreutils@v9.5 src/sort.c, busybox@v1.37.0 coreutils/sort.c
// Differs: the order is that of the C locale; -M, -R and -z are left out.
import { errorText } from '../../linux/errno.ts';
import { filter } from './program.ts';

interface Key {
  readonly from: readonly [field: number, char: number];
  readonly to: readonly [field: number, char: number] | null;
  /** Letters among bdfghinrV that hold for this key; '' takes those of the command. */
  readonly flags: string;
}

interface SortState {
  readonly lines: readonly string[];
  readonly flags: string;
  readonly keys: readonly Key[];
  readonly separator: string | null;
  readonly unique: boolean;
  readonly stable: boolean;
  readonly check: boolean;
  readonly output: string | null;
  /** What is checked, for the message. */
  readonly name: string;
}

const USAGE = 'sort [-nrghVucszbdfimM] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...';

export const sort = filter<SortState>({
  start(call) {
    const options = call.options({
      short: 'nrughfdbiVscCk:t:o:',
      long: {
        'numeric-sort': 'n',
        reverse: 'r',
        unique: 'u',
        'general-numeric-sort': 'g',
        'human-numeric-sort': 'h',
        'ignore-case': 'f',
        'dictionary-order': 'd',
        'ignore-leading-blanks': 'b',
        'version-sort': 'V',
        stable: 's',
        check: 'c',
        key: 'k',
        'field-separator': 't',
        output: 'o',
      },
      usage: USAGE,
      code: 2,
    });
    if (typeof options === 'number') return options;
    const keys: Key[] = [];
    for (const text of options.values('k')) {
      const key = parseKey(text);
      if (key === undefined) {
        return call.fail(
          call.busybox
            ? 'bad field specification'
            : `invalid number at field start: invalid count at start of '${text}'`,
          2,
        );
      }
      keys.push(key);
    }
    let separator = options.value('t') ?? null;
    if (separator === '\\t') separator = '\t';
    if (separator !== null && separator.length !== 1) {
      return call.fail(separator === '' ? 'empty tab' : `multi-character tab '${separator}'`, 2);
    }
    const state: SortState = {
      lines: [],
      flags: options.given
        .map(([letter]) => letter)
        .filter((letter) => 'nrghfdbiV'.includes(letter))
        .join(''),
      keys,
      separator,
      unique: options.has('u'),
      stable: options.has('s'),
      check: options.has('c', 'C'),
      output: options.value('o') ?? null,
      name: call.busybox ? '-' : (options.rest[0] ?? '-'),
    };
    return { files: options.rest, state };
  },
  lines: (_call, state, lines) => ({ ...state, lines: [...state.lines, ...lines] }),
  end(call, state) {
    if (call.code !== 0) return call.code;
    const order = ordering(state);
    if (state.check) {
      for (const [index, line] of state.lines.entries()) {
        const before = state.lines[index - 1];
        if (before === undefined || order(before, line) <= (state.unique ? -1 : 0)) continue;
        return call.fail(`${state.name}:${index + 1}: disorder: ${line}`);
      }
      return 0;
    }
    let lines = state.lines.toSorted(order);
    if (state.unique)
      lines = lines.filter((line, at) => at === 0 || order(lines[at - 1] as string, line) !== 0);
    const text = lines.map((line) => `${line}\n`).join('');
    if (state.output === null) call.out(text);
    else {
      const failed = call.sys.writeFile(state.output, text);
      if (failed !== undefined)
        return call.fail(`open failed: ${state.output}: ${errorText(failed.errno)}`, 2);
    }
    return 0;
  },
  unreadable(call, file, why) {
    return call.failed(call.busybox ? `can't open '${file}'` : `cannot read: ${file}`, why, 2);
  },
});

function parseKey(text: string): Key | undefined {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (match === null || match[1] === '0') return undefined;
  const [, field, char, flags = '', endField, endChar, endFlags = ''] = match;
  return {
    from: [Number(field), Number(char ?? 1)],
    to: endField === undefined ? null : [Number(endField), Number(endChar ?? 0)],
    flags: flags + endFlags,
  };
}

/** The beginnings and ends of the fields of a line. */
function fieldsOf(line: string, separator: string | null): [start: number, end: number][] {
  const fields: [number, number][] = [];
  if (separator !== null) {
    let at = 0;
    for (const part of line.split(separator)) {
      fields.push([at, at + part.length]);
      at += part.length + 1;
    }
    return fields;
  }
  // Blanks before a field belong to it; those at the end are one more.
  for (const match of line.matchAll(/[ \t]*[^ \t]+|[ \t]+$/g))
    fields.push([match.index, match.index + match[0].length]);
  return fields;
}

function keyText(line: string, key: Key, separator: string | null, flags: string): string {
  const fields = fieldsOf(line, separator);
  const skipBlanks = (at: number) => {
    let from = at;
    while (flags.includes('b') && (line[from] === ' ' || line[from] === '\t')) from++;
    return from;
  };
  const first = fields[key.from[0] - 1];
  if (first === undefined) return '';
  const start = skipBlanks(first[0]) + key.from[1] - 1;
  if (key.to === null) return line.slice(start);
  const last = fields[key.to[0] - 1];
  if (last === undefined) return line.slice(start);
  return line.slice(start, key.to[1] === 0 ? last[1] : skipBlanks(last[0]) + key.to[1]);
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const HUMAN = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

function numberOf(text: string, flags: string): number {
  if (flags.includes('h')) {
    const match = /^\s*(-?\d*\.?\d*)\s*([KMGTPE]?)/i.exec(text);
    const value = Number(match?.[1] || 0);
    return (Number.isNaN(value) ? 0 : value) * 1024 ** HUMAN.indexOf((match?.[2] ?? '').toUpperCase());
  }
  const pattern = flags.includes('g')
    ? /^\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)/
    : /^\s*(-?\d*\.?\d+|-?\d+\.?)/;
  return Number(pattern.exec(text)?.[1] ?? 0);
}

function compareVersions(a: string, b: string): number {
  const parts = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const left = parts(a);
  const right = parts(b);
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const one = left[at];
    const other = right[at];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    const bothNumbers = /^\d/.test(one) && /^\d/.test(other);
    const order = bothNumbers ? Number(one) - Number(other) : compareText(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

function compareBy(a: string, b: string, flags: string): number {
  let order: number;
  if (/[ngh]/.test(flags)) order = numberOf(a, flags) - numberOf(b, flags);
  else if (flags.includes('V')) order = compareVersions(a, b);
  else {
    const normal = (text: string) => {
      let value = flags.includes('b') ? text.replace(/^[ \t]+/, '') : text;
      if (flags.includes('d')) value = value.replace(/[^A-Za-z0-9 \t]/g, '');
      return flags.includes('f') ? value.toUpperCase() : value;
    };
    order = compareText(normal(a), normal(b));
  }
  return flags.includes('r') ? -order : order;
}

function ordering(state: SortState): (a: string, b: string) => number {
  const keys = state.keys.map((key) => ({ key, flags: key.flags === '' ? state.flags : key.flags }));
  return (a, b) => {
    for (const { key, flags } of keys) {
      const order = compareBy(
        keyText(a, key, state.separator, flags),
        keyText(b, key, state.separator, flags),
        flags,
      );
      if (order !== 0) return order;
    }
    if (keys.length === 0) {
      const order = compareBy(a, b, state.flags);
      if (order !== 0) return order;
    }
    // Equal keys are ordered by the whole line.
    if (state.unique || state.stable) return 0;
    return state.flags.includes('r') ? compareText(b, a) : compareText(a, b);
  };
}

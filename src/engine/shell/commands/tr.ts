// Models coreutils@v9.5 src/tr.c, busybox@v1.37.0 coreutils/tr.c
import { filter } from './program.ts';
import { characterClass } from './regexParse.ts';

interface TrState {
  readonly from: readonly string[];
  readonly to: readonly string[] | null;
  readonly complement: boolean;
  readonly remove: boolean;
  /** Characters whose repeats are squeezed; null: none are. */
  readonly squeeze: readonly string[] | null;
  readonly last: string;
}

const SPEC = {
  short: 'cCdst',
  long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
  usage: 'tr [-cds] STRING1 [STRING2]',
};

export const tr = filter<TrState>({
  start(call) {
    const options = call.options(SPEC);
    if (typeof options === 'number') return options;
    const [first, second, extra] = options.rest;
    const remove = options.has('d');
    const squeezes = options.has('s');
    if (first === undefined) return call.missing(SPEC.usage);
    if (second === undefined && !remove && !squeezes) {
      if (call.busybox) return call.usage(SPEC.usage);
      return call.usage(
        SPEC.usage,
        `missing operand after '${first}'\nTwo strings must be given when translating.`,
      );
    }
    if (extra !== undefined) return call.usage(SPEC.usage, `extra operand '${extra}'`);
    const from = expandSet(first);
    let to = second === undefined || (remove && !squeezes) ? null : expandSet(second);
    const squeeze = !squeezes ? null : remove ? to : (to ?? from);
    if (remove) to = null;
    if (to !== null && to.length === 0) {
      return call.fail('when not truncating set1, string2 must be non-empty');
    }
    if (options.has('t') && to !== null) from.length = Math.min(from.length, to.length);
    const state = { from, to, complement: options.has('c', 'C'), remove, squeeze, last: '' };
    return { files: ['-'], state };
  },
  text(call, state, text) {
    const index = new Map<string, number>();
    for (const [at, char] of state.from.entries()) index.set(char, at);
    const isSqueezed = new Set(state.squeeze ?? []);
    const only = state.to === null && !state.remove;
    let { last } = state;
    let out = '';
    for (const char of text) {
      const at = index.get(char);
      const inSet = (at !== undefined) !== state.complement;
      if (inSet && state.remove) continue;
      let next = char;
      if (inSet && state.to !== null) {
        const place = state.complement ? state.to.length - 1 : (at as number);
        next = state.to[Math.min(place, state.to.length - 1)] as string;
      }
      const squeezes = only && state.complement ? inSet : isSqueezed.has(next);
      if (state.squeeze !== null && squeezes && next === last) continue;
      last = next;
      out += next;
    }
    call.out(out);
    return { ...state, last };
  },
});

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The characters a set such as `a-z`, `[:digit:]` or `\n` stands for, in order. */
function expandSet(text: string): string[] {
  const set: string[] = [];
  let at = 0;
  const one = (): string => {
    if (text[at] === '\\' && at + 1 < text.length) {
      const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1))?.[0];
      if (octal !== undefined) {
        at += 1 + octal.length;
        return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      }
      const char = text[at + 1] as string;
      at += 2;
      return ESCAPES[char] ?? char;
    }
    const char = String.fromCodePoint(text.codePointAt(at) as number);
    at += char.length;
    return char;
  };
  while (at < text.length) {
    const named = /^\[:(\w+):\]/.exec(text.slice(at));
    const chars = named === null ? undefined : characterClass(named[1] as string);
    if (named !== null && chars !== undefined) {
      for (let code = 0; code < 128; code++) {
        const char = String.fromCharCode(code);
        if (chars.test(char)) set.push(char);
      }
      at += named[0].length;
      continue;
    }
    const first = one();
    if (text[at] !== '-' || at + 1 >= text.length) {
      set.push(first);
      continue;
    }
    at++;
    const last = one();
    for (let code = first.codePointAt(0) as number; code <= (last.codePointAt(0) as number); code++) {
      set.push(String.fromCodePoint(code));
    }
  }
  return set;
}

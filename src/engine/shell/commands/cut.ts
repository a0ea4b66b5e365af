// Models coreutils@v9.5 src/cut.c, busybox@v1.37.0 coreutils/cut.c
// Differs: -b counts characters, as -c does.
import { filter } from './program.ts';

type Range = readonly [from: number, to: number];

interface CutState {
  readonly by: 'fields' | 'chars';
  readonly ranges: readonly Range[];
  readonly delimiter: string;
  readonly joiner: string;
  readonly onlyDelimited: boolean;
  readonly complement: boolean;
}

const SPEC = {
  short: 'b:c:f:d:snO:',
  long: {
    bytes: 'b',
    characters: 'c',
    fields: 'f',
    delimiter: 'd',
    'only-delimited': 's',
    'output-delimiter': 'O',
    complement: 'complement',
  },
  usage: 'cut {-b|c LIST | -f LIST [-d SEP] [-s]} [-D] [-O SEP] [FILE]...',
};

export const cut = filter<CutState>({
  start(call) {
    const options = call.options(SPEC);
    if (typeof options === 'number') return options;
    const kinds = ['b', 'c', 'f'].filter((letter) => options.has(letter));
    if (kinds.length === 0) {
      return call.busybox
        ? call.fail('expected a list of bytes, characters, or fields')
        : call.usage(SPEC.usage, 'you must specify a list of bytes, characters, or fields');
    }
    if (kinds.length > 1) return call.usage(SPEC.usage, 'only one list may be specified');
    const kind = kinds[0] as string;
    const list = options.value(kind) as string;
    const ranges = parseRanges(list, kind === 'f' ? 'fields' : 'byte/character positions');
    if (typeof ranges === 'string') {
      return call.busybox ? call.fail(`invalid range ${list}`) : call.usage(SPEC.usage, ranges);
    }
    const delimiter = options.value('d') ?? '\t';
    if ([...delimiter].length !== 1)
      return call.usage(SPEC.usage, 'the delimiter must be a single character');
    if (kind !== 'f' && options.has('d')) {
      return call.usage(SPEC.usage, 'an input delimiter may be specified only when operating on fields');
    }
    const state: CutState = {
      by: kind === 'f' ? 'fields' : 'chars',
      ranges,
      delimiter,
      joiner: options.value('O') ?? (kind === 'f' ? delimiter : ''),
      onlyDelimited: options.has('s'),
      complement: options.has('complement'),
    };
    return { files: options.rest, state };
  },
  lines(call, state, lines) {
    for (const line of lines) {
      if (state.by === 'chars') call.out(`${pick([...line], state).join(state.joiner)}\n`);
      else if (line.includes(state.delimiter)) {
        call.out(`${pick(line.split(state.delimiter), state).join(state.joiner)}\n`);
      } else if (!state.onlyDelimited) call.out(`${line}\n`);
    }
    return state;
  },
});

function pick(parts: readonly string[], { ranges, complement }: CutState): string[] {
  return parts.filter((_, at) => ranges.some(([from, to]) => at + 1 >= from && at + 1 <= to) !== complement);
}

function parseRanges(list: string, what: string): Range[] | string {
  const ranges: Range[] = [];
  for (const part of list.split(/[, ]/)) {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (match === null) return `invalid field value '${part}'`;
    const [, low, dash, high] = match;
    if (low === '0' || (low === '' && dash === '')) return `${what} are numbered from 1`;
    if (low === '' && high === '') return 'invalid range with no endpoint: -';
    const from = low === '' ? 1 : Number(low);
    const to = dash === '' ? from : high === '' ? Number.POSITIVE_INFINITY : Number(high);
    if (to < from) return 'invalid decreasing range';
    // Infinity is not plain data.
    ranges.push([from, Math.min(to, Number.MAX_SAFE_INTEGER)]);
  }
  return ranges;
}

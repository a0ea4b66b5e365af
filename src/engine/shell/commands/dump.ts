// Models coreutils@v9.5 src/od.c, util-linux@v2.40.0 text-utils/hexdump.c, busybox@v1.37.0 coreutils/od.c
// Differs: od knows -c, -x, -b, -d and -t with o, x, d, u and c of one or two bytes; hexdump knows -C and its default.
import { utf8Bytes } from '../../../api/utf8.ts';
import { type Call, filter } from './program.ts';

interface DumpState {
  readonly bytes: readonly number[];
  readonly offset: number;
  readonly limit: number;
  readonly format: string;
  readonly addresses: string;
  readonly all: boolean;
  /** The last row shown, and whether rows like it are being left out. */
  readonly last: string;
  readonly starred: boolean;
}

const ROW = 16;

function dumping(
  start: (call: Call) => { readonly files: readonly string[]; readonly state: DumpState } | number,
) {
  return filter<DumpState>({
    start,
    text(call, state, text) {
      const left = state.limit - state.offset - state.bytes.length;
      const bytes = [...state.bytes, ...utf8Bytes(text).slice(0, left)];
      if (bytes.length - state.bytes.length >= left) call.stop();
      let next: DumpState = state;
      let at = 0;
      for (; at + ROW <= bytes.length; at += ROW) next = row(call, next, bytes.slice(at, at + ROW));
      return { ...next, bytes: bytes.slice(at) };
    },
    end(call, state) {
      const next = state.bytes.length === 0 ? state : row(call, state, state.bytes);
      if (next.addresses !== 'n' && (next.format !== 'C' || next.offset > 0)) call.out(`${address(next)}\n`);
      return call.code;
    },
  });
}

function address({ addresses, offset, format }: DumpState): string {
  if (addresses === 'n') return '';
  if (format === 'C') return offset.toString(16).padStart(8, '0');
  if (addresses === 'x') return offset.toString(16).padStart(format === 'H' ? 7 : 6, '0');
  return offset.toString(addresses === 'd' ? 10 : 8).padStart(7, '0');
}

function row(call: Call, state: DumpState, bytes: readonly number[]): DumpState {
  const key = bytes.join(' ');
  const next = { ...state, offset: state.offset + bytes.length, last: key };
  if (!state.all && bytes.length === ROW && key === state.last) {
    if (!state.starred) call.out('*\n');
    return { ...next, starred: true };
  }
  call.out(`${address(state)}${columns(state.format, bytes)}\n`);
  return { ...next, starred: false };
}

const NAMED: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

const printable = (byte: number) => byte >= 32 && byte < 127;

function columns(format: string, bytes: readonly number[]): string {
  if (format === 'C') {
    const cells = Array.from({ length: ROW }, (_, at) => {
      const byte = bytes[at];
      return `${at === 8 ? '  ' : ' '}${byte === undefined ? '  ' : byte.toString(16).padStart(2, '0')}`;
    });
    const text = bytes.map((byte) => (printable(byte) ? String.fromCharCode(byte) : '.')).join('');
    return ` ${cells.join('')}  |${text}|`;
  }
  if (format === 'c') {
    return bytes
      .map(
        (byte) =>
          NAMED[byte] ?? (printable(byte) ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0')),
      )
      .map((cell) => cell.padStart(4))
      .join('');
  }
  const wide = format.endsWith('2') || format === 'H';
  const units: number[] = [];
  if (wide)
    for (let at = 0; at < bytes.length; at += 2)
      units.push((bytes[at] as number) | ((bytes[at + 1] ?? 0) << 8));
  else units.push(...bytes);
  const show = (value: number): string => {
    const kind = format[0];
    if (kind === 'x' || kind === 'H') return ` ${value.toString(16).padStart(wide ? 4 : 2, '0')}`;
    if (kind === 'o') return ` ${value.toString(8).padStart(wide ? 6 : 3, '0')}`;
    const signed = kind === 'd' && value >= (wide ? 0x8000 : 0x80) ? value - (wide ? 0x10000 : 0x100) : value;
    return ` ${String(signed).padStart(kind === 'd' ? (wide ? 6 : 4) : wide ? 5 : 3)}`;
  };
  return units.map(show).join('');
}

function base(format: string, addresses: string, limit: string | undefined, all: boolean): DumpState {
  const max = limit === undefined ? Number.MAX_SAFE_INTEGER : Number(limit);
  return { bytes: [], offset: 0, limit: max, format, addresses, all, last: '', starred: false };
}

export const od = dumping((call) => {
  const options = call.options({
    short: 'A:t:N:vcxbdo',
    long: { 'address-radix': 'A', format: 't', 'read-bytes': 'N', 'output-duplicates': 'v' },
    usage: 'od [-abcdfhilovxs] [-t TYPE] [-A RADIX] [-N SIZE] [FILE]...',
  });
  if (typeof options === 'number') return options;
  const letter = options.last('t', 'c', 'x', 'b', 'd', 'o');
  const short: Readonly<Record<string, string>> = { c: 'c', x: 'x2', b: 'o1', d: 'u2', o: 'o2' };
  let format = 'o2';
  if (letter === 't') {
    const type = options.value('t') ?? '';
    const match = /^([oxdu])([12]?)$/.exec(type);
    if (match === null && type !== 'c') return call.fail(`the type '${type}' is not modelled`);
    format = match === null ? 'c' : `${match[1]}${match[2] || '2'}`;
  } else if (letter !== undefined) format = short[letter] as string;
  return {
    files: options.rest,
    state: base(format, options.value('A') ?? 'o', options.value('N'), options.has('v')),
  };
});

export const hexdump = dumping((call) => {
  const options = call.options({
    short: 'Cn:v',
    long: { canonical: 'C', length: 'n' },
    usage: 'hexdump [-Cv] [-n LEN] [FILE]...',
  });
  if (typeof options === 'number') return options;
  const format = options.has('C') || call.name === 'hd' ? 'C' : 'H';
  return { files: options.rest, state: base(format, 'x', options.value('n'), options.has('v')) };
});

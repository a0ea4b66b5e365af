// Models coreutils@v9.5 src/wc.c, busybox@v1.37.0 coreutils/wc.c
import { isErrno } from '../../linux/errno.ts';
import { utf8Length } from '../../linux/fs/bytes.ts';
import { type Call, filter } from './program.ts';

type Counts = readonly [lines: number, words: number, chars: number, bytes: number, longest: number];

interface WcState {
  /** Which of the counts are shown, in their order. */
  readonly shown: readonly number[];
  readonly width: number;
  readonly counts: Counts;
  readonly total: Counts;
  readonly inWord: boolean;
  readonly column: number;
  /** How many it was told to read, whether or not they are there. */
  readonly given: number;
  readonly named: boolean;
}

const NONE: Counts = [0, 0, 0, 0, 0];
const LETTERS = ['l', 'w', 'm', 'c', 'L'];

export const wc = filter<WcState>({
  start(call) {
    const options = call.options({
      short: 'clmwL',
      long: { lines: 'l', words: 'w', chars: 'm', bytes: 'c', 'max-line-length': 'L' },
      usage: 'wc [-cmlwL] [FILE]...',
    });
    if (typeof options === 'number') return options;
    const chosen = LETTERS.flatMap((letter, index) => (options.has(letter) ? [index] : []));
    const shown = chosen.length === 0 ? [0, 1, 3] : chosen;
    const state = { shown, counts: NONE, total: NONE, inWord: false, column: 0, given: options.rest.length };
    const width = widthOf(call, shown.length, options.rest);
    return { files: options.rest, state: { ...state, width, named: options.rest.length > 0 } };
  },
  open: (_call, state) => ({ ...state, counts: NONE, inWord: false, column: 0 }),
  text(_call, state, text) {
    let [lines, words, chars, bytes, longest] = state.counts;
    let { inWord, column } = state;
    for (const char of text) {
      if (char === '\n') {
        lines++;
        longest = Math.max(longest, column);
        column = 0;
      } else column += char === '\t' ? 8 - (column % 8) : 1;
      const blank = char === ' ' || (char >= '\t' && char <= '\r');
      if (!blank && !inWord) words++;
      inWord = !blank;
      chars++;
    }
    bytes += utf8Length(text);
    return { ...state, counts: [lines, words, chars, bytes, Math.max(longest, column)], inWord, column };
  },
  close(call, state, file) {
    call.out(line(state, state.counts, state.named ? file : ''));
    const total = state.total.map((sum, at) =>
      at === 4 ? Math.max(sum, state.counts[at] as number) : sum + (state.counts[at] as number),
    );
    return { ...state, total: total as unknown as Counts };
  },
  end(call, state) {
    if (state.given > 1) call.out(line(state, state.total, 'total'));
    return call.code;
  },
});

function line(state: WcState, counts: Counts, name: string): string {
  const numbers = state.shown.map((at) => String(counts[at]).padStart(state.width));
  return `${numbers.join(' ')}${name === '' ? '' : ` ${name}`}\n`;
}

function widthOf(call: Call, columns: number, files: readonly string[]): number {
  if (columns === 1 && files.length <= 1) return 1;
  if (call.busybox) return 9;
  let bytes = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    const stat = call.sys.stat(file === '-' ? '/proc/self/fd/0' : file);
    if (isErrno(stat) ? file === '-' : stat.type !== 'file') return 7;
    if (!isErrno(stat)) bytes += stat.sizeBytes;
  }
  return String(bytes).length;
}

// Models coreutils@v9.5 src/cat.c, src/tac.c, busybox@v1.37.0 coreutils/cat.c, coreutils/tac.c
import { errorText } from '../../linux/errno.ts';
import { filter } from './program.ts';

interface CatState {
  readonly number: 'no' | 'all' | 'full';
  readonly ends: boolean;
  readonly tabs: boolean;
  readonly squeeze: boolean;
  readonly line: number;
  /** The text so far ends with a newline. */
  readonly atStart: boolean;
  readonly blank: boolean;
}

/** How a busybox program that opens without stdio says that it cannot. */
export function cannotOpen(busybox: boolean, file: string): string {
  return busybox ? `can't open '${file}'` : file;
}

const SPEC = {
  short: 'nbsvtTeEAu',
  long: {
    number: 'n',
    'number-nonblank': 'b',
    'squeeze-blank': 's',
    'show-nonprinting': 'v',
    'show-ends': 'E',
    'show-tabs': 'T',
    'show-all': 'A',
  },
  usage: 'cat [-nbvteA] [FILE]...',
};

export const cat = filter<CatState>({
  start(call) {
    const options = call.options(SPEC);
    if (typeof options === 'number') return options;
    const state: CatState = {
      number: options.has('b') ? 'full' : options.has('n') ? 'all' : 'no',
      ends: options.has('e', 'E', 'A'),
      tabs: options.has('t', 'T', 'A'),
      squeeze: options.has('s'),
      line: 0,
      atStart: true,
      blank: false,
    };
    return { files: options.rest, state };
  },
  text(call, state, text) {
    if (state.number === 'no' && !state.ends && !state.tabs && !state.squeeze) {
      call.out(text);
      return state;
    }
    let { line, atStart, blank } = state;
    let out = '';
    const lines = text.split('\n');
    for (const [index, content] of lines.entries()) {
      const complete = index < lines.length - 1;
      if (!complete && content === '') break;
      const empty = atStart && content === '' && complete;
      if (!(empty && blank && state.squeeze)) {
        if (atStart && (state.number === 'all' || (state.number === 'full' && !empty))) {
          out += `${String(++line).padStart(6)}\t`;
        }
        out += state.tabs ? content.replaceAll('\t', '^I') : content;
        if (complete) out += state.ends ? '$\n' : '\n';
      }
      blank = empty;
      atStart = complete;
    }
    call.out(out);
    return { ...state, line, atStart, blank };
  },
  unreadable(call, file, why) {
    if (call.busybox && why.errno === 'EISDIR') return call.fail(`read error: ${errorText(why.errno)}`);
    return call.failed(cannotOpen(call.busybox, file), why);
  },
});

interface TacState {
  readonly lines: readonly string[];
}

/** Each file by itself, its last line first. */
export const tac = filter<TacState>({
  start(call) {
    const options = call.options({ short: '', usage: 'tac [FILE]...' });
    if (typeof options === 'number') return options;
    return { files: options.rest, state: { lines: [] } };
  },
  lines(_call, state, lines, complete) {
    return { lines: [...state.lines, ...lines.map((line) => (complete ? `${line}\n` : line))] };
  },
  close(call, state) {
    call.out(state.lines.toReversed().join(''));
    return { lines: [] };
  },
  unreadable(call, file, why) {
    if (call.busybox) return call.failed(file, why);
    const verb = why.errno === 'EISDIR' ? `${file}: read error` : `failed to open '${file}' for reading`;
    return call.failed(verb, why);
  },
});

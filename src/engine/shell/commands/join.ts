// Models coreutils@v9.5 src/paste.c, src/comm.c, src/fold.c, src/sync.c
// Differs: paste and comm read their files whole; fold counts characters.
import { isErrno } from '../../linux/errno.ts';
import { type Call, command, filter } from './program.ts';

interface PasteState {
  readonly files: readonly (readonly string[])[];
  /** Which of them are standard input: the first has all its lines, they take turns. */
  readonly input: readonly number[];
  readonly delimiters: string;
  readonly serial: boolean;
}

/** Lines of several files side by side, or with -s those of each file in one. */
export const paste = filter<PasteState>({
  start(call) {
    const options = call.options({
      short: 'd:s',
      long: { delimiters: 'd', serial: 's' },
      usage: 'paste [-d LIST] [-s] [FILE]...',
    });
    if (typeof options === 'number') return options;
    const delimiters = (options.value('d') ?? '\t').replace(/\\([nt0\\])/g, (_, char: string) =>
      char === 'n' ? '\n' : char === 't' ? '\t' : char === '0' ? '' : '\\',
    );
    return {
      files: options.rest,
      state: { files: [], input: inputsOf(options.rest), delimiters, serial: options.has('s') },
    };
  },
  open: (_call, state) => ({ ...state, files: [...state.files, []] }),
  lines(_call, state, lines) {
    const last = state.files.at(-1) ?? [];
    return { ...state, files: state.files.with(-1, [...last, ...lines]) };
  },
  end(call, { files: read, input, delimiters, serial }) {
    const files = serial ? read : takeTurns(read, input);
    const between = (at: number) => (delimiters === '' ? '' : delimiters[at % delimiters.length]);
    const joined = (parts: readonly string[]) =>
      parts.map((part, at) => (at === 0 ? part : between(at - 1) + part)).join('');
    if (serial) for (const lines of files) call.out(`${joined(lines)}\n`);
    else {
      const rows = Math.max(0, ...files.map((lines) => lines.length));
      for (let row = 0; row < rows; row++) call.out(`${joined(files.map((lines) => lines[row] ?? ''))}\n`);
    }
    return call.code;
  },
});

const inputsOf = (names: readonly string[]): number[] =>
  names.flatMap((name, index) => (name === '-' ? [index] : []));

function takeTurns(
  files: readonly (readonly string[])[],
  input: readonly number[],
): readonly (readonly string[])[] {
  const [first] = input;
  if (first === undefined || input.length === 1) return files;
  const all = files[first] ?? [];
  return files.map((lines, index) => {
    const turn = input.indexOf(index);
    return turn === -1 ? lines : all.filter((_, at) => at % input.length === turn);
  });
}

function linesOf(call: Call, path: string): readonly string[] | null {
  const text = call.sys.readFile(path);
  if (isErrno(text)) {
    call.failed(call.busybox ? `can't open '${path}'` : path, text);
    return null;
  }
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Lines of two sorted files: only in the first, only in the second, in both. */
export const comm = command((call) => {
  const usage = 'comm [-123] FILE1 FILE2';
  const options = call.options({ short: '123', usage });
  if (typeof options === 'number') return options;
  const [left, right] = options.rest;
  if (left === undefined || right === undefined) return call.missing(usage);
  const a = linesOf(call, left);
  const b = linesOf(call, right);
  if (a === null || b === null) return 1;
  const show = (column: 1 | 2 | 3, line: string) => {
    if (options.has(String(column))) return;
    const tabs = ['1', '2'].slice(0, column - 1).filter((other) => !options.has(other)).length;
    call.out(`${'\t'.repeat(tabs)}${line}\n`);
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const one = a[i];
    const other = b[j];
    if (other === undefined || (one !== undefined && one < other)) {
      show(1, one as string);
      i++;
    } else if (one === undefined || other < one) {
      show(2, other);
      j++;
    } else {
      show(3, one);
      i++;
      j++;
    }
  }
  return 0;
});

/** Lines cut into pieces of a width. */
export const fold = filter<{ readonly width: number; readonly words: boolean }>({
  start(call) {
    const options = call.options({
      short: 'w:sb',
      long: { width: 'w', spaces: 's', bytes: 'b' },
      usage: 'fold [-bs] [-w WIDTH] [FILE]...',
      digits: 'w',
    });
    if (typeof options === 'number') return options;
    const width = Number(options.value('w') ?? 80);
    if (!Number.isInteger(width) || width < 1) {
      return call.fail(`invalid number of columns: '${options.value('w')}'`);
    }
    return { files: options.rest, state: { width, words: options.has('s') } };
  },
  lines(call, state, lines, complete) {
    for (const line of lines) {
      let rest = line;
      while (rest.length > state.width) {
        const blank = state.words ? rest.lastIndexOf(' ', state.width - 1) : -1;
        const cut = blank === -1 ? state.width : blank + 1;
        call.out(`${rest.slice(0, cut)}\n`);
        rest = rest.slice(cut);
      }
      call.out(rest + (complete ? '\n' : ''));
    }
    return state;
  },
});

/** Everything is written already. */
export const sync = command(() => 0);

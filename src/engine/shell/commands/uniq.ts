// Models coreutils@v9.5 src/uniq.c, busybox@v1.37.0 coreutils/uniq.c
import { isErrno } from '../../linux/errno.ts';
import { type Call, filter } from './program.ts';

interface UniqState {
  readonly count: boolean;
  readonly only: 'all' | 'repeated' | 'unique';
  readonly ignoreCase: boolean;
  readonly skipFields: number;
  readonly skipChars: number;
  readonly width: number;
  readonly line: string | null;
  readonly times: number;
  /** Where the result goes: 1 unless a second file is named. */
  readonly out: number;
}

export const uniq = filter<UniqState>({
  start(call) {
    const options = call.options({
      short: 'cduif:s:w:',
      long: {
        count: 'c',
        repeated: 'd',
        unique: 'u',
        'ignore-case': 'i',
        'skip-fields': 'f',
        'skip-chars': 's',
        'check-chars': 'w',
      },
      usage: 'uniq [-cduiz] [-f,s,w N] [FILE [OUTFILE]]',
    });
    if (typeof options === 'number') return options;
    const number = (letter: string, other: number) => Number(options.value(letter) ?? other);
    let out = 1;
    const [, target] = options.rest;
    if (target !== undefined) {
      const fd = call.sys.open(target, { access: 'w', create: true, truncate: true });
      if (isErrno(fd)) return call.failed(call.busybox ? `can't open '${target}'` : target, fd);
      out = fd;
    }
    const state: UniqState = {
      count: options.has('c'),
      only: options.has('d') ? 'repeated' : options.has('u') ? 'unique' : 'all',
      ignoreCase: options.has('i'),
      skipFields: number('f', 0),
      skipChars: number('s', 0),
      width: number('w', Number.MAX_SAFE_INTEGER),
      line: null,
      times: 0,
      out,
    };
    return { files: options.rest.slice(0, 1), state };
  },
  lines(call, state, lines) {
    let { line, times } = state;
    for (const next of lines) {
      if (line !== null && keyOf(state, next) === keyOf(state, line)) times++;
      else {
        if (line !== null) show(call, state, line, times);
        line = next;
        times = 1;
      }
    }
    return { ...state, line, times };
  },
  end(call, state) {
    if (state.line !== null) show(call, state, state.line, state.times);
    return call.code;
  },
  unreadable(call, file, why) {
    return call.failed(call.busybox ? `can't open '${file}'` : file, why);
  },
});

function keyOf(state: UniqState, line: string): string {
  let key = line;
  for (let field = 0; field < state.skipFields; field++) key = key.replace(/^[ \t]*[^ \t]*/, '');
  key = key.slice(state.skipChars);
  if (key.length > state.width) key = key.slice(0, state.width);
  return state.ignoreCase ? key.toLowerCase() : key;
}

function show(call: Call, state: UniqState, line: string, times: number): void {
  if (state.only === 'repeated' && times === 1) return;
  if (state.only === 'unique' && times > 1) return;
  const text = `${state.count ? `${String(times).padStart(7)} ` : ''}${line}\n`;
  if (state.out === 1) call.out(text);
  else call.sys.write(state.out, text);
}

// Models coreutils@v9.5 src/nl.c, util-linux@v2.40.0 text-utils/rev.c, busybox@v1.37.0 coreutils/nl.c
// Differs: nl knows no logical pages.
import { filter } from './program.ts';

/** Each line backwards. */
export const rev = filter<null>({
  start(call) {
    const options = call.options({ short: '', usage: 'rev [FILE]...' });
    return typeof options === 'number' ? options : { files: options.rest, state: null };
  },
  lines(call, state, lines, complete) {
    for (const line of lines) call.out(`${[...line].reverse().join('')}${complete ? '\n' : ''}`);
    return state;
  },
  unreadable: (call, file, why) => call.failed(call.busybox ? file : `cannot open ${file}`, why),
});

interface NlState {
  readonly all: boolean;
  readonly width: number;
  readonly separator: string;
  readonly step: number;
  readonly format: string;
  readonly next: number;
}

/** Lines with their numbers; by default only those that are not empty. */
export const nl = filter<NlState>({
  start(call) {
    const options = call.options({
      short: 'b:w:s:v:i:n:p',
      long: { 'body-numbering': 'b', 'number-width': 'w', 'number-separator': 's', 'number-format': 'n' },
      usage: 'nl [OPTIONS] [FILE]...',
    });
    if (typeof options === 'number') return options;
    const style = options.value('b') ?? 't';
    if (style !== 'a' && style !== 't') return call.fail(`invalid body numbering style: '${style}'`);
    const state: NlState = {
      all: style === 'a',
      width: Number(options.value('w') ?? 6),
      separator: options.value('s') ?? '\t',
      step: Number(options.value('i') ?? 1),
      format: options.value('n') ?? 'rn',
      next: Number(options.value('v') ?? 1),
    };
    return { files: options.rest, state };
  },
  lines(call, state, lines) {
    let { next } = state;
    for (const line of lines) {
      if (line === '' && !state.all) {
        call.out(`${' '.repeat(state.width + state.separator.length)}\n`);
        continue;
      }
      const number = String(next);
      const padded =
        state.format === 'ln'
          ? number.padEnd(state.width)
          : number.padStart(state.width, state.format === 'rz' ? '0' : ' ');
      call.out(`${padded}${state.separator}${line}\n`);
      next += state.step;
    }
    return { ...state, next };
  },
});

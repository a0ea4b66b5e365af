// Models coreutils@v9.5 src/head.c, busybox@v1.37.0 coreutils/head.c

import { utf8Length } from '../../linux/fs/bytes.ts';
import { lastBytes, parseSize, takeBytes } from './bytes.ts';
import { type Call, filter } from './program.ts';

interface HeadState {
  readonly unit: 'lines' | 'bytes';
  readonly count: number;
  /** Everything but the last `count`. */
  readonly allBut: boolean;
  readonly headers: boolean;
  readonly opened: number;
  readonly left: number;
  /** What might be among the last ones. */
  readonly held: string;
}

const SPEC = {
  short: 'n:c:qv',
  long: { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v' },
  digits: 'n',
  usage: 'head [OPTIONS] [FILE]...',
};

/** What a file is called above its part of the output. */
export function fileHeader(file: string, first: boolean): string {
  return `${first ? '' : '\n'}==> ${file === '-' ? 'standard input' : file} <==\n`;
}

export function invalidCount(call: Call, what: string, value: string): number {
  return call.fail(call.busybox ? `invalid number '${value}'` : `invalid number of ${what}: '${value}'`);
}

export const head = filter<HeadState>({
  start(call) {
    const options = call.options(SPEC);
    if (typeof options === 'number') return options;
    const unit = options.last('n', 'c') === 'c' ? 'bytes' : 'lines';
    const value = options.value(unit === 'bytes' ? 'c' : 'n') ?? '10';
    const count = parseSize(value.replace(/^[-+]/, ''));
    if (count === undefined) return invalidCount(call, unit, value);
    const state: HeadState = {
      unit,
      count,
      allBut: value.startsWith('-'),
      headers: options.has('v') || (options.rest.length > 1 && !options.has('q')),
      opened: 0,
      left: count,
      held: '',
    };
    return { files: options.rest, state };
  },
  open(call, state, file) {
    if (state.headers) call.out(fileHeader(file, state.opened === 0));
    if (state.count === 0 && !state.allBut) call.skipFile();
    return { ...state, opened: state.opened + 1, left: state.count, held: '' };
  },
  text(call, state, text) {
    if (state.allBut) return holdBack(call, state, text);
    const part = state.unit === 'bytes' ? takeBytes(text, state.left) : takeLines(text, state.left);
    call.out(part);
    const left = state.left - (state.unit === 'bytes' ? utf8Length(part) : newlines(part));
    if (left <= 0 || part.length < text.length) call.skipFile();
    return { ...state, left };
  },
  unreadable(call, file, why) {
    if (call.busybox) return call.failed(file, why);
    const verb = why.errno === 'EISDIR' ? `error reading '${file}'` : `cannot open '${file}' for reading`;
    return call.failed(verb, why);
  },
});

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The first so many lines. */
function takeLines(text: string, count: number): string {
  let at = 0;
  for (let line = 0; line < count; line++) {
    const end = text.indexOf('\n', at);
    if (end === -1) return text;
    at = end + 1;
  }
  return text.slice(0, at);
}

/** The last so many lines, one without its newline being one too. */
export function lastLines(text: string, count: number): string {
  if (count === 0) return '';
  let at = text.endsWith('\n') ? text.length - 1 : text.length;
  for (let line = 0; line < count; line++) {
    if (at === 0) return text;
    at = text.lastIndexOf('\n', at - 1);
    if (at === -1) return text;
  }
  return text.slice(at + 1);
}

function holdBack(call: Call, state: HeadState, text: string): HeadState {
  const held = state.held + text;
  const keep = state.unit === 'bytes' ? lastBytes(held, state.count) : lastLines(held, state.count);
  call.out(held.slice(0, held.length - keep.length));
  return { ...state, held: keep };
}

import { isErrno } from '../../../linux/errno.ts';
import { assignElement } from '../parameters.ts';
import { type Shell, ShellFailure } from '../shell.ts';
import type { FrameOf } from '../state.ts';
import { BLOCKED, type Builtins, type Result } from './types.ts';
import { badName, isName } from './variables.ts';

interface Reading {
  readonly text: string;
  readonly untilMs: number | null;
  /** The character before was a backslash. */
  readonly escaped: boolean;
  /** Characters that a backslash has quoted, by their place in `text`. */
  readonly quoted: readonly number[];
}

/** Reads one line, character by character unless from a terminal: what comes after belongs to others. */
function read(shell: Shell, args: readonly string[], frame: FrameOf<'builtin'>): Result {
  const options = readOptions(shell, args);
  if (typeof options === 'number') return options;
  const { sys } = shell;
  let reading = frame.data as Reading | null;
  if (reading === null) {
    if (options.prompt !== '' && shell.fd(0) !== undefined && sys.isTerminal(shell.fd(options.fd) ?? 0)) {
      shell.write(2, options.prompt);
    }
    const untilMs = options.timeoutMs === null ? null : sys.nowMs + options.timeoutMs;
    reading = { text: '', untilMs, escaped: false, quoted: [] };
  }
  const fd = shell.fd(options.fd);
  if (fd === undefined) {
    shell.complain(`${options.fd}: invalid file descriptor: Bad file descriptor`, 'read');
    return 1;
  }
  let { text, escaped } = reading;
  const quotedAt = [...reading.quoted];
  let ended: 'line' | 'end' | null = null;
  while (ended === null) {
    if (options.count !== null && text.length >= options.count) {
      ended = 'line';
      break;
    }
    const chunk = sys.read(fd, 1);
    if (chunk === null) {
      if (reading.untilMs !== null && sys.nowMs >= reading.untilMs) {
        store(shell, options, text, quotedAt);
        return shell.state.dialect === 'bash' ? 142 : 1;
      }
      shell.become({
        ...frame,
        data: { text, escaped, quoted: quotedAt, untilMs: reading.untilMs } satisfies Reading,
      });
      sys.block({ readable: [fd], untilMs: reading.untilMs });
      return BLOCKED;
    }
    if (isErrno(chunk)) {
      shell.complain(`read error: ${options.fd}: ${chunk.errno}`, 'read');
      return 1;
    }
    if (chunk === '') ended = 'end';
    for (const char of chunk) {
      if (escaped) {
        escaped = false;
        if (char !== '\n') {
          quotedAt.push(text.length);
          text += char;
        }
      } else if (char === '\\' && !options.raw) escaped = true;
      else if (char === options.delimiter) {
        ended = 'line';
        break;
      } else text += char;
    }
  }
  store(shell, options, text, quotedAt);
  return ended === 'line' ? 0 : 1;
}

interface ReadOptions {
  readonly raw: boolean;
  readonly prompt: string;
  readonly timeoutMs: number | null;
  readonly count: number | null;
  readonly delimiter: string;
  readonly fd: number;
  readonly array: string | null;
  readonly names: readonly string[];
}

function readOptions(shell: Shell, args: readonly string[]): ReadOptions | number {
  const { dialect } = shell.state;
  const known = dialect === 'dash' ? 'rp' : dialect === 'ash' ? 'rptndsu' : 'rptndsuaeiN';
  let options: ReadOptions = {
    raw: false,
    prompt: '',
    timeoutMs: null,
    count: null,
    delimiter: '\n',
    fd: 0,
    array: null,
    names: [],
  };
  let at = 0;
  for (; at < args.length; at++) {
    const text = args[at] as string;
    if (text === '--') {
      at++;
      break;
    }
    if (!text.startsWith('-') || text === '-') break;
    for (let index = 1; index < text.length; index++) {
      const letter = text[index] as string;
      if (!known.includes(letter)) {
        if (dialect === 'bash') {
          shell.complain(`-${letter}: invalid option`, 'read');
          shell.write(
            2,
            'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n',
          );
          return 2;
        }
        shell.complain(`${dialect === 'ash' ? 'illegal' : 'Illegal'} option -${letter}`, 'read');
        return 2;
      }
      if (letter === 'r') options = { ...options, raw: true };
      if (!'ptnduaiN'.includes(letter)) continue;
      const value = text.slice(index + 1) !== '' ? text.slice(index + 1) : (args[++at] ?? '');
      if (letter === 'p') options = { ...options, prompt: value };
      else if (letter === 't') options = { ...options, timeoutMs: Math.round(Number(value) * 1000) };
      else if (letter === 'n' || letter === 'N') options = { ...options, count: Number(value) };
      else if (letter === 'd') options = { ...options, delimiter: value.slice(0, 1) || '\0' };
      else if (letter === 'u') options = { ...options, fd: Number(value) };
      else if (letter === 'a') options = { ...options, array: value };
      break;
    }
  }
  const names = args.slice(at);
  const bad = names.find((name) => !isName(name) && !/^\w+\[.*\]$/.test(name));
  if (bad !== undefined) return badName(shell, 'read', bad);
  if (names.length === 0 && dialect === 'dash') throw new ShellFailure('arg count', 2, 'read');
  return { ...options, names };
}

function store(shell: Shell, options: ReadOptions, text: string, quotedAt: readonly number[]): void {
  const { names, array } = options;
  const ifs = shell.value('IFS') ?? ' \t\n';
  if (array !== null) {
    const items = Object.fromEntries(
      splitWords(text, ifs, Number.POSITIVE_INFINITY, quotedAt).map((word, index) => [String(index), word]),
    );
    shell.setVariable(array, { items });
    return;
  }
  if (names.length === 0) {
    shell.assign('REPLY', text);
    return;
  }
  const words = splitWords(text, ifs, names.length, quotedAt);
  for (const [index, name] of names.entries()) {
    const element = /^(\w+)\[(.*)\]$/.exec(name);
    if (element === null) shell.assign(name, words[index] ?? '');
    else assignElement(shell, element[1] as string, element[2] as string, words[index] ?? '');
  }
}

/** Splits a line at IFS into at most `count` words; the last has all the rest. */
function splitWords(text: string, ifs: string, count: number, quotedAt: readonly number[]): string[] {
  const isSpace = (at: number) =>
    ' \t\n'.includes(text[at] as string) && ifs.includes(text[at] as string) && !quotedAt.includes(at);
  const isOther = (at: number) =>
    !' \t\n'.includes(text[at] as string) && ifs.includes(text[at] as string) && !quotedAt.includes(at);
  const words: string[] = [];
  let at = 0;
  while (at < text.length && isSpace(at)) at++;
  let end = text.length;
  while (end > at && isSpace(end - 1)) end--;
  while (at < end) {
    if (words.length === count - 1) {
      let rest = text.slice(at, end);
      // One separator at the very end belongs to the last word only if there are others in it.
      if (end > at && isOther(end - 1) && ![...rest.slice(0, -1)].some((_, index) => isOther(at + index)))
        rest = rest.slice(0, -1);
      words.push(rest);
      return words;
    }
    let to = at;
    while (to < end && !isSpace(to) && !isOther(to)) to++;
    words.push(text.slice(at, to));
    while (to < end && isSpace(to)) to++;
    if (to < end && isOther(to)) {
      to++;
      while (to < end && isSpace(to)) to++;
    }
    at = to;
  }
  return words;
}

function mapfile(shell: Shell, args: readonly string[], frame: FrameOf<'builtin'>): Result {
  const trims = args.includes('-t');
  const name = args.findLast((text) => isName(text)) ?? 'MAPFILE';
  const fd = shell.fd(0);
  let text = (frame.data as string | null) ?? '';
  for (;;) {
    const chunk = fd === undefined ? '' : shell.sys.read(fd);
    if (chunk === null) {
      shell.become({ ...frame, data: text });
      shell.sys.block({ readable: [fd as number] });
      return BLOCKED;
    }
    if (isErrno(chunk) || chunk === '') break;
    text += chunk;
  }
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  shell.setVariable(name, {
    items: Object.fromEntries(
      lines.map((line, index) => [String(index), trims ? line.replace(/\n$/, '') : line]),
    ),
  });
  return 0;
}

export const reading: Builtins = {
  read: { run: read },
  mapfile: { run: mapfile, only: ['bash'] },
  readarray: { run: mapfile, only: ['bash'] },
};

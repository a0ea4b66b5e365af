// Models grep@v3.11 src/grep.c, busybox@v1.37.0 findutils/grep.c
// Differs: --color and binary files are left out; what -P would add to -E is refused.
import { type Errno, errorText, isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';
import { type Call, type FilterCall, filter } from './program.ts';
import { compileRegex, literalRegex, type Match, Regex } from './regex.ts';

interface GrepState {
  readonly patterns: readonly string[];
  readonly kind: 'basic' | 'extended' | 'fixed';
  readonly ignoreCase: boolean;
  readonly invert: boolean;
  readonly whole: 'no' | 'word' | 'line';
  readonly output: 'lines' | 'matches' | 'count' | 'names' | 'otherNames' | 'nothing';
  readonly numbers: boolean;
  readonly names: boolean;
  readonly silent: boolean;
  readonly max: number;
  readonly before: number;
  readonly after: number;
  /** The file being read, as it is printed. */
  readonly file: string;
  readonly line: number;
  readonly found: number;
  readonly any: boolean;
  /** Lines that are context if the next one matches, and how many of the coming ones are. */
  readonly held: readonly string[];
  readonly owed: number;
  /** Something was printed since: a gap to the next context is shown as `--`. */
  readonly printed: number;
}

const SPEC = {
  short: 'ivncqEFGPrRolLwxshHe:f:m:A:B:C:aI',
  long: {
    'ignore-case': 'i',
    'invert-match': 'v',
    'line-number': 'n',
    count: 'c',
    quiet: 'q',
    silent: 'q',
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'basic-regexp': 'G',
    'perl-regexp': 'P',
    recursive: 'r',
    'dereference-recursive': 'R',
    'only-matching': 'o',
    'files-with-matches': 'l',
    'files-without-match': 'L',
    'word-regexp': 'w',
    'line-regexp': 'x',
    'no-messages': 's',
    'no-filename': 'h',
    'with-filename': 'H',
    regexp: 'e',
    file: 'f',
    'max-count': 'm',
    'after-context': 'A',
    'before-context': 'B',
    context: 'C',
    text: 'a',
    color: 'color::',
    colour: 'color::',
    'line-buffered': 'line-buffered',
  },
  usage: 'grep [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...',
  code: 2,
};

export const grep = filter<GrepState>({
  start(call) {
    const options = call.options(SPEC);
    if (typeof options === 'number') return options;
    if (options.has('P')) {
      return call.fail(
        call.busybox
          ? 'unrecognized option: P'
          : 'Perl matching not supported in a --disable-perl-regexp build',
        2,
      );
    }
    const rest = [...options.rest];
    const patterns = options.values('e').flatMap((text) => text.split('\n'));
    for (const file of options.values('f')) {
      const text = call.sys.readFile(file);
      if (isErrno(text)) return call.failed(file, text, 2);
      if (text !== '') patterns.push(...text.replace(/\n$/, '').split('\n'));
    }
    if (!options.has('e', 'f')) {
      const first = rest.shift();
      if (first === undefined) {
        if (call.busybox) return call.usage(SPEC.usage, undefined, 1);
        call.sys.write(
          2,
          `Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n`,
        );
        return 2;
      }
      patterns.push(...first.split('\n'));
    }
    const recursive = options.has('r', 'R');
    const files = recursive ? allBelow(call, rest.length === 0 ? ['.'] : rest, options.has('s')) : rest;
    const number = (letter: string, other: number) => Number(options.value(letter) ?? other);
    const context = number('C', 0);
    const kind =
      options.last('E', 'F', 'G') ?? (call.name === 'egrep' ? 'E' : call.name === 'fgrep' ? 'F' : 'G');
    const state: GrepState = {
      patterns,
      kind: kind === 'E' ? 'extended' : kind === 'F' ? 'fixed' : 'basic',
      ignoreCase: options.has('i'),
      invert: options.has('v'),
      whole: options.has('x') ? 'line' : options.has('w') ? 'word' : 'no',
      output: outputOf((letter) => options.has(letter)),
      numbers: options.has('n'),
      names:
        options.last('h', 'H') === undefined ? rest.length > 1 || recursive : options.last('h', 'H') === 'H',
      silent: options.has('s'),
      max: number('m', Number.MAX_SAFE_INTEGER),
      before: number('B', context),
      after: number('A', context),
      file: '',
      line: 0,
      found: 0,
      any: false,
      held: [],
      owed: 0,
      printed: 0,
    };
    const matchers = compile(state);
    if (typeof matchers === 'string') {
      return call.fail(call.busybox ? `bad regex '${patterns.join('|')}': ${matchers}` : matchers, 2);
    }
    if (recursive && files.length === 0) return 1;
    return { files, state };
  },
  open(call, state, file) {
    const name = file === '-' ? '(standard input)' : file;
    if (state.max === 0) call.skipFile();
    return { ...state, file: name, line: 0, found: 0, printed: 0, held: [], owed: 0 };
  },
  lines: (call, state, lines) => search(call, state, lines),
  close(call, state) {
    const prefix = state.names ? `${state.file}:` : '';
    if (state.output === 'count') call.out(`${prefix}${state.found}\n`);
    if (state.output !== 'otherNames' || state.found > 0) return state;
    call.out(`${state.file}\n`);
    // For BusyBox -L has found something when it names a file, for GNU when a line matches.
    return call.busybox ? { ...state, any: true } : state;
  },
  end(call, state) {
    if (call.code === 2 && !(state.any && state.output === 'nothing')) return 2;
    return state.any ? 0 : 1;
  },
  unreadable(call, file, why) {
    if (call.args.some((word) => /^-[a-zA-Z]*s|^--no-messages$/.test(word))) return 2;
    return unreadable(call, file, why);
  },
});

function unreadable(call: Call, file: string, why: Errno): number {
  if (why.errno === 'EISDIR' && !call.busybox) return call.fail(`${file}: Is a directory`, 2);
  return call.fail(`${file}: ${errorText(why.errno)}`, 2);
}

function outputOf(has: (letter: string) => boolean): GrepState['output'] {
  if (has('q')) return 'nothing';
  if (has('l')) return 'names';
  if (has('L')) return 'otherNames';
  if (has('c')) return 'count';
  return has('o') ? 'matches' : 'lines';
}

/** The files below these paths, as grep -r goes through them. */
function allBelow(call: Call, paths: readonly string[], silent: boolean): string[] {
  const files: string[] = [];
  const visit = (sys: Sys, path: string, given: boolean): void => {
    const stat = given ? sys.stat(path) : sys.lstat(path);
    if (isErrno(stat)) {
      if (!silent) call.err(`${path}: ${errorText(stat.errno)}`);
      call.code = 2;
      return;
    }
    if (stat.type === 'directory') {
      const entries = sys.readdir(path);
      if (isErrno(entries)) {
        if (!silent) call.err(`${path}: ${errorText(entries.errno)}`);
        call.code = 2;
        return;
      }
      for (const { name } of entries) visit(sys, path.endsWith('/') ? path + name : `${path}/${name}`, false);
    } else if (stat.type === 'file' || given) files.push(path);
  };
  for (const path of paths) visit(call.sys, path, true);
  return files;
}

type Matchers = readonly Regex[];

// Compiling costs more than matching; the pattern of the last turn is usually that of the next.
let compiledFor: readonly string[] | null = null;
let compiled: Matchers = [];
let compiledKey = '';

function compile(state: GrepState): Matchers | string {
  const key = `${state.kind} ${state.ignoreCase}`;
  if (compiledFor === state.patterns && compiledKey === key) return compiled;
  const matchers: Regex[] = [];
  for (const pattern of state.patterns) {
    const regex =
      state.kind === 'fixed'
        ? literalRegex(pattern, state.ignoreCase)
        : compileRegex(pattern, { extended: state.kind === 'extended', ignoreCase: state.ignoreCase });
    if (!(regex instanceof Regex)) return regex;
    matchers.push(regex);
  }
  compiledFor = state.patterns;
  compiled = matchers;
  compiledKey = key;
  return matchers;
}

const isWordChar = (char: string | undefined) => char !== undefined && /\w/.test(char);

/** The first match at or after `from`: the leftmost, then the longest of all patterns. */
function matchIn(line: string, from: number, matchers: Matchers, whole: GrepState['whole']): Match | null {
  let best: Match | null = null;
  for (const regex of matchers) {
    let at = from;
    let match = regex.exec(line, at);
    while (match !== null) {
      const { start, end } = match;
      const fits =
        whole === 'no' ||
        (whole === 'line'
          ? start === 0 && end === line.length
          : !isWordChar(line[start - 1]) && !isWordChar(line[end]));
      if (fits) break;
      at = start + 1;
      match = at > line.length ? null : regex.exec(line, at);
    }
    if (match === null) continue;
    if (best === null || match.start < best.start || (match.start === best.start && match.end > best.end))
      best = match;
  }
  return best;
}

function search(call: FilterCall, before: GrepState, lines: readonly string[]): GrepState {
  const matchers = compile(before) as Matchers;
  const { output, invert } = before;
  let { line, found, owed, printed } = before;
  let held = [...before.held];
  const label = (number: number, mark: string) =>
    (before.names ? `${before.file}${mark}` : '') + (before.numbers ? `${number}${mark}` : '');
  for (const text of lines) {
    line++;
    const match = matchIn(text, 0, matchers, before.whole);
    if ((match !== null) === invert) {
      if (output === 'lines' && owed > 0) {
        call.out(`${label(line, '-')}${text}\n`);
        owed--;
        printed = line;
      } else if (before.before > 0) held = [...held, text].slice(-before.before);
      continue;
    }
    found++;
    if (output === 'nothing' || output === 'names') {
      if (output === 'names') call.out(`${before.file}\n`);
      if (output === 'nothing') call.stop();
      else call.skipFile();
      return { ...before, line, found, any: true };
    }
    if (output === 'lines') {
      const first = line - held.length;
      const hasContext = before.before > 0 || before.after > 0;
      const apart = printed > 0 ? first > printed + 1 : before.any;
      if (hasContext && apart) call.out('--\n');
      for (const [at, context] of held.entries()) call.out(`${label(first + at, '-')}${context}\n`);
      held = [];
      call.out(`${label(line, ':')}${text}\n`);
      owed = before.after;
      printed = line;
    }
    if (output === 'matches' && !invert) {
      for (let one = match; one !== null; ) {
        if (one.end > one.start) call.out(`${label(line, ':')}${text.slice(one.start, one.end)}\n`);
        const next = one.end > one.start ? one.end : one.end + 1;
        one = next > text.length ? null : matchIn(text, next, matchers, before.whole);
      }
    }
    if (found >= before.max) {
      call.skipFile();
      break;
    }
  }
  const any = before.any || (found > 0 && !(call.busybox && output === 'otherNames'));
  return { ...before, line, found, owed, printed, held, any };
}

import { isErrno } from '../../../linux/errno.ts';
import { arithmetic, assignElement } from '../parameters.ts';
import { type Shell, ShellFailure } from '../shell.ts';
import type { FrameOf, Variable } from '../state.ts';
import { BLOCKED, type Builtins, type Result } from './types.ts';

const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

/** A value as the shell would read it again. */
export function quoted(shell: Shell, value: string): string {
  if (shell.state.dialect === 'bash') return `"${value.replace(/[\\"$`]/g, '\\$&')}"`;
  return `'${value.replaceAll("'", shell.state.dialect === 'dash' ? `'"'"'` : `'"'"'`)}'`;
}

function badName(shell: Shell, command: string, text: string): number {
  if (shell.state.dialect === 'bash') {
    shell.complain(`\`${text}': not a valid identifier`, command);
    return 1;
  }
  throw new ShellFailure(`${text.replace(/=.*/s, '')}: bad variable name`, 2, command);
}

function mark(shell: Shell, command: 'export' | 'readonly', args: readonly string[]): Result {
  const letter = command === 'export' ? 'x' : 'r';
  const field = command === 'export' ? 'exported' : 'readonly';
  let list = args;
  let off = false;
  while (list[0]?.startsWith('-') === true && list[0].length > 1) {
    if (list[0].includes('n')) off = true;
    list = list.slice(1);
  }
  if (list.length === 0) {
    for (const name of Object.keys(shell.state.variables).sort()) {
      const variable = shell.lookup(name) as Variable;
      if (variable[field] !== true) continue;
      const head = shell.state.dialect === 'bash' ? `declare -${letter}` : command;
      const value = variable.value === undefined ? '' : `=${quoted(shell, variable.value)}`;
      shell.write(1, `${head} ${name}${value}\n`);
    }
    return 0;
  }
  let status = 0;
  for (const text of list) {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (!isName(name)) {
      status = badName(shell, command, text);
      continue;
    }
    if (equals >= 0) declareValue(shell, name, text.slice(equals + 1));
    shell.setVariable(name, { ...shell.lookup(name), [field]: !off });
  }
  return status;
}

function declareValue(shell: Shell, name: string, value: string): void {
  if (!value.startsWith('\0')) {
    const variable = shell.lookup(name);
    shell.assign(name, variable?.integer === true ? String(arithmetic(shell, value)) : value);
    return;
  }
  const entries = JSON.parse(value.slice(1)) as [string | null, string][];
  const variable = shell.lookup(name);
  const items: Record<string, string> = {};
  let next = 0;
  for (const [key, each] of entries) {
    if (key !== null && variable?.associative === true) items[key.replace(/^["']|["']$/g, '')] = each;
    else {
      if (key !== null) next = Number(arithmetic(shell, key));
      items[String(next)] = each;
      next++;
    }
  }
  shell.setVariable(name, { ...variable, value: undefined, items });
}

/** Makes a variable the function's own: what it was comes back when the function is left. */
function makeLocal(shell: Shell, name: string): boolean {
  const frames = shell.frames();
  const index = frames.findLastIndex((frame) => frame.kind === 'scope' && frame.call === 'function');
  const scope = frames[index];
  if (scope?.kind !== 'scope') return false;
  if (!(name in (scope.variables ?? {}))) {
    const before = shell.lookup(name) ?? null;
    shell.replaceAt(index, { ...scope, variables: { ...scope.variables, [name]: before } });
  }
  return true;
}

function local(shell: Shell, args: readonly string[], command: string): Result {
  for (const text of args) {
    if (text.startsWith('-') && text !== '-') continue;
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (!isName(name)) return badName(shell, command, text);
    if (!makeLocal(shell, name)) {
      if (shell.state.dialect === 'bash') {
        shell.complain('can only be used in a function', 'local');
        return 1;
      }
      throw new ShellFailure('not in a function', 2, 'local');
    }
    // dash and BusyBox leave the value as it was; bash unsets it.
    if (equals < 0 && shell.state.dialect === 'bash') shell.setVariable(name, undefined);
    if (equals >= 0) declareValue(shell, name, text.slice(equals + 1));
  }
  return 0;
}

function declare(shell: Shell, args: readonly string[]): Result {
  const flags = args.filter((text) => /^[-+]\w/.test(text)).join('');
  const names = args.filter((text) => !/^[-+]\w/.test(text));
  if (flags.includes('f') || flags.includes('F')) {
    for (const name of Object.keys(shell.state.functions).sort()) {
      if (names.length === 0 || names.includes(name)) shell.write(1, `declare -f ${name}\n`);
    }
    return 0;
  }
  if (flags.includes('p') || (names.length === 0 && args.length > 0)) {
    for (const name of names.length > 0 ? names : Object.keys(shell.state.variables).sort()) {
      const variable = shell.lookup(name);
      if (variable === undefined) {
        shell.complain(`${name}: not found`, 'declare');
        return 1;
      }
      shell.write(1, `${describe(shell, name, variable)}\n`);
    }
    return 0;
  }
  const inFunction = shell.frames().some((frame) => frame.kind === 'scope' && frame.call === 'function');
  for (const text of names) {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (!isName(name)) return badName(shell, 'declare', text);
    if (inFunction && !flags.includes('g')) {
      makeLocal(shell, name);
      if (equals < 0) shell.setVariable(name, undefined);
    }
    const before = shell.lookup(name);
    shell.setVariable(name, {
      ...before,
      ...(flags.includes('A') ? { associative: true, items: before?.items ?? {} } : {}),
      ...(flags.includes('a') ? { items: before?.items ?? {} } : {}),
      ...(flags.includes('i') ? { integer: true } : {}),
      ...(flags.includes('x') ? { exported: !flags.includes('+x') } : {}),
    });
    if (equals >= 0) declareValue(shell, name, text.slice(equals + 1));
    if (flags.includes('r')) shell.setVariable(name, { ...shell.lookup(name), readonly: true });
  }
  return 0;
}

function describe(shell: Shell, name: string, variable: Variable): string {
  const letters = `${variable.associative ? 'A' : variable.items !== undefined ? 'a' : ''}${variable.integer ? 'i' : ''}${variable.readonly ? 'r' : ''}${variable.exported ? 'x' : ''}`;
  const head = `declare -${letters === '' ? '-' : letters} ${name}`;
  if (variable.items !== undefined) {
    const items = Object.entries(variable.items).map(([key, value]) => `[${key}]=${quoted(shell, value)}`);
    return `${head}=(${items.join(' ')})`;
  }
  return variable.value === undefined ? head : `${head}=${quoted(shell, variable.value)}`;
}

function unset(shell: Shell, args: readonly string[]): Result {
  const functions = args.includes('-f');
  for (const name of args) {
    if (name === '-f' || name === '-v') continue;
    const element = /^(\w+)\[(.*)\]$/.exec(name);
    if (element !== null && shell.state.dialect === 'bash') {
      const variable = shell.lookup(element[1] as string);
      const { [element[2] as string]: _, ...items } = variable?.items ?? {};
      if (variable !== undefined) shell.setVariable(element[1] as string, { ...variable, items });
      continue;
    }
    if (!isName(name) && !functions) {
      const status = badName(shell, 'unset', name);
      if (status !== 0) return status;
    }
    const variable = shell.lookup(name);
    if (!functions && variable !== undefined) {
      if (variable.readonly === true) {
        if (shell.state.dialect === 'bash') {
          shell.complain(`${name}: cannot unset: readonly variable`, 'unset');
          return 1;
        }
        throw new ShellFailure(`${name}: is read only`, 2, 'unset');
      }
      shell.setVariable(name, undefined);
    } else if (functions || shell.state.dialect === 'bash') {
      const { [name]: _, ...rest } = shell.state.functions;
      shell.state.functions = rest;
    }
  }
  return 0;
}

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

function getopts(shell: Shell, args: readonly string[]): Result {
  const [specification = '', name = 'opt', ...given] = args;
  const list = given.length > 0 ? given : shell.state.parameters;
  const silent = specification.startsWith(':');
  const letters = silent ? specification.slice(1) : specification;
  let index = Number(shell.value('OPTIND') ?? '1') || 1;
  let at = shell.state.optionAt || 1;
  const end = (): number => {
    shell.assign('OPTIND', String(index));
    shell.state.optionAt = 0;
    shell.assign(name, '?');
    return 1;
  };
  const current = list[index - 1];
  if (current === undefined || !current.startsWith('-') || current === '-') return end();
  if (current === '--') {
    index++;
    return end();
  }
  const letter = current[at] as string;
  const place = letters.indexOf(letter);
  at++;
  const last = at >= current.length;
  const say = (text: string) => {
    if (shell.state.dialect === 'bash') shell.write(2, `${shell.state.name}: ${text} -- ${letter}\n`);
    else
      shell.write(
        2,
        `${text === 'illegal option' ? `Illegal option -${letter}` : `No arg for -${letter} option`}\n`,
      );
  };
  let option = letter;
  let value: string | undefined;
  if (place < 0 || letter === ':') {
    option = '?';
    if (silent) value = letter;
    else say('illegal option');
  } else if (letters[place + 1] === ':') {
    if (!last) value = current.slice(at);
    else {
      index++;
      value = list[index - 1];
      if (value === undefined) {
        option = silent ? ':' : '?';
        if (silent) value = letter;
        else say('option requires an argument');
      }
    }
    at = current.length;
  }
  const moved = last || at >= current.length;
  if (moved) index++;
  shell.assign('OPTIND', String(index));
  shell.state.optionAt = moved ? 0 : at;
  if (value === undefined) shell.setVariable('OPTARG', undefined);
  else shell.assign('OPTARG', value);
  shell.assign(name, option);
  return 0;
}

const OPTION_NAMES: Readonly<Record<string, string>> = {
  allexport: 'a',
  noclobber: 'C',
  errexit: 'e',
  noglob: 'f',
  monitor: 'm',
  noexec: 'n',
  nounset: 'u',
  verbose: 'v',
  xtrace: 'x',
  errtrace: 'E',
  functrace: 'T',
  hashall: 'h',
  braceexpand: 'B',
  ignoreeof: '',
  interactive: '',
  notify: 'b',
  posix: '',
  vi: '',
  emacs: '',
  nolog: '',
};

function set(shell: Shell, args: readonly string[]): Result {
  if (args.length === 0) {
    for (const name of Object.keys(shell.state.variables).sort()) {
      const variable = shell.lookup(name) as Variable;
      if (variable.items !== undefined) {
        shell.write(1, `${describe(shell, name, variable).replace(/^declare -\S+ /, '')}\n`);
      } else if (variable.value !== undefined)
        shell.write(1, `${name}=${setQuoted(shell, variable.value)}\n`);
    }
    return 0;
  }
  let at = 0;
  for (; at < args.length; at++) {
    const text = args[at] as string;
    if (text === '--') {
      shell.state.parameters = args.slice(at + 1);
      return 0;
    }
    if (text === '-') {
      shell.setFlag('x', false);
      shell.setFlag('v', false);
      at++;
      break;
    }
    if (!/^[-+]./.test(text)) break;
    const on = text.startsWith('-');
    for (const letter of text.slice(1)) {
      if (letter === 'o') {
        const name = args[at + 1];
        if (name === undefined) {
          listOptions(shell, on);
          continue;
        }
        at++;
        const status = setOption(shell, name, on);
        if (status !== 0) return status;
      } else if ('abCefhmnuvxBEHTP'.includes(letter)) shell.setFlag(letter, on);
      else return badOption(shell, `${on ? '-' : '+'}${letter}`);
    }
  }
  if (at < args.length) shell.state.parameters = args.slice(at);
  return 0;
}

function setQuoted(shell: Shell, value: string): string {
  if (shell.state.dialect !== 'bash') return quoted(shell, value);
  if (/^[\w@%+:,./-]*$/.test(value)) return value;
  return /[\n\t]/.test(value)
    ? `$'${value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`
    : `'${value.replaceAll("'", "'\\''")}'`;
}

function setOption(shell: Shell, name: string, on: boolean): number {
  if (name === 'pipefail' && shell.state.dialect !== 'dash') {
    shell.state.pipefail = on;
    return 0;
  }
  const letter = Object.hasOwn(OPTION_NAMES, name) ? OPTION_NAMES[name] : undefined;
  if (letter === undefined) return badOption(shell, `-o ${name}`, name);
  if (letter !== '') shell.setFlag(letter, on);
  return 0;
}

function badOption(shell: Shell, option: string, name?: string): number {
  if (shell.state.dialect === 'bash') {
    shell.complain(name === undefined ? `${option}: invalid option` : `${name}: invalid option name`, 'set');
    if (name === undefined)
      shell.write(2, 'set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n');
    return 2;
  }
  if (shell.state.dialect === 'ash' && name !== undefined) {
    shell.complain(`illegal option ${option}`, 'set');
    return 2;
  }
  throw new ShellFailure(
    `${shell.state.dialect === 'ash' ? 'illegal' : 'Illegal'} option ${option}`,
    2,
    'set',
  );
}

function listOptions(shell: Shell, on: boolean): void {
  const { dialect } = shell.state;
  const names =
    dialect === 'ash'
      ? [
          'errexit',
          'noglob',
          'ignoreeof',
          'monitor',
          'noexec',
          'xtrace',
          'verbose',
          'noclobber',
          'allexport',
          'notify',
          'nounset',
          'errtrace',
          'vi',
          'pipefail',
        ]
      : [
          'allexport',
          'errexit',
          'monitor',
          'noclobber',
          'noexec',
          'noglob',
          'nounset',
          'pipefail',
          'verbose',
          'xtrace',
        ].filter((name) => dialect === 'bash' || name !== 'pipefail');
  if (dialect === 'dash') shell.write(1, on ? 'Current option settings\n' : '');
  for (const name of names) {
    const isOn = name === 'pipefail' ? shell.state.pipefail : shell.hasFlag(OPTION_NAMES[name] || '\0');
    shell.write(
      1,
      on
        ? `${name.padEnd(dialect === 'bash' ? 15 : 16)}${dialect === 'bash' ? '\t' : ''}${isOn ? 'on' : 'off'}\n`
        : `set ${isOn ? '-' : '+'}o ${name}\n`,
    );
  }
}

export const variables: Builtins = {
  export: { run: (shell, args) => mark(shell, 'export', args) },
  readonly: { run: (shell, args) => mark(shell, 'readonly', args) },
  local: { run: (shell, args) => local(shell, args, 'local') },
  declare: { run: declare, only: ['bash'] },
  typeset: { run: declare, only: ['bash'] },
  unset: { run: unset },
  read: { run: read },
  getopts: { run: getopts },
  set: { run: set },
  mapfile: { run: mapfile, only: ['bash'] },
  readarray: { run: mapfile, only: ['bash'] },
};

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

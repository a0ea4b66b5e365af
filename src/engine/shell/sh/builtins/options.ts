import { type Shell, ShellFailure } from '../shell.ts';
import type { Variable } from '../state.ts';
import type { Builtins, Result } from './types.ts';
import { describe, quoted } from './variables.ts';

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

export const options: Builtins = {
  getopts: { run: getopts },
  set: { run: set },
};

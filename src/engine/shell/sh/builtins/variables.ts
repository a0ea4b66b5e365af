import { arithmetic, inCase } from '../parameters.ts';
import { type Shell, ShellFailure } from '../shell.ts';
import type { Variable } from '../state.ts';
import type { Builtins, Result } from './types.ts';

export const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

/** A value as the shell would read it again. */
export function quoted(shell: Shell, value: string): string {
  if (shell.state.dialect === 'bash') return `"${value.replace(/[\\"$`]/g, '\\$&')}"`;
  return `'${value.replaceAll("'", shell.state.dialect === 'dash' ? `'"'"'` : `'"'"'`)}'`;
}

export function badName(shell: Shell, command: string, text: string): number {
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
    shell.assign(
      name,
      variable?.integer === true ? String(arithmetic(shell, value)) : inCase(variable, value),
    );
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
  let failed = 0;
  for (const text of args) {
    if (text.startsWith('-') && text !== '-') continue;
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (!isName(name)) return badName(shell, command, text);
    const inFunction = shell.frames().some((frame) => frame.kind === 'scope' && frame.call === 'function');
    if (
      inFunction &&
      shell.lookup(name)?.readonly === true &&
      (equals >= 0 || shell.state.dialect !== 'dash')
    ) {
      const { message, status } = shell.readOnly(name);
      if (shell.state.dialect !== 'bash') throw new ShellFailure(message, status, command);
      shell.complain(message, command);
      failed = 1;
      continue;
    }
    if (!makeLocal(shell, name)) {
      if (shell.state.dialect === 'bash') {
        shell.complain('can only be used in a function', 'local');
        return 1;
      }
      throw new ShellFailure('not in a function', 2, 'local');
    }
    // dash leaves the value as it was; the others unset it.
    if (equals < 0 && shell.state.dialect !== 'dash') shell.setVariable(name, undefined);
    if (equals >= 0) declareValue(shell, name, text.slice(equals + 1));
  }
  return failed;
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
      ...(/-\w*u/.test(flags) ? { letters: 'upper' as const } : {}),
      ...(/-\w*l/.test(flags) ? { letters: 'lower' as const } : {}),
      ...(flags.includes('x') ? { exported: !flags.includes('+x') } : {}),
    });
    if (equals >= 0) declareValue(shell, name, text.slice(equals + 1));
    if (flags.includes('r')) shell.setVariable(name, { ...shell.lookup(name), readonly: true });
  }
  return 0;
}

export function describe(shell: Shell, name: string, variable: Variable): string {
  const letters = `${variable.associative ? 'A' : variable.items !== undefined ? 'a' : ''}${variable.integer ? 'i' : ''}${variable.readonly ? 'r' : ''}${variable.exported ? 'x' : ''}${variable.letters === undefined ? '' : variable.letters.charAt(0)}`;
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

export const variables: Builtins = {
  export: { run: (shell, args) => mark(shell, 'export', args) },
  readonly: { run: (shell, args) => mark(shell, 'readonly', args) },
  local: { run: (shell, args) => local(shell, args, 'local') },
  declare: { run: declare, only: ['bash'] },
  typeset: { run: declare, only: ['bash'] },
  unset: { run: unset },
};

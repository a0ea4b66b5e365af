import { get } from '../../kernel/table.ts';
import type { Terminal } from '../../linux/state.ts';
import { ArithmeticError, evaluateArithmetic } from './arithmetic.ts';
import { MESSAGES } from './messages.ts';
import { type Shell, ShellFailure } from './shell.ts';
import type { Variable } from './state.ts';

/** Parameters that are not variables, by their character. */
export function specialParameter(shell: Shell, name: string): string | undefined {
  const { state } = shell;
  switch (name) {
    case '?':
      return String(state.dialect === 'bash' ? (state.substituted ?? state.status) : state.status);
    case '$':
      return String(state.pid);
    case '!':
      return state.lastBackground === null ? undefined : String(state.lastBackground);
    case '#':
      return String(state.parameters.length);
    case '-':
      return `${state.flags}${state.dialect === 'bash' ? 'hB' : ''}${state.interactive ? 'i' : ''}${state.from === 'command' ? (state.dialect === 'dash' ? '' : 'c') : state.from === 'input' ? 's' : ''}`;
    case '_':
      return state.lastArgument;
    case '0':
      return state.name;
    default:
      return undefined;
  }
}

/** The value of a parameter by name or number; undefined when it is not set. `@` and `*` are the expander's. */
export function parameter(shell: Shell, name: string): string | undefined {
  if (/^\d+$/.test(name)) return name === '0' ? shell.state.name : shell.state.parameters[Number(name) - 1];
  if (!/^\w/.test(name) || name === '_') return specialParameter(shell, name);
  const value = shell.value(name);
  return value ?? computedVariable(shell, name);
}

/** Variables that a shell makes up when they are read. */
function computedVariable(shell: Shell, name: string): string | undefined {
  const { state, sys } = shell;
  if (name === 'PPID') return String(sys.getppid());
  if (state.dialect === 'dash') return undefined;
  if (name === 'LINENO') return String(state.dialect === 'ash' ? state.line - 1 : state.line);
  if (name === 'FUNCNAME') return functionName(shell);
  const seconds = Math.floor((sys.nowMs - state.startedMs) / 1000);
  if (name === 'RANDOM') return String(sys.random() % 32768);
  if (state.dialect === 'ash') return undefined;
  switch (name) {
    case 'COLUMNS':
      return windowOf(shell)?.columns.toString();
    case 'LINES':
      return windowOf(shell)?.rows.toString();
    case 'SECONDS':
      return String(seconds);
    case 'PIPESTATUS':
      return String(state.status);
    case 'BASHPID':
      return String(sys.getpid());
    case 'HOSTNAME':
      return sys.hostname();
    case 'UID':
    case 'EUID':
      return String(sys.self.uid);
    case 'BASH':
      return '/bin/bash';
    case 'BASH_VERSION':
      return '5.2.15(1)-release';
    case 'OSTYPE':
      return 'linux-gnu';
    case 'HOSTTYPE':
      return 'x86_64';
    default:
      return undefined;
  }
}

/** The window of an interactive shell's terminal. */
function windowOf({ state, sys }: Shell): Terminal | undefined {
  const { tty } = sys.self;
  return state.interactive && tty !== null ? get(sys.machine().terminals, tty) : undefined;
}

function functionName(shell: Shell): string | undefined {
  const frame = shell.frames().findLast((each) => each.kind === 'scope' && each.call === 'function');
  const node = frame === undefined ? undefined : shell.node(frame);
  return node?.type === 'Function' ? node.name.value : undefined;
}

/** A value as `declare -u` and `declare -l` want it. */
export function inCase(variable: Variable | undefined, value: string): string {
  if (variable?.letters === undefined) return value;
  return variable.letters === 'upper' ? value.toUpperCase() : value.toLowerCase();
}

/** The elements of a variable as bash sees it: a plain one has one element. */
export function elements(shell: Shell, name: string): readonly (readonly [key: string, value: string])[] {
  const variable = shell.lookup(name);
  if (variable?.items !== undefined) {
    const entries = Object.entries(variable.items);
    return variable.associative === true ? entries : entries.sort((a, b) => Number(a[0]) - Number(b[0]));
  }
  const value = variable?.value ?? computedVariable(shell, name);
  return value === undefined ? [] : [['0', value]];
}

/** The key an index stands for: a number for an array, itself for an associative one. */
export function elementKey(shell: Shell, name: string, index: string): string {
  const variable = shell.lookup(name);
  if (variable?.associative === true) return index;
  const number = Number(arithmetic(shell, index));
  if (number >= 0) return String(number);
  const last = elements(shell, name).at(-1);
  return String(last === undefined ? number : Number(last[0]) + 1 + number);
}

export function assignElement(shell: Shell, name: string, index: string, value: string): void {
  const variable = shell.lookup(name);
  if (variable?.readonly === true) throw shell.readOnly(name);
  const items = variable?.items ?? (variable?.value === undefined ? {} : { 0: variable.value });
  shell.setVariable(name, {
    ...variable,
    value: undefined,
    items: { ...items, [elementKey(shell, name, index)]: value },
  });
}

/** Operators that dash does not have: ++ -- ** and the comma. */
const BEYOND_DASH = /\w\s*(?:\+\+|--)\s*(?:\W|$)|(?:\+\+|--)\s*[A-Za-z_]|,|\*\*/;

/** The value of an expression whose expansions are done. */
export function arithmetic(shell: Shell, text: string): bigint {
  try {
    if (shell.state.dialect === 'dash' && text.trim() === '') throw new ArithmeticError('syntax', '');
    if (shell.state.dialect === 'dash' && BEYOND_DASH.test(text)) throw new ArithmeticError('trailing', text);
    return evaluateArithmetic(text, {
      get(name) {
        const value = arithmeticValue(shell, name);
        if (value === undefined && shell.hasFlag('u') && shell.state.dialect === 'bash') {
          throw unset(shell, name);
        }
        if (
          shell.state.dialect === 'dash' &&
          !/^\s*(?:[-+]?(?:\d+|0[xX][\da-fA-F]+))?\s*$/.test(value ?? '')
        ) {
          throw new ShellFailure(`Illegal number: ${value}`, 2);
        }
        return value ?? '';
      },
      set(name, value) {
        const element = /^(\w+)\[(.*)\]$/.exec(name);
        if (element !== null) assignElement(shell, element[1] as string, element[2] as string, value);
        else shell.assign(name, value);
      },
    });
  } catch (error) {
    if (error instanceof ArithmeticError) throw arithmeticFailure(shell, text, error);
    throw error;
  }
}

function arithmeticValue(shell: Shell, name: string): string | undefined {
  const element = /^(\w+)\[(.*)\]$/.exec(name);
  if (element === null) return parameter(shell, name);
  const key = elementKey(shell, element[1] as string, element[2] as string);
  return elements(shell, element[1] as string).find(([each]) => each === key)?.[1];
}

export function unset(shell: Shell, name: string): ShellFailure {
  const messages = MESSAGES[shell.state.dialect];
  const shown = shell.state.dialect === 'bash' && /^\d/.test(name) ? `$${name}` : name;
  return new ShellFailure(`${shown}: ${messages.parameterUnset}`, messages.parameterStatus);
}

function arithmeticFailure(shell: Shell, text: string, error: ArithmeticError): ShellFailure {
  const expression = text.trim();
  const { dialect } = shell.state;
  if (dialect === 'ash') {
    const words = {
      zero: 'divide by zero',
      exponent: 'negative exponent',
      recursion: 'expression recursion loop detected',
      syntax: 'arithmetic syntax error',
      trailing: 'arithmetic syntax error',
      base: 'arithmetic syntax error',
    };
    return new ShellFailure(words[error.reason], 2);
  }
  if (dialect === 'dash') {
    const what =
      error.reason === 'zero'
        ? 'division by zero'
        : error.reason === 'trailing' || error.reason === 'base'
          ? 'expecting EOF'
          : 'expecting primary';
    return new ShellFailure(`arithmetic expression: ${what}: "${expression}"`, 2);
  }
  const words = {
    zero: 'division by 0',
    exponent: 'exponent less than 0',
    recursion: 'expression recursion level exceeded',
    syntax: 'syntax error: operand expected',
    trailing: 'syntax error in expression',
    base: 'value too great for base',
  };
  const token = error.reason === 'syntax' && error.rest === '' ? expression.slice(-1) : error.rest;
  return new ShellFailure(`${expression}: ${words[error.reason]} (error token is "${token}")`, 1);
}

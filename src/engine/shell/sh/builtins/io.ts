import { errorText, isErrno } from '../../../linux/errno.ts';
import { builtinOf } from '../commands.ts';
import { evaluateTest, TestFailure, testMessage } from '../conditions.ts';
import { echoText, printfMessage, printfText } from '../printf.ts';
import { type Shell, ShellFailure } from '../shell.ts';
import type { FrameOf } from '../state.ts';
import { BLOCKED, type Builtins, MOVED, type Result } from './types.ts';

function test(shell: Shell, args: readonly string[], name: 'test' | '['): Result {
  let list = args;
  if (name === '[') {
    if (args.at(-1) !== ']') {
      shell.complainApplet(shell.state.dialect === 'bash' ? "missing `]'" : 'missing ]', '[');
      return 2;
    }
    list = args.slice(0, -1);
  }
  try {
    if (shell.state.dialect === 'dash' && list[1] === '==' && list.length === 3) {
      throw new TestFailure({
        kind: 'operator',
        text: '==',
        first: list[0] as string,
        second: '==',
        binary: true,
      });
    }
    // For bash what is no number is no terminal either.
    if (
      shell.state.dialect === 'bash' &&
      list.length === 2 &&
      list[0] === '-t' &&
      !/^\d+$/.test(list[1] ?? '')
    ) {
      return 1;
    }
    return evaluateTest(shell.sys, list, shell.state.fds) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestFailure)) throw error;
    shell.complainApplet(testMessage(error.problem, shell.state.dialect), name);
    return 2;
  }
}

/** A path without `.`, `..` and double slashes, as the shell itself keeps its directory. */
export function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function cd(shell: Shell, args: readonly string[]): Result {
  const { sys } = shell;
  const { dialect } = shell.state;
  const list = args.filter((text) => !/^-[LPe@]+$/.test(text) && text !== '--');
  let target = list[0];
  let say = false;
  const fail = (text: string): Result => {
    shell.complain(text, 'cd');
    return dialect === 'bash' ? 1 : 2;
  };
  if (list.length > 1 && dialect === 'bash') return fail('too many arguments');
  if (target === undefined) {
    target = shell.value('HOME');
    if (target === undefined) return dialect === 'bash' ? fail('HOME not set') : 0;
  } else if (target === '-') {
    target = shell.value('OLDPWD');
    if (target === undefined) {
      if (dialect === 'bash') return fail('OLDPWD not set');
      target = sys.self.cwd;
    }
    say = true;
  }
  if (target === '') return 0;
  const here = shell.value('PWD') ?? sys.self.cwd;
  let path = target.startsWith('/') ? target : `${here}/${target}`;
  if (!/^(?:\/|\.\.?(?:\/|$))/.test(target)) {
    for (const directory of (shell.value('CDPATH') ?? '').split(':').filter((each) => each !== '')) {
      const stat = sys.stat(`${directory}/${target}`);
      if (isErrno(stat) || stat.type !== 'directory') continue;
      path = `${directory}/${target}`;
      say = true;
      break;
    }
  }
  const failed = sys.chdir(normalise(path));
  if (failed !== undefined) {
    if (dialect === 'dash') return fail(`can't cd to ${target}`);
    if (dialect === 'ash') return fail(`can't cd to ${target}: ${errorText(failed.errno)}`);
    return fail(`${target}: ${errorText(failed.errno)}`);
  }
  shell.assign('OLDPWD', here);
  shell.assign('PWD', args.includes('-P') ? sys.self.cwd : normalise(path));
  if (say) shell.write(1, `${shell.value('PWD')}\n`);
  return 0;
}

const KEYWORDS = [
  '!',
  '{',
  '}',
  'case',
  'do',
  'done',
  'elif',
  'else',
  'esac',
  'fi',
  'for',
  'if',
  'in',
  'then',
  'until',
  'while',
];
const BASH_KEYWORDS = [...KEYWORDS, '[[', ']]', 'coproc', 'function', 'select', 'time'];

type Kind =
  | { readonly kind: 'alias'; readonly text: string }
  | { readonly kind: 'keyword' | 'function' | 'builtin' }
  | { readonly kind: 'file'; readonly path: string };

function describe(shell: Shell, name: string): Kind | null {
  const { state } = shell;
  if (Object.hasOwn(state.aliases, name) && (state.dialect !== 'bash' || state.interactive)) {
    return { kind: 'alias', text: state.aliases[name] as string };
  }
  const keywords =
    state.dialect === 'bash'
      ? BASH_KEYWORDS
      : state.dialect === 'ash'
        ? [...KEYWORDS, 'function', '[[']
        : KEYWORDS;
  if (keywords.includes(name)) return { kind: 'keyword' };
  if (Object.hasOwn(state.functions, name)) return { kind: 'function' };
  if (builtinOf(shell, name) !== undefined) return { kind: 'builtin' };
  const found = shell.find(name);
  if (typeof found !== 'object' || isErrno(shell.sys.stat(found.path))) return null;
  return { kind: 'file', path: found.path };
}

function verbose(shell: Shell, name: string, kind: Kind): string {
  const { dialect } = shell.state;
  switch (kind.kind) {
    case 'alias':
      return dialect === 'bash'
        ? `${name} is aliased to \`${kind.text}'`
        : `${name} is an alias for ${kind.text}`;
    case 'keyword':
      return `${name} is a shell keyword`;
    case 'function':
      return dialect === 'dash' ? `${name} is a shell function` : `${name} is a function`;
    case 'builtin':
      return dialect !== 'bash' &&
        [
          'break',
          ':',
          'continue',
          '.',
          'eval',
          'exec',
          'exit',
          'export',
          'readonly',
          'return',
          'set',
          'shift',
          'times',
          'trap',
          'unset',
        ].includes(name)
        ? `${name} is a special shell builtin`
        : `${name} is a shell builtin`;
    case 'file':
      return `${name} is ${kind.path}`;
  }
}

function type(shell: Shell, args: readonly string[]): Result {
  const { dialect } = shell.state;
  const bare = args[0] === '-t' || args[0] === '-p' || args[0] === '-P';
  let status = 0;
  for (const name of args.filter((text) => !/^-[tpaP]+$/.test(text))) {
    const kind = describe(shell, name);
    if (kind === null) {
      status = dialect === 'bash' ? 1 : 127;
      if (bare) continue;
      if (dialect === 'bash') shell.complain(`${name}: not found`, 'type');
      else shell.write(1, `${name}: not found\n`);
      continue;
    }
    if (!bare) shell.write(1, `${verbose(shell, name, kind)}\n`);
    else if (args[0] === '-t') shell.write(1, `${kind.kind}\n`);
    else if (kind.kind === 'file') shell.write(1, `${kind.path}\n`);
  }
  return status;
}

function command(shell: Shell, args: readonly string[], frame: FrameOf<'builtin'>): Result {
  let list = args;
  let how = '';
  while (/^-[pvV]+$/.test(list[0] ?? '')) {
    how += (list[0] as string).slice(1);
    list = list.slice(1);
  }
  if (list[0] === '--') list = list.slice(1);
  const [name] = list;
  if (name === undefined) return 0;
  if (how.includes('v') || how.includes('V')) {
    let status = 0;
    // dash looks only at the first name.
    for (const each of shell.state.dialect === 'bash' ? list : [name]) {
      const kind = describe(shell, each);
      if (kind === null) {
        status = shell.state.dialect === 'bash' ? 1 : 127;
        if (how.includes('V')) {
          if (shell.state.dialect === 'bash') shell.complain(`${each}: not found`, 'command');
          else shell.write(1, `${each}: not found\n`);
        }
      } else if (how.includes('V')) shell.write(1, `${verbose(shell, each, kind)}\n`);
      else if (kind.kind === 'file') shell.write(1, `${kind.path}\n`);
      else if (kind.kind === 'alias') shell.write(1, `alias ${each}='${kind.text}'\n`);
      else shell.write(1, `${each}\n`);
    }
    return status;
  }
  if (builtinOf(shell, name) !== undefined) {
    shell.become({ ...frame, argv: list, data: null });
    return MOVED;
  }
  return runExternal(shell, list, frame);
}

/** An executable in place of a builtin that only stood before it. */
function runExternal(shell: Shell, argv: readonly string[], frame: FrameOf<'builtin'>): Result {
  const name = argv[0] as string;
  const found = shell.find(name);
  const pid =
    typeof found === 'object'
      ? shell.sys.spawn({
          argv,
          path: found.path,
          env: shell.environment(),
          fds: shell.state.fds,
          newGroup: shell.state.interactive,
        })
      : { errno: 'ENOENT' as const };
  if (isErrno(pid)) {
    shell.complain(shell.state.dialect === 'bash' ? `${name}: command not found` : `${name}: not found`);
    return 127;
  }
  if (shell.state.interactive) shell.sys.foreground(pid);
  const { source, node, guarded } = frame;
  shell.become({ kind: 'wait', source, node, guarded, pid, text: argv.join(' ') });
  return MOVED;
}

function aliases(shell: Shell, args: readonly string[]): Result {
  const head = shell.state.dialect === 'bash' ? 'alias ' : '';
  const show = (name: string) =>
    `${head}${name}='${(shell.state.aliases[name] as string).replaceAll("'", "'\\''")}'\n`;
  if (args.length === 0) {
    for (const name of Object.keys(shell.state.aliases).sort()) shell.write(1, show(name));
    return 0;
  }
  let status = 0;
  for (const text of args) {
    const equals = text.indexOf('=');
    if (equals > 0) {
      shell.state.aliases = { ...shell.state.aliases, [text.slice(0, equals)]: text.slice(equals + 1) };
    } else if (Object.hasOwn(shell.state.aliases, text)) shell.write(1, show(text));
    else {
      if (shell.state.dialect === 'bash') shell.complain(`${text}: not found`, 'alias');
      else shell.write(2, `alias: ${text} not found\n`);
      status = 1;
    }
  }
  return status;
}

const LIMITS: readonly (readonly [letter: string, text: string, unit: string, value: string])[] = [
  ['c', 'core file size', 'blocks', '0'],
  ['d', 'data seg size', 'kb', 'unlimited'],
  ['f', 'file size', 'blocks', 'unlimited'],
  ['l', 'locked memory', 'kb', '8192'],
  ['m', 'resident set size', 'kb', 'unlimited'],
  ['n', 'open files', '', '1048576'],
  ['p', 'processes', '', 'unlimited'],
  ['s', 'stack size', 'kb', '8192'],
  ['t', 'cpu time', 'seconds', 'unlimited'],
  ['v', 'address space', 'kb', 'unlimited'],
];

function ulimit(shell: Shell, args: readonly string[]): Result {
  const letters = args
    .filter((text) => text.startsWith('-'))
    .join('')
    .replace(/[-SH]/g, '');
  if (letters.includes('a')) {
    for (const [letter, text, unit, value] of LIMITS) {
      const head = `${text}${unit === '' ? '' : ` (${unit})`}`;
      shell.write(1, `${head.padEnd(25)}(-${letter}) ${value}\n`);
    }
    return 0;
  }
  const letter = letters === '' ? 'f' : letters.slice(-1);
  const limit = LIMITS.find(([each]) => each === letter);
  const value = args.find((text) => !text.startsWith('-'));
  if (limit === undefined) {
    shell.complain(`-${letter}: invalid option`, 'ulimit');
    return 2;
  }
  if (value === undefined) shell.write(1, `${limit[3]}\n`);
  else if (value !== limit[3]) {
    shell.complain('changing limits is not modelled in this simulation: nothing has changed', 'ulimit');
  }
  return 0;
}

function umask(shell: Shell, args: readonly string[]): Result {
  const { sys } = shell;
  const mode = args.find((text) => !text.startsWith('-'));
  const before = sys.self.umask;
  if (mode === undefined) {
    const symbol = (bits: number) => `${bits & 4 ? '' : 'r'}${bits & 2 ? '' : 'w'}${bits & 1 ? '' : 'x'}`;
    if (args.includes('-S')) {
      shell.write(1, `u=${symbol(before >> 6)},g=${symbol((before >> 3) & 7)},o=${symbol(before & 7)}\n`);
    } else shell.write(1, `${before.toString(8).padStart(4, '0')}\n`);
    return 0;
  }
  if (!/^[0-7]{1,4}$/.test(mode)) {
    if (shell.state.dialect === 'bash') {
      shell.complain(`\`${mode.slice(0, 1)}': invalid symbolic mode operator`, 'umask');
      return 1;
    }
    throw new ShellFailure(
      `${shell.state.dialect === 'ash' ? 'illegal' : 'Illegal'} mode: ${mode}`,
      2,
      'umask',
    );
  }
  sys.umask(Number.parseInt(mode, 8));
  return 0;
}

export const io: Builtins = {
  echo: {
    run(shell, args) {
      const style = shell.state.dialect === 'ash' ? 'busybox' : shell.state.dialect;
      return shell.write(1, echoText(args, style)) ? 0 : writeError(shell, 'echo');
    },
  },
  printf: {
    run(shell, args) {
      const words = shell.state.dialect === 'ash' ? 'busybox' : shell.state.dialect;
      let list = args[0] === '--' ? args.slice(1) : args;
      let variable: string | undefined;
      if (shell.state.dialect === 'bash' && list[0] === '-v') {
        variable = list[1];
        list = list.slice(2);
      }
      const [format, ...rest] = list;
      if (format === undefined) {
        if (shell.state.dialect === 'bash')
          shell.write(2, 'printf: usage: printf [-v var] format [arguments]\n');
        else
          shell.complain(
            shell.state.dialect === 'dash'
              ? 'usage: printf format [arg ...]'
              : 'usage: printf FORMAT [ARG]...',
            'printf',
          );
        return 2;
      }
      const { text, problems } = printfText(format, rest, words);
      if (variable !== undefined) shell.assign(variable, text);
      for (const problem of problems) shell.complainApplet(printfMessage(problem, words), 'printf');
      if (variable === undefined && !shell.write(1, text)) return writeError(shell, 'printf');
      const wrong = shell.state.dialect === 'dash' && problems.some(({ kind }) => kind === 'directive');
      return wrong ? 2 : problems.length === 0 ? 0 : 1;
    },
  },
  test: { run: (shell, args) => test(shell, args, 'test') },
  '[': { run: (shell, args) => test(shell, args, '[') },
  pwd: {
    run(shell, args) {
      const path = args.includes('-P') ? shell.sys.self.cwd : (shell.value('PWD') ?? shell.sys.self.cwd);
      shell.write(1, `${path}\n`);
      return 0;
    },
  },
  cd: { run: cd },
  type: { run: type },
  command: { run: command },
  builtin: {
    only: ['bash'],
    run(shell, args, frame) {
      const [name] = args;
      if (name === undefined) return 0;
      if (builtinOf(shell, name) === undefined) {
        shell.complain(`${name}: not a shell builtin`, 'builtin');
        return 1;
      }
      shell.become({ ...frame, argv: args, data: null });
      return MOVED;
    },
  },
  alias: { run: aliases },
  unalias: {
    run(shell, args) {
      if (args[0] === '-a') {
        shell.state.aliases = {};
        return 0;
      }
      let status = 0;
      for (const name of args) {
        if (!Object.hasOwn(shell.state.aliases, name)) {
          if (shell.state.dialect === 'bash') shell.complain(`${name}: not found`, 'unalias');
          else shell.write(2, `unalias: ${name} not found\n`);
          status = 1;
        }
        const { [name]: _, ...rest } = shell.state.aliases;
        shell.state.aliases = rest;
      }
      return status;
    },
  },
  hash: { run: () => 0 },
  times: {
    run(shell) {
      const digits = shell.state.dialect === 'dash' ? 6 : 3;
      const own = shell.sys.self.cpuMs / 1000;
      const text = (seconds: number) => `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(digits)}s`;
      shell.write(1, `${text(own)} ${text(0)}\n${text(0)} ${text(0)}\n`);
      return 0;
    },
  },
  umask: { run: umask },
  ulimit: { run: ulimit },
  shopt: { run: () => 0, only: ['bash'] },
  help: {
    run(shell) {
      shell.write(1, 'Built-in commands:\n------------------\n');
      shell.write(1, '\t. : [ alias bg break cd command continue echo eval exec exit export\n');
      shell.write(1, '\tfalse fg getopts hash help jobs kill let local printf pwd read\n');
      shell.write(1, '\treadonly return set shift source test times trap true type ulimit\n');
      shell.write(1, '\tumask unalias unset wait\n');
      return 0;
    },
    only: ['ash', 'bash'],
  },
};

function writeError(shell: Shell, name: string): Result {
  if (shell.sys.self.state === 'Z') return BLOCKED;
  const { dialect } = shell.state;
  if (shell.unwritten !== 'EPIPE' || dialect === 'bash') {
    const closed = shell.fd(1) === undefined;
    const text =
      dialect === 'dash' && !closed ? `${name}: I/O error` : `write error: ${errorText(shell.unwritten)}`;
    shell.complain(text, name);
  }
  return 1;
}

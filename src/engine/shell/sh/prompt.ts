import { isErrno } from '../../linux/errno.ts';
import { reportJobs } from './builtins/jobs.ts';
import type { Shell } from './shell.ts';
import { basename } from './shell.ts';
import { isUnfinished } from './source.ts';
import type { FrameOf } from './state.ts';
import { endShell } from './unwind.ts';

/** PS1 as the shell of an image has it. */
export function defaultPrompt(shell: Shell): string {
  const { dialect } = shell.state;
  if (dialect === 'bash') return '\\u@\\h:\\w\\$ ';
  if (dialect === 'ash') return '\\w \\$ ';
  return shell.sys.self.uid === 0 ? '# ' : '$ ';
}

function promptText(shell: Shell, name: 'PS1' | 'PS2'): string {
  const text = shell.value(name) ?? (name === 'PS1' ? defaultPrompt(shell) : '> ');
  if (shell.state.dialect === 'dash') return text;
  const { sys } = shell;
  const home = shell.value('HOME');
  const { cwd } = sys.self;
  const short =
    home !== undefined && home !== '/' && (cwd === home || cwd.startsWith(`${home}/`))
      ? `~${cwd.slice(home.length)}`
      : cwd;
  return text.replace(/\\([uhHwW$nst\\[\]e]|033)/g, (whole, code: string) => {
    switch (code) {
      case 'u':
        return userName(shell);
      case 'h':
        return sys.hostname().replace(/\..*/, '');
      case 'H':
        return sys.hostname();
      case 'w':
        return short;
      case 'W':
        return short === '~' || short === '/' ? short : basename(short);
      case '$':
        return sys.self.uid === 0 ? '#' : '$';
      case 'n':
        return '\n';
      case 's':
        return basename(shell.state.name);
      case 'e':
      case '033':
        return '\x1b';
      case '\\':
        return '\\';
      case '[':
      case ']':
        return '';
      default:
        return whole;
    }
  });
}

function userName(shell: Shell): string {
  const users = shell.sys.readFile('/etc/passwd');
  const { uid } = shell.sys.self;
  const entry = isErrno(users)
    ? undefined
    : users.split('\n').find((line) => line.split(':')[2] === String(uid));
  return entry?.split(':')[0] ?? (uid === 0 ? 'root' : 'I have no name!');
}

/** Reads commands line by line until one is whole, and evaluates it. */
export function stepReader(shell: Shell, frame: FrameOf<'reader'>): boolean {
  const { sys } = shell;
  const { interactive } = shell.state;
  const fd = shell.fd(0);
  let { text, prompted } = frame;
  for (;;) {
    if (interactive && !prompted) {
      if (text === '') reportJobs(shell, false);
      shell.write(
        shell.state.dialect === 'bash' || shell.state.dialect === 'dash' ? 2 : 1,
        promptText(shell, lineStart(text) ? (text === '' ? 'PS1' : 'PS2') : 'PS2'),
      );
      prompted = true;
    }
    const chunk = fd === undefined ? '' : sys.read(fd, 1);
    if (chunk === null) {
      shell.become({ ...frame, text, prompted });
      sys.block({ readable: [fd as number], child: interactive && shell.state.jobs.length > 0 });
      return false;
    }
    const ended = isErrno(chunk) || chunk === '';
    if (!ended) text += chunk;
    if (!ended && !text.endsWith('\n')) continue;
    if (!ended && isUnfinished(text, shell.state.dialect)) {
      prompted = false;
      continue;
    }
    if (text.trim() === '') {
      if (ended) {
        shell.pop();
        if (interactive) {
          shell.write(2, shell.state.dialect === 'bash' ? 'exit\n' : '\n');
        }
        return endShell(shell, shell.state.status);
      }
      shell.become({ ...frame, text: '', line: frame.line + 1, prompted: false });
      return true;
    }
    const lines = (text.match(/\n/g) ?? []).length;
    const line = shell.state.dialect === 'ash' ? 1 : frame.line;
    const source = shell.addSource(text, line);
    shell.become({ ...frame, text: '', line: frame.line + lines, prompted: false });
    shell.push({ kind: 'node', source, node: 0, guarded: false });
    return true;
  }
}

const lineStart = (text: string): boolean => text === '' || text.endsWith('\n');

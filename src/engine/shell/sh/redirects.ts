import type { Redirection } from 'unbash';
import { isErrno } from '../../linux/errno.ts';
import type { Expander } from './expand.ts';
import { MESSAGES } from './messages.ts';
import { type Shell, ShellFailure } from './shell.ts';
import type { Descriptors } from './state.ts';

/** A redirection whose words are expanded. */
export type Redirect = { readonly fd: number } & (
  | {
      readonly kind: 'open';
      readonly path: string;
      readonly mode: '<' | '>' | '>>' | '<>' | '>|';
      readonly both: boolean;
    }
  | { readonly kind: 'copy'; readonly from: number | '-' | null; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
);

export function expandRedirect(redirection: Redirection, expander: Expander, shell: Shell): Redirect {
  const { descriptor } = redirection;
  if (descriptor?.type === 'FileDescriptorVariable') {
    throw new ShellFailure(`{${descriptor.name}}: descriptors in variables are not modelled`, 2);
  }
  const given = descriptor?.value;
  if (redirection.type === 'HereDoc') {
    const { body, delimiter } = redirection;
    const parts = body.parts;
    const quoted = delimiter?.quoted === true;
    let text = quoted
      ? body.text
      : parts === undefined
        ? unescapeHereDocument(body.text)
        : expander.hereDocument(parts);
    if (redirection.operator === '<<-') text = text.replace(/^\t+/gm, '');
    return { kind: 'text', fd: given ?? 0, text };
  }
  const word = redirection.target;
  const target = word === undefined ? '' : expander.text(word);
  if (redirection.type === 'HereString') return { kind: 'text', fd: given ?? 0, text: `${target}\n` };
  switch (redirection.operator) {
    case '&>':
    case '&>>':
      return {
        kind: 'open',
        fd: 1,
        path: target,
        mode: redirection.operator === '&>' ? '>' : '>>',
        both: true,
      };
    case '<&':
    case '>&': {
      const fd = given ?? (redirection.operator === '<&' ? 0 : 1);
      if (target === '-') return { kind: 'copy', fd, from: '-', text: target };
      if (/^\d+$/.test(target)) return { kind: 'copy', fd, from: Number(target), text: target };
      if (redirection.operator === '>&' && given === undefined && shell.state.dialect !== 'dash') {
        return { kind: 'open', fd: 1, path: target, mode: '>', both: true };
      }
      return { kind: 'copy', fd, from: null, text: target };
    }
    default: {
      const fd = given ?? (redirection.operator.startsWith('<') ? 0 : 1);
      return { kind: 'open', fd, path: target, mode: redirection.operator, both: false };
    }
  }
}

/** In a here-document without expansions: a backslash quotes `$`, a backquote, itself and the end of a line. */
const unescapeHereDocument = (text: string): string =>
  text.replace(/\\([$`\\]|\n)/g, (_, char) => (char === '\n' ? '' : char));

/** Thrown when a pipe with a name has nobody who reads it: the command is begun again once somebody does. */
export class NeedsReader {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

export interface Redirected {
  readonly fds: Descriptors;
  /** What was opened for it in the kernel. */
  readonly opened: readonly number[];
}

/** Does redirections one after the other, or says which failed and undoes the others. */
export function redirect(
  shell: Shell,
  redirects: readonly Redirect[],
): Redirected | { readonly failed: string } {
  const fds: Record<number, number> = { ...shell.state.fds };
  const opened: number[] = [];
  for (const each of redirects) {
    const failed = redirectOne(shell, each, fds, opened);
    if (failed !== null) {
      for (const fd of opened) shell.sys.close(fd);
      return { failed };
    }
  }
  return { fds, opened };
}

function redirectOne(
  shell: Shell,
  each: Redirect,
  fds: Record<number, number>,
  opened: number[],
): string | null {
  const { sys } = shell;
  const { dialect } = shell.state;
  const messages = MESSAGES[dialect];
  const keep = (fd: number): number => {
    const high = shell.high(fd);
    opened.push(high);
    return high;
  };
  switch (each.kind) {
    case 'copy': {
      if (each.from === '-') {
        delete fds[each.fd];
        return null;
      }
      const from = each.from === null ? undefined : fds[each.from];
      if (each.from === null)
        return dialect === 'bash' ? `${each.text}: ambiguous redirect` : 'Bad fd number';
      if (from === undefined)
        return dialect === 'ash'
          ? `dup2(${each.from},${each.fd}): Bad file descriptor`
          : `${each.from}: Bad file descriptor`;
      fds[each.fd] = from;
      return null;
    }
    case 'text': {
      const [read, write] = sys.pipe();
      sys.write(write, each.text);
      sys.close(write);
      fds[each.fd] = keep(read);
      return null;
    }
    case 'open': {
      const reading = each.mode === '<';
      const own = ownDescriptor(each.path);
      const mapped = own === null ? undefined : fds[own];
      if (mapped !== undefined) {
        fds[each.fd] = mapped;
        if (each.both) fds[2] = mapped;
        return null;
      }
      if (each.mode === '>' && shell.hasFlag('C')) {
        const stat = sys.stat(each.path);
        if (!isErrno(stat) && stat.type === 'file') {
          return dialect === 'bash'
            ? `${each.path}: cannot overwrite existing file`
            : messages.cannotCreate(each.path, 'EEXIST');
        }
      }
      const fd = sys.open(each.path, {
        access: reading ? 'r' : each.mode === '<>' ? 'rw' : 'w',
        create: !reading,
        truncate: each.mode === '>' || each.mode === '>|',
        append: each.mode === '>>',
      });
      if (isErrno(fd) && fd.errno === 'ENXIO') {
        for (const other of opened) sys.close(other);
        throw new NeedsReader(each.path);
      }
      if (isErrno(fd)) {
        const say = reading || each.mode === '<>' ? messages.cannotOpen : messages.cannotCreate;
        return each.path === '' && dialect === 'bash'
          ? ': No such file or directory'
          : say(each.path, fd.errno);
      }
      const high = keep(fd);
      fds[each.fd] = high;
      if (each.both) fds[2] = high;
      return null;
    }
  }
}

const STREAMS: Readonly<Record<string, number>> = { stdin: 0, stdout: 1, stderr: 2 };

/** The descriptor that a path stands for in whoever opens it: the script counts them in its own way. */
function ownDescriptor(path: string): number | null {
  const match = /^\/(?:dev\/(stdin|stdout|stderr)|(?:dev|proc\/self)\/fd\/(\d+))$/.exec(path);
  if (match === null) return null;
  return match[2] === undefined ? (STREAMS[match[1] as string] as number) : Number(match[2]);
}

/** Makes redirections those of the shell itself for good, as `exec >file` does. */
export function redirectForGood(shell: Shell, { fds, opened }: Redirected): void {
  const { sys } = shell;
  const before = shell.state.fds;
  const next: Record<number, number> = {};
  // First copies that nothing is in the way of, so that exchanging two descriptors works.
  const copies: [number, number][] = [];
  for (const [number, from] of Object.entries(fds)) {
    if (before[Number(number)] === from && from === Number(number)) {
      next[Number(number)] = from;
      continue;
    }
    let to = 20;
    while (to in sys.self.fds) to++;
    sys.dup(from, to);
    copies.push([Number(number), to]);
  }
  for (const [number, from] of copies) {
    sys.dup(from, number);
    sys.close(from);
    next[number] = number;
  }
  for (const number of Object.keys(before)) {
    if (!(Number(number) in fds) && before[Number(number)] === Number(number)) sys.close(Number(number));
  }
  for (const fd of opened) sys.close(fd);
  shell.state.fds = next;
}

/** Closes what was opened for a command that is over. */
export function closeAll(shell: Shell, opened: readonly number[]): void {
  for (const fd of opened) shell.sys.close(fd);
}

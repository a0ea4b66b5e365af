// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/cp/cp.go
// Differs: local files have the mode 0644 and belong to 1000; what is copied out is shown, not written; --retries never retries.
import type { Pod } from '../../../api/index.ts';
import { secondsSinceEpoch } from '../../kernel/timestamp.ts';
import { readTar, type TarEntry, writeTar } from '../../shell/tar.ts';
import { baseName, type Files, filesBelow, readFile } from '../files.ts';
import type { FlagSpecs } from '../flags.ts';
import { failedPiece, type Joining, openExec, reach } from '../reach.ts';
import { beginTarget, type Target } from '../target.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, type Runner, type StreamPiece, textFlag, type Verb } from '../verb.ts';

export interface CpCommand {
  readonly kind: 'cp';
  readonly target: Target;
  readonly container: string;
  readonly pod: Pod | null;
  readonly stage: /** Whether the destination in the Pod is a directory. */ 'look' | 'put' | 'get';
  readonly local: string;
  readonly remote: string;
  readonly preserve: boolean;
  /** What is copied into the Pod, by names below `local`; '' is `local` itself. */
  readonly files: Files;
  /** What has come of the archive so far. */
  readonly heard: string;
}

const FLAGS: FlagSpecs = {
  container: { type: 'string', short: 'c' },
  'no-preserve': { type: 'bool' },
  retries: { type: 'int', hasNoEffect: true },
};

export const CP: Verb = {
  name: 'cp',
  usage: '<file-spec-src> <file-spec-dest>',
  flags: FLAGS,
  namesFiles: ([source = '']) => (source.includes(':') ? [] : [source]),
  begin,
};

interface FileSpec {
  readonly namespace: string | null;
  /** Null: a local file. */
  readonly pod: string | null;
  readonly file: string;
}

function fileSpec(arg: string): FileSpec | null {
  const colon = arg.indexOf(':');
  if (colon < 0) return { namespace: null, pod: null, file: arg };
  const [first = '', second, ...more] = arg.slice(0, colon).split('/');
  if (colon === 0 || more.length > 0) return null;
  const file = arg.slice(colon + 1);
  return second === undefined
    ? { namespace: null, pod: first, file }
    : { namespace: first, pod: second, file };
}

function begin({ args, flags, files, namespace }: Call, session: Session): Begun {
  if (args.length !== 2) return 'source and destination are required';
  const [from, to] = args.map(fileSpec) as [FileSpec | null, FileSpec | null];
  if (from === null || to === null) {
    return 'filespec must match the canonical format: [[namespace/]pod:]file/path';
  }
  if (from.pod !== null && to.pod !== null) return 'one of src or dest must be a local file specification';
  if (from.file === '' || to.file === '') return 'filepath can not be empty';
  const there = from.pod !== null ? from : to;
  if (there.pod === null) return 'one of src or dest must be a remote file specification';
  const isOut = there === from;
  const local = isOut ? to.file : from.file;
  const copied = isOut ? {} : localFiles(files, local);
  if (copied === null) return `${local} doesn't exist in local filesystem`;
  if (isOut && isFolder(files, local)) return `open ${local}: is a directory`;
  const target = beginTarget(`pods/${there.pod}`, there.namespace ?? namespace, session);
  if (typeof target === 'string') return target;
  return {
    kind: 'cp',
    target,
    container: textFlag(flags, 'container') ?? '',
    pod: null,
    stage: isOut ? 'get' : 'look',
    local,
    remote: there.file,
    preserve: flags['no-preserve'] !== true,
    files: copied,
    heard: '',
  };
}

/** A file, or all that is below a folder; null when there is neither. */
function localFiles(files: Files, path: string): Files | null {
  const text = readFile(files, path);
  if (text !== undefined) return { '': text };
  const below = filesBelow(files, path);
  return Object.keys(below).length === 0 ? null : below;
}

/** Upstream opens the destination as a file, whatever it is. */
function isFolder(files: Files, path: string): boolean {
  return /(^|\/)\.{0,2}$/.test(path) || Object.keys(filesBelow(files, path)).length > 0;
}

export const CP_RUNNER: Runner<CpCommand> = {
  onResponse: (command, response, session) =>
    reach(command, command.target, response, session, ([found]) => {
      const pod = found as Pod;
      const next = { ...command, pod };
      if (command.stage === 'look') open(next, ['test', '-d', command.remote], session, true);
      else open(next, ['tar', 'cf', '-', command.remote], session);
      return next;
    }),

  onStream(command, piece, session) {
    switch (command.stage) {
      case 'look':
        return piece.exitCode === undefined ? command : put(command, piece.exitCode === 0, session);
      case 'put':
        if (piece.stream === 'stdout') session.write(piece.text);
        else session.writeError(piece.text);
        if (piece.exitCode !== undefined && !ended(piece, session)) session.finish();
        return command;
      case 'get': {
        // Upstream shows what tar complains about on standard output.
        if (piece.stream === 'stderr') session.write(piece.text);
        const heard = piece.stream === 'stdout' ? command.heard + piece.text : command.heard;
        if (piece.exitCode !== undefined && !ended(piece, session)) {
          take({ ...command, heard }, session);
          session.finish();
        }
        return { ...command, heard };
      }
    }
  },
};

/** True when it has failed, and the session knows. */
function ended(piece: StreamPiece, session: Session): boolean {
  const { exitCode = 0 } = piece;
  if (failedPiece(piece, session)) session.finish();
  else if (exitCode === 0) return false;
  else {
    session.warn(`command terminated with exit code ${exitCode}`);
    session.exit(exitCode);
  }
  return true;
}

function open(command: CpCommand, argv: readonly string[], session: Session, quiet = false): number | null {
  const joining: Joining = {
    container: command.container,
    stdin: command.stage === 'put',
    tty: false,
    quiet,
  };
  return openExec(joining, argv, command.pod as Pod, session);
}

function put(before: CpCommand, isDirectory: boolean, session: Session): CpCommand {
  const slash = before.remote.endsWith('/') ? '' : '/';
  const remote = isDirectory ? `${before.remote}${slash}${baseName(before.local)}` : before.remote;
  const command: CpCommand = { ...before, stage: 'put', remote };
  const path = remote.replace(/\/+$/, '');
  const at = path.lastIndexOf('/');
  const folder = at > 0 ? path.slice(0, at) : at === 0 ? '/' : '.';
  const name = path.slice(at + 1);
  const options = command.preserve ? [] : ['--no-same-permissions', '--no-same-owner'];
  const stream = open(command, ['tar', ...options, '-xmf', '-', '-C', folder], session);
  const entries = Object.entries(command.files).map(
    ([below, data]): TarEntry => ({
      name: below === '' ? name : `${name}/${below}`,
      type: 'file',
      mode: 0o644,
      uid: 1000,
      gid: 1000,
      mtime: secondsSinceEpoch(session.nowMs),
      target: '',
      data,
    }),
  );
  const archive = writeTar(entries);
  if (stream !== null && archive !== null) session.feed(stream, archive);
  if (archive !== null) return command;
  session.fail({ text: 'archive/tar: cannot encode header: a name is too long' });
  session.finish();
  return command;
}

/** The members of the archive become local files. */
function take({ heard, local, remote, target }: CpCommand, session: Session): void {
  const prefix = remote
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
    .replace(/^(\.\.\/?)+/, '');
  const result = readTar(heard);
  let hasWarned = false;
  for (const { name, type, target: link, data } of result.entries) {
    if (!name.startsWith(prefix)) {
      session.fail({ text: 'tar contents corrupted' });
      return;
    }
    const below = name.slice(prefix.length).replace(/^\/+|\/+$/g, '');
    const path = below === '' ? local : `${local.replace(/\/+$/, '')}/${below}`;
    if (type === 'file') session.save(path, data);
    if (type !== 'symlink' || hasWarned) continue;
    hasWarned = true;
    const { namespace, name: pod } = target;
    session.warn(
      `warning: skipping symlink: "${path}" -> "${link}" (consider using "kubectl exec -n "${namespace}" "${pod}" -- ` +
        `tar cf - "${remote}" | tar xf -")`,
    );
  }
  if (!result.ok)
    session.fail({ text: result.problem === 'short' ? 'unexpected EOF' : 'archive/tar: invalid tar header' });
}

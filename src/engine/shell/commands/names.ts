// Models coreutils@v9.5 src/basename.c, src/dirname.c, src/readlink.c, src/realpath.c, src/mktemp.c
import { errorText, isErrno } from '../../linux/errno.ts';
import * as paths from './paths.ts';
import { type Call, command } from './program.ts';

export const basename = command((call) => {
  const spec = {
    short: 'as:z',
    long: { multiple: 'a', suffix: 's' },
    usage: 'basename FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...',
    stopAtFirst: true,
  };
  const options = call.options(spec);
  if (typeof options === 'number') return options;
  const { rest } = options;
  if (rest.length === 0) return call.missing(spec.usage);
  const many = options.has('a', 's');
  if (!many && rest.length > 2) {
    return call.usage(spec.usage, call.busybox ? undefined : `extra operand '${rest[2]}'`);
  }
  const suffix = options.value('s') ?? (many ? '' : (rest[1] ?? ''));
  for (const path of many ? rest : rest.slice(0, 1)) {
    const name = paths.basename(path);
    const stripped = suffix !== '' && name !== suffix && name.endsWith(suffix);
    call.out(`${stripped ? name.slice(0, -suffix.length) : name}\n`);
  }
  return 0;
});

export const dirname = command((call) => {
  const usage = call.busybox ? 'dirname FILENAME' : 'dirname [OPTION] NAME...';
  const options = call.options({ short: 'z', usage });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0) return call.missing(usage);
  for (const path of options.rest) call.out(`${paths.dirname(path)}\n`);
  return 0;
});

/** The path with its links resolved although its last name, or with `missing` more of it, may not exist. */
function canonical(call: Call, path: string, missing: boolean): string | undefined {
  const real = call.sys.realpath(path);
  if (!isErrno(real)) return real;
  if (real.errno !== 'ENOENT') return undefined;
  const link = call.sys.readlink(path);
  if (!isErrno(link)) {
    return canonical(call, link.startsWith('/') ? link : paths.below(paths.dirname(path), link), missing);
  }
  const parent = paths.dirname(path);
  if (parent === path) return undefined;
  const base = missing ? canonical(call, parent, true) : call.sys.realpath(parent);
  return base === undefined || isErrno(base) ? undefined : paths.below(base, paths.basename(path));
}

export const readlink = command((call) => {
  const usage = 'readlink [-fnv] FILE...';
  const options = call.options({
    short: 'fnvemqs',
    long: {
      canonicalize: 'f',
      'canonicalize-existing': 'e',
      'canonicalize-missing': 'm',
      'no-newline': 'n',
      verbose: 'v',
    },
    usage,
  });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0) return call.missing(usage);
  let code = 0;
  const mode = options.last('f', 'e', 'm');
  const newline = options.has('n') && options.rest.length === 1 ? '' : '\n';
  for (const path of options.rest) {
    const existing = mode === undefined ? call.sys.readlink(path) : call.sys.realpath(path);
    const target =
      mode === undefined || mode === 'e'
        ? isErrno(existing)
          ? undefined
          : existing
        : canonical(call, path, mode === 'm');
    if (target === undefined) {
      code = 1;
      if (options.has('v') && isErrno(existing)) call.failed(path, existing);
    } else call.out(target + newline);
  }
  return code;
});

export const realpath = command((call) => {
  const usage = 'realpath FILE...';
  const options = call.options({
    short: 'emqsLPz',
    long: { 'canonicalize-existing': 'e', 'canonicalize-missing': 'm', quiet: 'q', 'no-symlinks': 's' },
    usage,
  });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0) return call.missing(usage);
  let code = 0;
  for (const path of options.rest) {
    const real = call.sys.realpath(path);
    const last = isErrno(real) && !options.has('e') ? canonical(call, path, options.has('m')) : undefined;
    const found = isErrno(real) ? last : real;
    if (found !== undefined) call.out(`${found}\n`);
    else if (isErrno(real)) {
      code = 1;
      if (!options.has('q')) call.err(`${path}: ${errorText(real.errno)}`);
    }
  }
  return code;
});

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export const mktemp = command((call) => {
  const options = call.options({
    short: 'dqtup:',
    long: { directory: 'd', quiet: 'q', 'dry-run': 'u', tmpdir: 'tmpdir::', suffix: 'suffix:' },
    usage: 'mktemp [-dt] [-p DIR] [TEMPLATE]',
  });
  if (typeof options === 'number') return options;
  const { sys } = call;
  const given = options.rest[0];
  const temporary = options.value('p') ?? (options.value('tmpdir') || sys.self.env.TMPDIR || '/tmp');
  const inside = given === undefined || options.has('t', 'p', 'tmpdir');
  const template =
    (inside ? paths.below(temporary, given ?? 'tmp.XXXXXXXXXX') : given) + (options.value('suffix') ?? '');
  const blanks = /X{3,}(?=[^X]*$)/.exec(template);
  if (blanks === null) {
    return call.busybox
      ? call.fail(`${template}: Invalid argument`)
      : call.fail(`too few X's in template '${given ?? template}'`);
  }
  const random = () => LETTERS[sys.random() % LETTERS.length] as string;
  for (let attempt = 0; attempt < 100; attempt++) {
    const path =
      template.slice(0, blanks.index) +
      blanks[0].replace(/X/g, random) +
      template.slice(blanks.index + blanks[0].length);
    if (options.has('u')) {
      call.out(`${path}\n`);
      return 0;
    }
    const made = options.has('d')
      ? sys.mkdir(path, 0o700)
      : sys.open(path, { access: 'rw', create: true, exclusive: true, mode: 0o600 });
    if (isErrno(made) && made.errno === 'EEXIST') continue;
    if (isErrno(made)) {
      const kind = options.has('d') ? 'directory' : 'file';
      const what = call.busybox ? template : `failed to create ${kind} via template '${template}'`;
      return options.has('q') ? 1 : call.failed(what, made);
    }
    call.out(`${path}\n`);
    return 0;
  }
  return call.fail(`${template}: File exists`);
});

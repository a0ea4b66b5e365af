// Models procps@v4.0.4 src/sysctl.c
// Models busybox@v1.37.0 procps/sysctl.c
// Differs: -p reads the files it is given or /etc/sysctl.conf; --system and patterns are left out.
import { errorText, isErrno } from '../../linux/errno.ts';
import { type Call, command } from '../commands/program.ts';

const ROOT = '/proc/sys';

const SPEC = {
  short: 'aenNqwpA',
  long: { all: 'a', ignore: 'e', values: 'n', names: 'N', quiet: 'q', write: 'w', load: 'p' },
  usage: 'sysctl [options] [variable[=value] ...]',
};

const pathOf = (name: string): string => `${ROOT}/${name.includes('/') ? name : name.replaceAll('.', '/')}`;
const nameOf = (name: string): string => (name.includes('/') ? name.replaceAll('/', '.') : name);

/** Settings of the kernel, in order. */
function everything(call: Call, directory: string, found: string[] = []): string[] {
  const entries = call.sys.readdir(directory);
  for (const { name, type } of isErrno(entries) ? [] : entries) {
    if (type === 'directory') everything(call, `${directory}/${name}`, found);
    else found.push(`${directory}/${name}`.slice(ROOT.length + 1).replaceAll('/', '.'));
  }
  return found;
}

interface Wanted {
  readonly values: boolean;
  readonly names: boolean;
  readonly quiet: boolean;
  readonly ignore: boolean;
}

function read(call: Call, given: string, { values, names, ignore }: Wanted): number {
  const name = nameOf(given);
  const value = call.sys.readFile(pathOf(given));
  if (isErrno(value)) {
    if (ignore) return 0;
    if (call.busybox) return call.fail(`error: '${name}' is an unknown key`);
    if (value.errno !== 'ENOENT') return call.fail(`permission denied on key '${name}'`);
    return call.fail(`cannot stat ${pathOf(given)}: ${errorText('ENOENT')}`);
  }
  const text = value.replace(/\n$/, '');
  call.out(names ? `${name}\n` : values ? `${text}\n` : `${name} = ${text}\n`);
  return 0;
}

function write(call: Call, setting: string, wanted: Wanted): number {
  const equals = setting.indexOf('=');
  const given = setting.slice(0, equals).trim();
  const value = setting.slice(equals + 1).trim();
  const name = nameOf(given);
  const path = pathOf(given);
  const stat = call.sys.stat(path);
  if (isErrno(stat)) {
    if (wanted.ignore) return 0;
    return call.fail(
      call.busybox ? `error: '${name}' is an unknown key` : `cannot stat ${path}: ${errorText(stat.errno)}`,
    );
  }
  const failed = call.sys.writeFile(path, `${value}\n`);
  if (failed !== undefined) {
    if (call.busybox) return call.fail(`error setting key '${name}': ${errorText(failed.errno)}`);
    const isDenied = failed.errno === 'EACCES' || failed.errno === 'EPERM';
    if (isDenied) return call.fail(`permission denied on key "${name}", ignoring`);
    return call.fail(`setting key "${name}": ${errorText(failed.errno)}`);
  }
  if (!wanted.quiet) call.out(wanted.values ? `${value}\n` : `${name} = ${value}\n`);
  return 0;
}

export const sysctl = command((call) => {
  const options = call.options(SPEC);
  if (typeof options === 'number') return options;
  const has = (letter: string) => options.has(letter);
  const wanted = { values: has('n'), names: has('N'), quiet: has('q'), ignore: has('e') };
  let settings = options.rest;
  if (has('a') || has('A')) {
    for (const name of everything(call, ROOT)) read(call, name, { ...wanted, ignore: true });
    return 0;
  }
  if (has('p')) {
    const lines: string[] = [];
    for (const file of settings.length > 0 ? settings : ['/etc/sysctl.conf']) {
      const text = call.sys.readFile(file);
      if (isErrno(text)) return call.fail(`cannot open "${file}": ${errorText(text.errno)}`);
      lines.push(...text.split('\n').filter((line) => /^\s*[^#;\s][^=]*=/.test(line)));
    }
    settings = lines;
  } else if (settings.length === 0) return call.usage(SPEC.usage, 'no variables specified');
  let status = 0;
  for (const setting of settings) {
    const failed = setting.includes('=') ? write(call, setting, wanted) : read(call, setting, wanted);
    status = failed === 0 ? status : failed;
  }
  return status;
});

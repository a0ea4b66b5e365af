import { value as quantityValue } from '../../../api/index.ts';
import type { Sys } from '../../linux/sys.ts';
import { parseFlags, UsageError } from './flags.ts';
import type { RunOptions } from './state.ts';

const withoutPrefix = (name: string): string => name.replace(/^CAP_/i, '');

/** `docker run`'s command line. */
export function parseRun(sys: Sys, args: readonly string[], terminal: string | null): RunOptions {
  const flags = parseFlags('run', args, {
    booleans: ['d:detach', 'i:interactive', 't:tty', ':rm', ':privileged', ':read-only', ':init'],
    values: [
      ':name',
      'p:publish',
      'v:volume',
      ':volumes-from',
      'e:env',
      ':net',
      ':network',
      ':ipc',
      ':pid',
      ':uts',
      'h:hostname',
      'w:workdir',
      'u:user',
      ':entrypoint',
      'm:memory',
      ':cpus',
      ':restart',
      'l:label',
      ':cap-add',
      ':cap-drop',
      ':group-add',
      ':security-opt',
    ],
    stopAtFirst: true,
  });
  const [image, ...rest] = flags.rest;
  if (image === undefined) throw new UsageError('run', 'requires at least 1 argument', 125);
  const tty = flags.has('tty');
  const detach = flags.has('detach');
  if (tty && !detach && terminal === null) throw new UsageError('', 'the input device is not a TTY');
  const memory = flags.value('memory');
  const cpus = flags.value('cpus');
  const { env } = sys.self;
  return {
    detach,
    interactive: flags.has('interactive'),
    tty,
    rm: flags.has('rm'),
    name: flags.value('name') ?? '',
    publish: flags.values('publish'),
    volumes: flags.values('volume'),
    volumesFrom: flags.values('volumes-from'),
    env: Object.fromEntries(
      flags.values('env').map((pair) => {
        const at = pair.indexOf('=');
        return at === -1 ? [pair, env[pair] ?? ''] : [pair.slice(0, at), pair.slice(at + 1)];
      }),
    ),
    network: flags.value('network') ?? flags.value('net') ?? '',
    ipc: flags.value('ipc') ?? '',
    pid: flags.value('pid') ?? '',
    uts: flags.value('uts') ?? '',
    hostname: flags.value('hostname') ?? '',
    workdir: flags.value('workdir') ?? '',
    user: flags.value('user') ?? '',
    entrypoint: flags.value('entrypoint') ?? null,
    // Docker's k, m and g are powers of 1024.
    memoryBytes:
      memory === undefined
        ? null
        : quantityValue(
            `${memory.replace(/b$/i, '').replace(/([kmg])$/i, (unit) => `${unit.toUpperCase()}i`)}`,
          ),
    cpus: cpus === undefined ? null : Number(cpus),
    readOnly: flags.has('read-only'),
    security: {
      add: flags.values('cap-add').map(withoutPrefix),
      drop: flags.values('cap-drop').map(withoutPrefix),
      privileged: flags.has('privileged'),
      noNewPrivileges: flags
        .values('security-opt')
        .some((option) => /^no-new-privileges([:=]true)?$/.test(option)),
      supplementalGroups: flags.values('group-add').map(Number).filter(Number.isInteger),
      strictGroups: false,
    },
    image,
    args: rest,
  };
}

// The systems that images are built on: their directories, accounts and tools.
import type { Table } from '../../kernel/table.ts';
import type { Inode } from '../../linux/fs/types.ts';
import { directory, type Files, link, text, treeOf } from '../files.ts';
import { accountFiles } from './accounts.ts';
import {
  ALPINE,
  APPLETS,
  BUILD_TOOLS,
  DEBIAN_BIN,
  DEBIAN_SBIN,
  executables,
  ORACLE_BIN,
  PROCPS,
} from './tools.ts';

/** `tools` is Debian with what buildpack-deps installs: curl, wget, ps, git and compilers. */
export type System = 'scratch' | 'busybox' | 'alpine' | 'debian' | 'tools' | 'ubuntu' | 'oracle';

export interface BaseSystem {
  /** Names its layers; systems that share a digest share what has been pulled. */
  readonly layer: string;
  readonly sizeBytes: number;
  tree(): Table<Inode>;
}

function directories(paths: string): Files {
  return Object.fromEntries(paths.split(' ').map((path) => [path, directory()]));
}

const COMMON: Files = {
  ...directories('/dev /etc /home /proc /sys /usr/bin /usr/sbin /usr/local/bin /var/lib /var/log /var/cache'),
  '/root': directory(0o700),
  '/tmp': directory(0o1777),
  '/var/tmp': directory(0o1777),
};

/** The directories that a merged /usr replaces by links. */
const MERGED: Files = {
  '/bin': link('usr/bin'),
  '/sbin': link('usr/sbin'),
  '/lib': link('usr/lib'),
  '/lib64': link('usr/lib64'),
};

/** /etc/os-release, which says what a container is built on. */
export function osRelease(fields: Readonly<Record<string, string>>): Inode {
  return text(
    Object.entries(fields)
      .map(([name, value]) => `${name}=${/^[\w.-]+$/.test(value) ? value : `"${value}"`}\n`)
      .join(''),
  );
}

export function alpineRelease(version: string): Files {
  return {
    '/etc/alpine-release': text(`${version}\n`),
    '/etc/os-release': osRelease({
      NAME: 'Alpine Linux',
      ID: 'alpine',
      VERSION_ID: version,
      PRETTY_NAME: `Alpine Linux v${version.replace(/\.\d+$/, '')}`,
      HOME_URL: 'https://alpinelinux.org/',
    }),
  };
}

export function debianRelease(major: string, codename: string, version = major): Files {
  return {
    '/etc/debian_version': text(`${version}\n`),
    '/etc/os-release': osRelease({
      PRETTY_NAME: `Debian GNU/Linux ${major} (${codename})`,
      NAME: 'Debian GNU/Linux',
      VERSION_ID: major,
      VERSION: `${major} (${codename})`,
      VERSION_CODENAME: codename,
      ID: 'debian',
      HOME_URL: 'https://www.debian.org/',
    }),
  };
}

export function ubuntuRelease(version: string, codename: string): Files {
  return {
    '/etc/os-release': osRelease({
      PRETTY_NAME: `Ubuntu ${version} LTS`,
      NAME: 'Ubuntu',
      VERSION_ID: version,
      VERSION_CODENAME: codename,
      ID: 'ubuntu',
      ID_LIKE: 'debian',
      HOME_URL: 'https://www.ubuntu.com/',
    }),
  };
}

const debian = (): Files => ({
  ...COMMON,
  ...MERGED,
  ...directories(
    '/boot /media /mnt /opt /srv /run/lock /usr/games /usr/lib /usr/share /var/backups /var/mail /var/spool',
  ),
  '/run/lock': directory(0o1777),
  '/var/run': link('/run'),
  '/var/lock': link('/run/lock'),
  ...accountFiles('debian'),
  ...debianRelease('12', 'bookworm', '12.12'),
  '/etc/shells': text('/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/dash\n/usr/bin/dash\n'),
  '/etc/apt/sources.list.d/debian.sources': text(
    'Types: deb\nURIs: http://deb.debian.org/debian\nSuites: bookworm bookworm-updates\nComponents: main\n',
  ),
  ...executables('/usr/bin', DEBIAN_BIN, 'gnu'),
  ...executables('/usr/sbin', DEBIAN_SBIN, 'gnu'),
});

const FILES: Readonly<Record<Exclude<System, 'scratch'>, () => Files>> = {
  busybox: () => ({
    ...COMMON,
    ...directories('/etc/network/if-up.d /lib /var/spool/mail /var/www'),
    ...accountFiles('busybox'),
    '/etc/localtime': text('TZif2\n'),
    ...executables('/bin', `${APPLETS} getconf`, 'busybox'),
    '/usr/bin/env': link('../../bin/env'),
  }),
  alpine: () => ({
    ...COMMON,
    ...directories(
      '/lib /media /mnt /opt /run /srv /usr/lib /usr/share /usr/local/lib /var/empty /var/mail /var/spool',
    ),
    '/var/run': link('../run'),
    ...accountFiles('alpine'),
    ...alpineRelease('3.22.2'),
    '/etc/apk/repositories': text(
      'https://dl-cdn.alpinelinux.org/alpine/v3.22/main\nhttps://dl-cdn.alpinelinux.org/alpine/v3.22/community\n',
    ),
    '/etc/motd': text('Welcome to Alpine!\n'),
    '/etc/shells': text('/bin/sh\n/bin/ash\n'),
    '/bin/busybox': executables('/bin', 'busybox', 'busybox')['/bin/busybox'] as Inode,
    ...Object.fromEntries(
      Object.entries(ALPINE).flatMap(([path, names]) => Object.entries(executables(path, names, 'busybox'))),
    ),
  }),
  debian,
  tools: () => ({ ...debian(), ...executables('/usr/bin', BUILD_TOOLS, 'gnu') }),
  ubuntu: () => ({
    ...debian(),
    ...accountFiles('ubuntu'),
    ...ubuntuRelease('24.04', 'noble'),
    '/home/ubuntu': directory(0o750, 1000),
    ...executables('/usr/bin', PROCPS, 'gnu'),
  }),
  oracle: () => ({
    ...COMMON,
    ...MERGED,
    ...directories('/boot /media /mnt /opt /srv /run /usr/lib /usr/share /var/spool'),
    ...accountFiles('oracle'),
    '/etc/os-release': osRelease({
      NAME: 'Oracle Linux Server',
      VERSION: '9.6',
      ID: 'ol',
      ID_LIKE: 'fedora',
      VERSION_ID: '9.6',
      PRETTY_NAME: 'Oracle Linux Server 9.6',
    }),
    ...executables('/usr/bin', ORACLE_BIN, 'gnu'),
    ...executables('/usr/sbin', 'chroot ldconfig nologin sysctl', 'gnu'),
  }),
};

/** What an image without a system of its own needs to be a tree at all. */
export const BARE: Files = directories('/dev /etc /proc /sys');

function system(name: Exclude<System, 'scratch'>, layer: string, megabytes: number): BaseSystem {
  let tree: Table<Inode> | undefined;
  return {
    layer,
    sizeBytes: Math.round(megabytes * 1_000_000),
    tree: () => {
      tree ??= treeOf(FILES[name]());
      return tree;
    },
  };
}

export const systems: Readonly<Record<System, BaseSystem>> = {
  scratch: { layer: '', sizeBytes: 0, tree: () => treeOf(BARE) },
  busybox: system('busybox', 'busybox', 2.2),
  alpine: system('alpine', 'alpine', 3.8),
  debian: system('debian', 'debian', 28.2),
  tools: system('tools', 'debian', 28.2),
  ubuntu: system('ubuntu', 'ubuntu', 29.7),
  oracle: system('oracle', 'oracle', 47),
};

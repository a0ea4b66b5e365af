import { describe, expect, test } from 'vitest';
import { get, keys, tableOf } from '../../kernel/table.ts';
import { errno } from '../errno.ts';
import { looseDisk } from './disk.ts';
import { DEVICES, directory, executable, file, link, tree } from './layers.ts';
import { makeFilesystem } from './tree.ts';
import type { Filesystem, Mount } from './types.ts';
import { FileView, released } from './view.ts';
import type { ProcFiles, Viewer } from './walk.ts';

const IMAGE = tree({
  '/etc/passwd': 'root:x:0:0',
  '/etc/shadow': file('secret', { mode: 0o640, gid: 42 }),
  '/bin/busybox': executable('sh', 'busybox', 1_000_000),
  '/bin/sh': link('busybox'),
  '/var/run': link('/run'),
  '/run/lock/x': 'x',
  '/tmp': directory(0o1777),
  '/root': directory(0o700),
  '/root/note': 'n',
  '/loop': link('loop'),
  '/up': link('../../etc'),
  '/pod-data': directory(),
  '/config/one.conf': 'shadowed',
  '/proc': directory(),
  '/dev': directory(),
});

const mount = (target: string, filesystem: string, more: Partial<Mount> = {}): Mount => ({
  target,
  filesystem,
  root: '/',
  readOnly: false,
  source: '',
  ...more,
});

const MOUNTS: Mount[] = [
  mount('/', 'root'),
  mount('/proc', 'proc'),
  mount('/dev', 'dev'),
  mount('/pod-data', 'volume'),
  mount('/config/one.conf', 'config', { root: '/one.conf', readOnly: true }),
  mount('/etc/config', 'config', { readOnly: true }),
  mount('/small', 'small'),
];

const proc: ProcFiles = {
  read: (path) => ({ '/1/cmdline': 'init\0', '/uptime': '1.00 1.00\n' })[path],
  list: (path) =>
    ({
      '/': ['1', 'self', 'uptime'],
      '/1': ['cmdline', 'root', 'fd', 'ns'],
      '/1/fd': ['1'],
      '/1/ns': ['pid'],
    })[path],
  link: (path) =>
    ({ '/self': '1', '/1/root': '/', '/1/fd/1': 'pipe:[7]', '/1/ns/pid': 'pid:[4026531836]' })[path],
  follow: (path) =>
    path === '/1/root'
      ? { mounts: [mount('/', 'volume')], root: '/', path: '/' }
      : path === '/1/fd/1'
        ? { pid: 1, fd: 1, inode: { type: 'fifo', pipe: 7, mode: 0o600, uid: 0, gid: 0, mtimeMs: 0 } }
        : undefined,
};

function setup(viewer: Partial<Viewer> = {}) {
  const filesystems: Filesystem[] = [
    makeFilesystem({ id: 'root', type: 'overlay', lower: 'image' }),
    makeFilesystem({ id: 'proc', type: 'proc' }),
    makeFilesystem({ id: 'dev', type: 'tmpfs', content: DEVICES }),
    makeFilesystem({ id: 'volume', type: 'ext4' }),
    makeFilesystem({ id: 'config', type: 'tmpfs', content: tree({ '/one.conf': '1', '/two.conf': '2' }) }),
    makeFilesystem({ id: 'small', type: 'tmpfs', sizeBytes: 10 }),
  ];
  const open = new Set<string>();
  const heard: string[] = [];
  const disk = looseDisk(tableOf(filesystems.map((one) => [one.id, one] as const)), {
    kit: { layer: (name) => (name === 'image' ? IMAGE : undefined) },
    isOpen: (filesystem, inode) => open.has(`${filesystem} ${inode}`),
    changed: (filesystem, inode) => heard.push(`${filesystem} ${inode}`),
  });
  const base: Viewer = {
    mounts: MOUNTS,
    root: '/',
    cwd: '/',
    uid: 0,
    gid: 0,
    nowMs: 5,
    proc: (filesystem) => (filesystem.id === 'proc' ? proc : undefined),
  };
  const as = (more: Partial<Viewer>) => new FileView(disk, { ...base, ...more });
  return { disk, open, heard, as, view: as(viewer) };
}

describe('reading', () => {
  const cases: [path: string, cwd: string, expected: unknown][] = [
    ['/etc/passwd', '/', 'root:x:0:0'],
    ['etc//./passwd', '/', 'root:x:0:0'],
    ['../etc/passwd', '/bin', 'root:x:0:0'],
    ['/../../etc/passwd', '/', 'root:x:0:0'],
    ['/var/run/lock/x', '/', 'x'],
    ['/var/run/../etc/passwd', '/', 'root:x:0:0'],
    ['/up/passwd', '/', 'root:x:0:0'],
    ['/config/one.conf', '/', '1'],
    ['/etc/config/two.conf', '/', '2'],
    ['/nope', '/', errno('ENOENT')],
    ['/nope/x', '/', errno('ENOENT')],
    ['', '/', errno('ENOENT')],
    ['/etc/passwd/x', '/', errno('ENOTDIR')],
    ['/etc/passwd/', '/', errno('ENOTDIR')],
    ['/etc', '/', errno('EISDIR')],
    ['/loop', '/', errno('ELOOP')],
    ['/proc/1/cmdline', '/', 'init\0'],
    ['/proc/self/cmdline', '/', 'init\0'],
    ['cmdline', '/proc/1', 'init\0'],
    [`/${'x'.repeat(256)}`, '/', errno('ENAMETOOLONG')],
  ];
  test.each(cases)('%s from %s', (path, cwd, expected) => {
    expect(setup({ cwd }).view.readFile(path)).toEqual(expected);
  });

  test('/dev/stdout leads to what is open', () => {
    expect(setup().view.open('/dev/stdout', { access: 'w' })).toEqual({ kind: 'descriptor', pid: 1, fd: 1 });
  });

  test('/proc/PID/root is the root of the other process, and .. stays in it', () => {
    const { view, as } = setup();
    as({ mounts: [mount('/', 'volume')] }).writeFile('/hello', 'from the volume');
    expect(view.readFile('/proc/1/root/hello')).toBe('from the volume');
    expect(view.readFile('/proc/1/root/../../hello')).toBe('from the volume');
    expect(view.readlink('/proc/1/ns/pid')).toBe('pid:[4026531836]');
  });

  test('chroot', () => {
    const { as } = setup();
    const jailed = as({ root: '/etc', cwd: '/' });
    expect(jailed.readFile('/passwd')).toBe('root:x:0:0');
    expect(jailed.readFile('/../../etc/passwd')).toEqual(errno('ENOENT'));
    expect(jailed.realpath('config/../passwd')).toBe('/passwd');
    expect(as({}).realpath('/var/run/lock')).toBe('/run/lock');
  });

  test('a directory lists what is written, what is below and what is mounted', () => {
    const { view } = setup();
    view.mkdir('/etc/own');
    view.unlink('/etc/shadow');
    expect(view.readdir('/etc')).toEqual([
      { name: 'config', type: 'directory' },
      { name: 'own', type: 'directory' },
      { name: 'passwd', type: 'file' },
    ]);
    expect(view.readdir('/proc')).toEqual([
      { name: '1', type: 'directory' },
      { name: 'self', type: 'symlink' },
      { name: 'uptime', type: 'file' },
    ]);
    expect(view.readdir('/etc/passwd')).toEqual(errno('ENOTDIR'));
  });

  test('stat', () => {
    const { view } = setup();
    expect(view.stat('/bin/sh')).toMatchObject({ type: 'file', sizeBytes: 1_000_000, links: 1, mode: 0o755 });
    expect(view.lstat('/bin/sh')).toMatchObject({ type: 'symlink', target: 'busybox', sizeBytes: 7 });
    expect(view.lstat('/var/run/')).toMatchObject({ type: 'directory' });
    view.link('/etc/passwd', '/etc/p2');
    expect(view.stat('/etc/p2')).toMatchObject({ links: 2 });
    view.mkdir('/pod-data/a');
    expect(view.stat('/pod-data')).toMatchObject({ links: 3 });
  });
});

describe('changing', () => {
  const cases: [name: string, act: (view: FileView) => unknown, expected: unknown][] = [
    ['mkdir over a file', (v) => v.mkdir('/etc/passwd'), errno('EEXIST')],
    ['mkdir of the root', (v) => v.mkdir('/'), errno('EEXIST')],
    ['mkdir without the parent', (v) => v.mkdir('/a/b'), errno('ENOENT')],
    ['mkdir with a slash at the end', (v) => v.mkdir('/a/'), undefined],
    ['rmdir of what is not empty', (v) => v.rmdir('/etc'), errno('ENOTEMPTY')],
    ['rmdir of a file', (v) => v.rmdir('/etc/passwd'), errno('ENOTDIR')],
    ['rmdir of a mount point', (v) => v.rmdir('/pod-data'), errno('EBUSY')],
    ['rmdir .', (v) => v.rmdir('.'), errno('EINVAL')],
    ['unlink of a directory', (v) => v.unlink('/etc'), errno('EISDIR')],
    ['unlink of a mounted file', (v) => v.unlink('/config/one.conf'), errno('EBUSY')],
    ['rename across filesystems', (v) => v.rename('/etc/passwd', '/pod-data/p'), errno('EXDEV')],
    ['rename into itself', (v) => v.rename('/etc', '/etc/sub'), errno('EINVAL')],
    ['rename of nothing', (v) => v.rename('/nope', '/x'), errno('ENOENT')],
    ['rename of a file over a directory', (v) => v.rename('/etc/passwd', '/tmp'), errno('EISDIR')],
    ['rename of a directory over a file', (v) => v.rename('/run', '/etc/passwd'), errno('ENOTDIR')],
    ['rename of a directory over a full one', (v) => v.rename('/run', '/root'), errno('ENOTEMPTY')],
    ['link to a directory', (v) => v.link('/etc', '/e'), errno('EPERM')],
    ['link over a file', (v) => v.link('/etc/passwd', '/root/note'), errno('EEXIST')],
    ['writing to a read-only mount', (v) => v.writeFile('/etc/config/one.conf', 'x'), errno('EROFS')],
    ['creating in a read-only mount', (v) => v.writeFile('/etc/config/new', 'x'), errno('EROFS')],
    ['writing to a directory', (v) => v.writeFile('/etc', 'x'), errno('EISDIR')],
    ['creating with a slash at the end', (v) => v.writeFile('/new/', 'x'), errno('EISDIR')],
    ['writing more than there is room for', (v) => v.writeFile('/small/a', '01234567890'), errno('ENOSPC')],
    ['writing below /proc', (v) => v.writeFile('/proc/uptime', 'x'), errno('EACCES')],
    ['creating below /proc', (v) => v.writeFile('/proc/new', 'x'), errno('ENOENT')],
    [
      'exclusive creation',
      (v) => v.open('/etc/passwd', { access: 'w', create: true, exclusive: true }),
      errno('EEXIST'),
    ],
    ['/dev/full', (v) => v.writeFile('/dev/full', 'x'), errno('ENOSPC')],
    ['/dev/null', (v) => v.writeFile('/dev/null', 'x'), undefined],
  ];
  test.each(cases)('%s', (_name, act, expected) => {
    expect(act(setup().view)).toEqual(expected);
  });

  const denied: [name: string, act: (view: FileView) => unknown, expected: unknown][] = [
    ['reading what others may not', (v) => v.readFile('/etc/shadow'), errno('EACCES')],
    ['writing what others may only read', (v) => v.writeFile('/etc/passwd', 'x'), errno('EACCES')],
    ['searching a closed directory', (v) => v.readFile('/root/note'), errno('EACCES')],
    ['listing a closed directory', (v) => v.readdir('/root'), errno('EACCES')],
    ['creating in a directory of root', (v) => v.mkdir('/etc/x'), errno('EACCES')],
    ['creating in /tmp', (v) => v.mkdir('/tmp/x'), undefined],
    ['removing another one’s file in /tmp', (v) => v.unlink('/tmp/roots'), errno('EPERM')],
    ['chmod of another one’s file', (v) => v.chmod('/etc/passwd', 0o777), errno('EPERM')],
    ['chown', (v) => v.chown('/tmp/x', 1, 1), errno('ENOENT')],
    ['executing without the bit', (v) => v.executable('/etc/passwd'), errno('EACCES')],
  ];
  test.each(denied)('uid 1000: %s', (_name, act, expected) => {
    const { as } = setup();
    as({}).writeFile('/tmp/roots', 'x');
    expect(act(as({ uid: 1000, gid: 1000 }))).toEqual(expected);
  });

  test('a dangling link is created through', () => {
    const { view } = setup();
    view.symlink('/tmp/target', '/tmp/dangling');
    expect(view.writeFile('/tmp/dangling', 'x')).toBeUndefined();
    expect(view.readFile('/tmp/target')).toBe('x');
  });

  test('umask and owner', () => {
    const { as } = setup();
    const user = as({ uid: 7, gid: 8, umask: 0o077 });
    user.writeFile('/tmp/mine', 'x');
    expect(user.stat('/tmp/mine')).toMatchObject({ mode: 0o600, uid: 7, gid: 8, mtimeMs: 5 });
  });

  test('what is written at an offset', () => {
    const { view } = setup();
    const opened = view.open('/tmp/f', { access: 'rw', create: true });
    if (!('kind' in opened) || opened.kind !== 'file') throw new Error('not a file');
    const write = (offset: number | null, text: string) =>
      view.writeAt(opened.filesystem, opened.inode, offset, text);
    expect(write(0, 'hello')).toBe(5);
    expect(write(1, 'E')).toBe(2);
    expect(write(null, '!')).toBe(6);
    expect(write(8, 'x')).toBe(9);
    expect(view.readFile('/tmp/f')).toBe('hEllo!\0\0x');
    expect(view.truncate('/tmp/f', 3)).toBeUndefined();
    expect(view.readAt(opened.filesystem, opened.inode, 1, 9)).toBe('El');
  });

  test('an executable is copied by copying what is read from it', () => {
    const { view } = setup();
    const text = view.readFile('/bin/busybox');
    view.writeFile('/tmp/copy', String(text));
    view.chmod('/tmp/copy', 0o755);
    const place = view.executable('/tmp/copy');
    expect(place).toMatchObject({
      inode: { program: 'sh', flavour: 'busybox', sizeBytes: 1_000_000, data: '' },
    });
    view.writeFile('/tmp/copy', 'text');
    expect(view.stat('/tmp/copy')).toMatchObject({ sizeBytes: 4 });
    expect(view.executable('/tmp/copy')).not.toHaveProperty('inode.program');
  });

  test('an open file outlives its name', () => {
    const { view, disk, open } = setup();
    const opened = view.open('/etc/passwd', { access: 'rw' });
    if (!('kind' in opened) || opened.kind !== 'file') throw new Error('not a file');
    open.add(`root ${opened.inode}`);
    view.rename('/etc/passwd', '/etc/old');
    view.writeFile('/etc/passwd', 'new');
    view.writeAt('root', opened.inode, null, '!');
    expect(view.readFile('/etc/old')).toBe('root:x:0:0!');
    view.unlink('/etc/old');
    expect(view.readAt('root', opened.inode, 0)).toBe('root:x:0:0!');
    released(disk, 'root', opened.inode);
    const filesystem = get(disk.filesystems, 'root') as Filesystem;
    expect(get(filesystem.inodes, opened.inode)).toBeUndefined();
    expect(filesystem.usedBytes).toBe(3);
    expect(view.readFile('/etc/passwd')).toBe('new');
  });

  test('who waits hears of writes, removal and new names', () => {
    const { view, heard } = setup();
    const at = (path: string) => {
      const found = view.watched(path);
      return 'errno' in found ? '' : `${found.filesystem} ${found.inode}`;
    };
    const directoryOf = at('/tmp/log');
    expect(directoryOf).toBe(at('/tmp'));
    view.writeFile('/tmp/log', 'a');
    expect(heard).toContain(directoryOf);
    const key = at('/tmp/log');
    heard.length = 0;
    view.writeFile('/tmp/log', 'b', { append: true });
    expect(heard).toEqual([key]);
    heard.length = 0;
    view.writeFile('/tmp/next', 'c');
    view.rename('/tmp/next', '/tmp/log');
    expect(heard).toContain(key);
  });

  test('a place to mount on is made wherever it is missing', () => {
    const { disk, view, as } = setup();
    expect(as({ uid: 1000 }).ensure('/etc/config/deep/er', 'directory')).toBeUndefined();
    expect(view.stat('/etc/config/deep/er')).toMatchObject({ type: 'directory' });
    expect(view.ensure('/a/b/file', 'file')).toBeUndefined();
    expect(view.stat('/a/b/file')).toMatchObject({ type: 'file', sizeBytes: 0 });
    expect(keys((get(disk.filesystems, 'root') as Filesystem).entries)).toEqual(['/a', '/a/b', '/a/b/file']);
  });
});

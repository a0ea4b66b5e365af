import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { get, scan, tableOf } from '../../kernel/table.ts';
import { isErrno } from '../errno.ts';
import { utf8Length } from './bytes.ts';
import { looseDisk } from './disk.ts';
import { directory, file, tree } from './layers.ts';
import { join, parentOf, within } from './paths.ts';
import { find, inodeOf, makeFilesystem } from './tree.ts';
import type { Filesystem } from './types.ts';
import { FileView, released } from './view.ts';

/** What the filesystem is compared with: one map, a file by the object that its names share. */
type Node = { data: string } | 'directory';
type Model = Map<string, Node>;

const LOWER = {
  '/a/x': 'lower x',
  '/a/b/y': 'lower y',
  '/c': 'lower c',
  '/a/b-b': 'sorts between',
  '/a/bb': 'sorts after',
};
const CONTENT = { '/d/z': 'content z', '/c': 'content c' };

const LAYER = tree(LOWER);
const kit = { layer: (name: string) => (name === 'image' ? LAYER : undefined) };

function startModel(): Model {
  const model: Model = new Map([['/', 'directory']]);
  for (const [path, data] of Object.entries({ ...LOWER, ...CONTENT })) {
    for (let at = parentOf(path); at !== '/'; at = parentOf(at)) model.set(at, 'directory');
    model.set(path, { data });
  }
  return model;
}

const children = (model: Model, path: string) =>
  [...model.keys()].filter((key) => key !== '/' && parentOf(key) === path);

/** An operation on the model: whether it is possible; the same must be so for the filesystem. */
const operations = {
  write(model: Model, path: string, _to: string, data: string): boolean {
    const node = model.get(path);
    if (node === 'directory' || model.get(parentOf(path)) !== 'directory') return false;
    if (node === undefined) model.set(path, { data });
    else node.data = data;
    return true;
  },
  append(model: Model, path: string, _to: string, data: string): boolean {
    const node = model.get(path);
    if (node === undefined || node === 'directory') return this.write(model, path, '', data);
    node.data += data;
    return true;
  },
  mkdir(model: Model, path: string): boolean {
    if (model.has(path) || model.get(parentOf(path)) !== 'directory') return false;
    model.set(path, 'directory');
    return true;
  },
  unlink(model: Model, path: string): boolean {
    const node = model.get(path);
    if (node === undefined || node === 'directory') return false;
    model.delete(path);
    return true;
  },
  rmdir(model: Model, path: string): boolean {
    if (path === '/' || model.get(path) !== 'directory' || children(model, path).length > 0) return false;
    model.delete(path);
    return true;
  },
  link(model: Model, path: string, to: string): boolean {
    const node = model.get(path);
    if (node === undefined || node === 'directory') return false;
    if (model.has(to) || model.get(parentOf(to)) !== 'directory') return false;
    model.set(to, node);
    return true;
  },
  rename(model: Model, path: string, to: string): boolean {
    const node = model.get(path);
    if (node === undefined || path === '/' || to === '/' || model.get(parentOf(to)) !== 'directory')
      return false;
    const over = model.get(to);
    if (over !== undefined && over === node && (node !== 'directory' || path === to)) return true;
    if (node === 'directory' && within(to, path)) return false;
    if (over !== undefined) {
      if ((over === 'directory') !== (node === 'directory')) return false;
      if (over === 'directory' && children(model, to).length > 0) return false;
    }
    for (const [key, value] of [...model]) {
      if (!within(key, path)) continue;
      model.delete(key);
      model.set(to + key.slice(path.length), value);
    }
    return true;
  },
};

type Operation = keyof typeof operations;

function act(view: FileView, name: Operation, path: string, to: string, data: string): unknown {
  switch (name) {
    case 'write':
      return view.writeFile(path, data);
    case 'append':
      return view.writeFile(path, data, { append: true });
    case 'link':
    case 'rename':
      return view[name](path, to);
    default:
      return view[name](path);
  }
}

function setup() {
  const filesystem = makeFilesystem({ id: 'f', type: 'overlay', lower: 'image', content: tree(CONTENT) });
  const held: { open: string | undefined } = { open: undefined };
  const isOpen = (_filesystem: string, inode: string) => inode === held.open;
  const disk = Object.assign(looseDisk(tableOf([['f', filesystem]]), { kit, isOpen }), { held });
  const mounts = [{ target: '/', filesystem: 'f', root: '/', readOnly: false, source: '' }];
  const view = new FileView(disk, { mounts, root: '/', cwd: '/', uid: 0, gid: 0, nowMs: 0 });
  return { disk, view, current: () => get(disk.filesystems, 'f') as Filesystem };
}

/** What is there, by a walk through the directories. */
function contents(view: FileView, path = '/', found: Record<string, string> = {}): Record<string, string> {
  const entries = view.readdir(path);
  if (isErrno(entries)) throw new Error(`${path}: ${entries.errno}`);
  for (const { name, type } of entries) {
    const child = join(path, name);
    found[child] = type === 'directory' ? 'directory' : `file ${String(view.readFile(child))}`;
    if (type === 'directory') contents(view, child, found);
  }
  return found;
}

function expectSound(filesystem: Filesystem): void {
  const named = new Map<string, number>();
  let bytes = 0;
  scan(filesystem.entries, (id, path) => {
    if (id === '') return;
    expect(find(filesystem, kit, parentOf(path))?.inode.type, `the directory of ${path}`).toBe('directory');
    expect(inodeOf(filesystem, kit, id), `the inode of ${path}`).toBeDefined();
    named.set(id, (named.get(id) ?? 0) + 1);
  });
  scan(filesystem.inodes, (inode, id) => {
    if (inode.type === 'file') bytes += utf8Length(inode.data);
    if (!id.startsWith('u')) {
      const below = find(filesystem, kit, id.slice(1));
      if (below?.id === id && get(filesystem.entries, id.slice(1)) === undefined)
        named.set(id, (named.get(id) ?? 0) + 1);
    }
    expect(named.get(id) ?? 0, `names of ${id}`).toBe(inode.type === 'directory' ? 1 : (inode.links ?? 1));
  });
  expect(filesystem.usedBytes).toBe(bytes);
}

const names = fc.constantFrom('a', 'b', 'b-b', 'bb', 'c', 'd', 'x', 'y', 'z');
const paths = fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const steps = fc.array(
  fc.record({
    name: fc.constantFrom(...(Object.keys(operations) as Operation[])),
    path: paths,
    to: paths,
    data: fc.constantFrom('', 'one', 'zwei – ü', '三😀'),
  }),
  { maxLength: 60 },
);

test('a filesystem behaves as one map of paths would', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const model = startModel();
      const { view, current } = setup();
      for (const { name, path, to, data } of list) {
        const possible = operations[name](model, path, to, data);
        const result = act(view, name, path, to, data);
        expect(isErrno(result), `${name} ${path} ${to}: ${JSON.stringify(result)}`).toBe(!possible);
        const expected: Record<string, string> = {};
        for (const [key, node] of model) {
          if (key !== '/') expected[key] = node === 'directory' ? 'directory' : `file ${node.data}`;
        }
        expect(contents(view)).toEqual(expected);
        expectSound(current());
      }
    }),
    { numRuns: 150 },
  );
});

test('whatever happens to its names, an open file keeps its data, and leaves nothing behind', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const { disk, view, current } = setup();
      const opened = view.open('/a/x', { access: 'rw' });
      if (isErrno(opened) || opened.kind !== 'file') throw new Error('not opened');
      disk.held.open = opened.inode;
      let expected = 'lower x';
      for (const { name, path, to, data } of list) {
        const place = view.resolve(path);
        const own = !isErrno(place) && place.id === opened.inode;
        const result = act(view, name, path, to, data);
        if (own && !isErrno(result)) {
          if (name === 'write') expected = data;
          if (name === 'append') expected += data;
        }
        expect(view.readAt('f', opened.inode, 0)).toBe(expected);
      }
      view.writeAt('f', opened.inode, null, '!');
      expect(view.readAt('f', opened.inode, 0)).toBe(`${expected}!`);
      disk.held.open = undefined;
      released(disk, 'f', opened.inode);
      expectSound(current());
    }),
    { numRuns: 150 },
  );
});

describe('what was removed', () => {
  test('does not come back with a new directory', () => {
    const { view } = setup();
    for (const path of ['/a/x', '/a/b/y', '/a/b-b', '/a/bb']) view.unlink(path);
    view.rmdir('/a/b');
    expect(view.rmdir('/a')).toBeUndefined();
    view.mkdir('/a');
    expect(view.readdir('/a')).toEqual([]);
  });

  test('of the layer is no longer counted once it was copied up', () => {
    const { view, current } = setup();
    view.writeFile('/a/x', '12345');
    expect(current().usedBytes).toBe(5);
    view.unlink('/a/x');
    expect(current().usedBytes).toBe(0);
  });
});

test('a directory that only longer paths imply is one', () => {
  const filesystem = makeFilesystem({ id: 'f', type: 'tmpfs', content: tableOf([['/p/q/r', file('x')]]) });
  expect(find(filesystem, kit, '/p')?.inode.type).toBe('directory');
  expect(find(filesystem, kit, '/p/q')?.inode.type).toBe('directory');
  expect(find(filesystem, kit, '/p/')).toBeUndefined();
  expect(find(filesystem, kit, '/q')).toBeUndefined();
  expect(find(makeFilesystem({ id: 'e', type: 'tmpfs' }), kit, '/')?.inode).toEqual({
    ...directory(),
    mtimeMs: 0,
  });
});

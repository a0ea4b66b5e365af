/**
 * A sorted map as plain data: a B+-tree whose nodes are copied on the path of a change and shared
 * otherwise. Keeping an old `Table` is therefore a snapshot that costs nothing, and comparing two
 * versions of one table (`diffTables`) skips everything they share.
 *
 * Keys are all strings or all numbers; order is JavaScript's `<`.
 */
export interface Table<V, K extends string | number = string> {
  readonly size: number;
  readonly root: TableNode<V, K> | null;
}

interface Leaf<V, K> {
  readonly keys: readonly K[];
  readonly values: readonly V[];
}

interface Branch<V, K> {
  /** The smallest key below each child, in order. */
  readonly keys: readonly K[];
  readonly kids: readonly TableNode<V, K>[];
}

export type TableNode<V, K> = Leaf<V, K> | Branch<V, K>;

const MAX = 32;

type Key = string | number;

function isBranch<V, K>(node: TableNode<V, K>): node is Branch<V, K> {
  return 'kids' in node;
}

/** Index of the first key that is greater than or equal to `key`. */
function lowerBound<K extends Key>(keys: readonly K[], key: K): number {
  // One loop for each type: engines compare fast only where they have seen nothing else.
  return typeof key === 'number'
    ? lowerNumber(keys as readonly number[], key)
    : lowerString(keys as readonly string[], key);
}

function lowerNumber(keys: readonly number[], key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lowerString(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the child that holds `key` if anything does. */
function childIndex<K extends Key>(keys: readonly K[], key: K): number {
  const at = lowerBound(keys, key);
  if (at < keys.length && keys[at] === key) return at;
  return at === 0 ? 0 : at - 1;
}

function replaced<T>(list: readonly T[], index: number, item: T): T[] {
  const copy = list.slice();
  copy[index] = item;
  return copy;
}

function inserted<T>(list: readonly T[], index: number, item: T): T[] {
  const copy = new Array<T>(list.length + 1);
  for (let i = 0; i < index; i++) copy[i] = list[i] as T;
  copy[index] = item;
  for (let i = index; i < list.length; i++) copy[i + 1] = list[i] as T;
  return copy;
}

function removed<T>(list: readonly T[], index: number): T[] {
  const copy = new Array<T>(list.length - 1);
  for (let i = 0; i < index; i++) copy[i] = list[i] as T;
  for (let i = index + 1; i < list.length; i++) copy[i - 1] = list[i] as T;
  return copy;
}

const EMPTY: Table<never, never> = { size: 0, root: null };

export function emptyTable<V, K extends Key = string>(): Table<V, K> {
  return EMPTY as unknown as Table<V, K>;
}

export function tableOf<V, K extends Key = string>(entries: Iterable<readonly [K, V]>): Table<V, K> {
  const list = [...entries];
  if (list.length > 0 && list.length <= MAX && isAscending(list)) return leafOf(list);
  let table = emptyTable<V, K>();
  for (const [key, value] of list) table = put(table, key, value);
  return table;
}

function isAscending<V, K extends Key>(list: readonly (readonly [K, V])[]): boolean {
  return list.every(([key], index) => index === 0 || (list[index - 1] as readonly [K, V])[0] < key);
}

function leafOf<V, K extends Key>(list: readonly (readonly [K, V])[]): Table<V, K> {
  const keys: K[] = [];
  const values: V[] = [];
  for (const [key, value] of list) {
    keys.push(key);
    values.push(value);
  }
  return { size: list.length, root: { keys, values } };
}

export function get<V, K extends Key>(table: Table<V, K>, key: K): V | undefined {
  let node = table.root;
  if (node === null) return undefined;
  while (isBranch(node)) node = node.kids[childIndex(node.keys, key)] as TableNode<V, K>;
  const at = lowerBound(node.keys, key);
  return node.keys[at] === key ? node.values[at] : undefined;
}

export function has<V, K extends Key>(table: Table<V, K>, key: K): boolean {
  return get(table, key) !== undefined;
}

/** The table with `key` set to `value`. Returns the same table when nothing changes. */
export function put<V, K extends Key>(table: Table<V, K>, key: K, value: V): Table<V, K> {
  if (table.root === null) return { size: 1, root: { keys: [key], values: [value] } };
  const result = putNode(table.root, key, value);
  if (result.node === table.root) return table;
  const size = table.size + (result.grew ? 1 : 0);
  if (result.right === undefined) return { size, root: result.node };
  const kids = [result.node, result.right];
  return { size, root: { keys: kids.map((kid) => kid.keys[0] as K), kids } };
}

interface PutResult<V, K> {
  node: TableNode<V, K>;
  right?: TableNode<V, K>;
  grew: boolean;
}

function putNode<V, K extends Key>(node: TableNode<V, K>, key: K, value: V): PutResult<V, K> {
  if (!isBranch(node)) {
    const at = lowerBound(node.keys, key);
    if (node.keys[at] === key) {
      if (node.values[at] === value) return { node, grew: false };
      return { node: { keys: node.keys, values: replaced(node.values, at, value) }, grew: false };
    }
    const keys = inserted(node.keys, at, key);
    const values = inserted(node.values, at, value);
    if (keys.length <= MAX) return { node: { keys, values }, grew: true };
    const cut = splitPoint(at, keys.length);
    return {
      node: { keys: keys.slice(0, cut), values: values.slice(0, cut) },
      right: { keys: keys.slice(cut), values: values.slice(cut) },
      grew: true,
    };
  }
  const at = childIndex(node.keys, key);
  const result = putNode(node.kids[at] as TableNode<V, K>, key, value);
  if (result.node === node.kids[at]) return { node, grew: false };
  let kids = replaced(node.kids, at, result.node);
  const first = result.node.keys[0] as K;
  let keys = node.keys[at] === first ? node.keys : replaced(node.keys, at, first);
  if (result.right !== undefined) {
    kids = inserted(kids, at + 1, result.right);
    keys = inserted(keys, at + 1, result.right.keys[0] as K);
  }
  if (kids.length <= MAX) return { node: { keys, kids }, grew: result.grew };
  const cut = splitPoint(at + 1, kids.length);
  return {
    node: { keys: keys.slice(0, cut), kids: kids.slice(0, cut) },
    right: { keys: keys.slice(cut), kids: kids.slice(cut) },
    grew: result.grew,
  };
}

/** Splits in the middle, but keeps the left half full when keys arrive in rising order. */
function splitPoint(insertedAt: number, length: number): number {
  return insertedAt === length - 1 ? length - 1 : length >> 1;
}

/** The table without `key`. Returns the same table when the key is not there. */
export function remove<V, K extends Key>(table: Table<V, K>, key: K): Table<V, K> {
  if (table.root === null) return table;
  const root = removeNode(table.root, key);
  if (root === table.root) return table;
  if (root === null) return emptyTable<V, K>();
  let top = root;
  while (isBranch(top) && top.kids.length === 1) top = top.kids[0] as TableNode<V, K>;
  return { size: table.size - 1, root: top };
}

/** Null when nothing is left. Nodes are not merged: they empty and vanish, which is enough here. */
function removeNode<V, K extends Key>(node: TableNode<V, K>, key: K): TableNode<V, K> | null {
  if (!isBranch(node)) {
    const at = lowerBound(node.keys, key);
    if (node.keys[at] !== key) return node;
    if (node.keys.length === 1) return null;
    return { keys: removed(node.keys, at), values: removed(node.values, at) };
  }
  const at = childIndex(node.keys, key);
  const kid = node.kids[at] as TableNode<V, K>;
  const next = removeNode(kid, key);
  if (next === kid) return node;
  if (next === null) {
    if (node.kids.length === 1) return null;
    return { keys: removed(node.keys, at), kids: removed(node.kids, at) };
  }
  const first = next.keys[0] as K;
  return {
    keys: node.keys[at] === first ? node.keys : replaced(node.keys, at, first),
    kids: replaced(node.kids, at, next),
  };
}

/** The smallest key that is not less than `key`. */
export function ceiling<V, K extends Key>(table: Table<V, K>, key: K): K | undefined {
  let node = table.root;
  if (node === null) return undefined;
  /** The smallest key to the right of the way down. */
  let right: K | undefined;
  while (isBranch(node)) {
    const at = childIndex(node.keys, key);
    if (at + 1 < node.keys.length) right = node.keys[at + 1];
    node = node.kids[at] as TableNode<V, K>;
  }
  const at = lowerBound(node.keys, key);
  return at < node.keys.length ? node.keys[at] : right;
}

/** The smallest key and its value. */
export function first<V, K extends Key>(table: Table<V, K>): readonly [K, V] | undefined {
  let node = table.root;
  if (node === null) return undefined;
  while (isBranch(node)) node = node.kids[0] as TableNode<V, K>;
  return [node.keys[0] as K, node.values[0] as V];
}

/** Visits entries in key order, from `from` (inclusive) on; return `false` to stop. */
export function scan<V, K extends Key>(
  table: Table<V, K>,
  visit: (value: V, key: K) => unknown,
  from?: K,
): void {
  if (table.root !== null) scanNode(table.root, visit, from);
}

function scanNode<V, K extends Key>(
  node: TableNode<V, K>,
  visit: (value: V, key: K) => unknown,
  from: K | undefined,
): boolean {
  if (!isBranch(node)) {
    for (let i = from === undefined ? 0 : lowerBound(node.keys, from); i < node.keys.length; i++) {
      if (visit(node.values[i] as V, node.keys[i] as K) === false) return false;
    }
    return true;
  }
  const start = from === undefined ? 0 : childIndex(node.keys, from);
  for (let i = start; i < node.kids.length; i++) {
    if (!scanNode(node.kids[i] as TableNode<V, K>, visit, i === start ? from : undefined)) return false;
  }
  return true;
}

/** Visits the entries whose string key begins with `prefix`, in order; return `false` to stop. */
export function scanPrefix<V>(
  table: Table<V>,
  prefix: string,
  visit: (value: V, key: string) => unknown,
): void {
  scan(table, (value, key) => (key.startsWith(prefix) ? visit(value, key) : false), prefix);
}

export function values<V, K extends Key>(table: Table<V, K>): V[] {
  const list: V[] = [];
  scan(table, (value) => {
    list.push(value);
  });
  return list;
}

export function keys<V, K extends Key>(table: Table<V, K>): K[] {
  const list: K[] = [];
  scan(table, (_, key) => {
    list.push(key);
  });
  return list;
}

export interface TableDiff<V, K> {
  readonly changed: readonly (readonly [K, V])[];
  readonly removed: readonly K[];
}

/**
 * What turns `before` into `after`. Shared subtrees are skipped, so two versions that differ in a
 * few entries cost about those few, whatever the size of the table.
 */
export function diffTables<V, K extends Key>(before: Table<V, K>, after: Table<V, K>): TableDiff<V, K> {
  const changed: [K, V][] = [];
  const gone: K[] = [];
  const old = walker(before);
  const now = walker(after);
  for (;;) {
    skipShared(old, now);
    const a = peek(old);
    const b = peek(now);
    if (a === undefined && b === undefined) return { changed, removed: gone };
    if (b === undefined || (a !== undefined && a.key < b.key)) {
      gone.push((a as Entry<V, K>).key);
      advance(old);
    } else if (a === undefined || b.key < a.key) {
      changed.push([b.key, b.value]);
      advance(now);
    } else {
      if (a.value !== b.value) changed.push([b.key, b.value]);
      advance(old);
      advance(now);
    }
  }
}

interface Entry<V, K> {
  key: K;
  value: V;
}

/** A cursor: the path from the root to the entry it stands on. */
interface Walker<V, K> {
  path: { node: TableNode<V, K>; at: number }[];
}

function walker<V, K extends Key>(table: Table<V, K>): Walker<V, K> {
  return { path: table.root === null ? [] : [{ node: table.root, at: 0 }] };
}

/** Descends to the entry the cursor stands on. */
function peek<V, K extends Key>(cursor: Walker<V, K>): Entry<V, K> | undefined {
  let top = cursor.path[cursor.path.length - 1];
  if (top === undefined) return undefined;
  while (isBranch(top.node)) {
    top = { node: top.node.kids[top.at] as TableNode<V, K>, at: 0 };
    cursor.path.push(top);
  }
  return { key: top.node.keys[top.at] as K, value: top.node.values[top.at] as V };
}

/** Moves past the entry or the whole subtree the cursor stands on. */
function advance<V, K extends Key>(cursor: Walker<V, K>): void {
  for (;;) {
    const top = cursor.path[cursor.path.length - 1];
    if (top === undefined) return;
    top.at++;
    if (top.at < top.node.keys.length) return;
    cursor.path.pop();
  }
}

/** While both cursors stand at the very same node, jumps over it. */
function skipShared<V, K extends Key>(old: Walker<V, K>, now: Walker<V, K>): void {
  for (;;) {
    const node = sharedAtCursor(old, now);
    if (node === null) return;
    jumpOver(old, node);
    jumpOver(now, node);
  }
}

/** The largest node that begins exactly at both cursors, if there is one. */
function sharedAtCursor<V, K extends Key>(old: Walker<V, K>, now: Walker<V, K>): TableNode<V, K> | null {
  peek(old);
  peek(now);
  const starts = startsAt(old);
  if (starts.length === 0) return null;
  for (const node of startsAt(now)) if (starts.includes(node)) return node;
  return null;
}

/** Nodes on the path whose first entry is the current one, largest first. */
function startsAt<V, K extends Key>(cursor: Walker<V, K>): TableNode<V, K>[] {
  const list: TableNode<V, K>[] = [];
  for (let i = cursor.path.length - 1; i >= 0; i--) {
    const step = cursor.path[i] as { node: TableNode<V, K>; at: number };
    if (step.at !== 0) break;
    list.unshift(step.node);
  }
  return list;
}

function jumpOver<V, K extends Key>(cursor: Walker<V, K>, node: TableNode<V, K>): void {
  while (cursor.path.length > 0) {
    const top = cursor.path.pop() as { node: TableNode<V, K>; at: number };
    if (top.node === node) break;
  }
  advance(cursor);
}

// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (CreateThreeWayMergePatch)
import { equal } from '../equal.ts';
import { isObject, type JsonObject } from './json.ts';
import { DELETE_FROM_PRIMITIVE_LIST, PATCH, RETAIN_KEYS, SET_ELEMENT_ORDER } from './strategic.ts';
import { strategyOf, type TypeName } from './types.ts';

/** Which half of the differences a patch is to carry. */
type Half = 'changes' | 'deletions';

/**
 * The strategic merge patch that takes `current` to `modified`: it deletes only what `original` (what was
 * applied last) has and `modified` lacks, so that what others added stays.
 */
export function threeWayPatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  type: TypeName,
): JsonObject {
  return combine(diff(original, modified, type, 'deletions'), diff(current, modified, type, 'changes'), type);
}

function diff(from: JsonObject, to: JsonObject, type: TypeName | undefined, half: Half): JsonObject {
  const patch: Record<string, unknown> = {};
  for (const [key, before] of Object.entries(from)) {
    const after = to[key];
    if (before === undefined || before === null) continue;
    if (after === undefined || after === null) {
      if (half === 'deletions') patch[key] = null;
      continue;
    }
    if (equal(before, after)) continue;
    const strategy = strategyOf(type, key);
    if (isObject(before) && isObject(after)) {
      const inner = diff(before, after, strategy?.as === 'object' ? strategy.of : undefined, half);
      if (Object.keys(inner).length === 0) continue;
      const retain = strategy?.as === 'object' && strategy.retainKeys === true;
      patch[key] = retain ? withRetainKeys(inner, after) : inner;
    } else if (Array.isArray(before) && Array.isArray(after) && strategy?.as === 'list') {
      diffLists(patch, key, before, after, strategy, half);
    } else if (Array.isArray(before) && Array.isArray(after) && strategy?.as === 'set') {
      diffSets(patch, key, before, after, half);
    } else if (half === 'changes') patch[key] = after;
  }
  if (half === 'changes') {
    for (const [key, after] of Object.entries(to)) {
      if (after === undefined || after === null) continue;
      if (from[key] === undefined || from[key] === null) patch[key] = after;
    }
  }
  return patch;
}

function withRetainKeys(patch: JsonObject, whole: JsonObject): JsonObject {
  return { [RETAIN_KEYS]: Object.keys(whole).sort(), ...patch };
}

function diffLists(
  patch: Record<string, unknown>,
  field: string,
  before: readonly unknown[],
  after: readonly unknown[],
  strategy: { readonly key: string; readonly of?: TypeName; readonly retainKeys?: boolean },
  half: Half,
): void {
  const { key } = strategy;
  const items: unknown[] = [];
  const find = (list: readonly unknown[], id: unknown): JsonObject | undefined =>
    list.find((item) => isObject(item) && equal(item[key], id)) as JsonObject | undefined;
  for (const item of after) {
    if (!isObject(item)) continue;
    const old = find(before, item[key]);
    if (old === undefined) {
      if (half === 'changes') items.push(item);
      continue;
    }
    const inner = diff(old, item, strategy.of, half);
    if (Object.keys(inner).length === 0) continue;
    items.push({ ...(strategy.retainKeys ? withRetainKeys(inner, item) : inner), [key]: item[key] });
  }
  if (half === 'deletions') {
    for (const item of before) {
      if (!isObject(item) || find(after, item[key]) !== undefined) continue;
      items.push({ [PATCH]: 'delete', [key]: item[key] });
    }
  }
  const shared = (list: readonly unknown[], other: readonly unknown[]): unknown[] =>
    list.flatMap((item) => (isObject(item) && find(other, item[key]) !== undefined ? [item[key]] : []));
  const reordered = half === 'changes' && !equal(shared(before, after), shared(after, before));
  if (items.length > 0) patch[field] = items;
  if (items.length > 0 || reordered) {
    patch[SET_ELEMENT_ORDER + field] = after.map((item) => ({
      [key]: isObject(item) ? item[key] : undefined,
    }));
  }
}

function diffSets(
  patch: Record<string, unknown>,
  field: string,
  before: readonly unknown[],
  after: readonly unknown[],
  half: Half,
): void {
  const changed =
    half === 'changes'
      ? after.filter((item) => !before.includes(item))
      : before.filter((item) => !after.includes(item));
  if (changed.length === 0) return;
  patch[half === 'changes' ? field : DELETE_FROM_PRIMITIVE_LIST + field] = changed;
  patch[SET_ELEMENT_ORDER + field] = after;
}

/** One patch that does what both do; where both speak of a field, the second one's word counts. */
function combine(deletions: JsonObject, changes: JsonObject, type: TypeName | undefined): JsonObject {
  const result: Record<string, unknown> = { ...deletions };
  for (const [key, value] of Object.entries(changes)) {
    const other = result[key];
    const strategy = strategyOf(type, key);
    if (isObject(other) && isObject(value)) {
      result[key] = combine(other, value, strategy?.as === 'object' ? strategy.of : undefined);
    } else if (Array.isArray(other) && Array.isArray(value) && strategy?.as === 'list') {
      result[key] = combineLists(other, value, strategy.key, strategy.of);
    } else result[key] = value;
  }
  return result;
}

/** Items of both lists; two about the same element become one. */
function combineLists(
  deletions: readonly unknown[],
  changes: readonly unknown[],
  key: string,
  type: TypeName | undefined,
): unknown[] {
  const rest = [...deletions];
  const merged = changes.map((change) => {
    if (!isObject(change)) return change;
    const at = rest.findIndex((item) => isObject(item) && equal(item[key], change[key]));
    if (at < 0) return change;
    const [item] = rest.splice(at, 1);
    return combine(item as JsonObject, change, type);
  });
  return [...rest, ...merged];
}

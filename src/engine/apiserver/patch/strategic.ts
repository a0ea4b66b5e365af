// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (StrategicMergePatch)
import { equal } from '../equal.ts';
import { isObject, type JsonObject } from './json.ts';
import { type FieldStrategy, strategyOf, type TypeName } from './types.ts';

export const SET_ELEMENT_ORDER = '$setElementOrder/';
export const DELETE_FROM_PRIMITIVE_LIST = '$deleteFromPrimitiveList/';
export const RETAIN_KEYS = '$retainKeys';
export const PATCH = '$patch';

/** A patch that contradicts itself: the client's fault, a 400. */
export class PatchError extends Error {}

/** Applies a strategic merge patch. What the patch does not change is shared with the original. */
export function strategicMerge(
  original: JsonObject,
  patch: JsonObject,
  type: TypeName | undefined,
): JsonObject {
  const directive = patch[PATCH];
  if (directive === 'replace') return withoutDirectives(omit(patch, PATCH), type);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') {
    throw new PatchError(`Unknown patch type found: ${String(directive)}`);
  }
  let result: Record<string, unknown> | undefined;
  const set = (key: string, value: unknown): void => {
    result ??= { ...original };
    if (value === undefined) delete result[key];
    else result[key] = value;
  };
  const retained = patch[RETAIN_KEYS];
  if (Array.isArray(retained)) {
    for (const key in original) if (!retained.includes(key)) set(key, undefined);
  }
  for (const key in patch) {
    const value = patch[key];
    if (key.charCodeAt(0) === 36 /* $ */) {
      const field = orderedOnly(key, patch);
      if (field === undefined) continue;
      const merged = mergeField(original[field], [], patch, field, strategyOf(type, field));
      if (merged !== original[field]) set(field, merged);
      continue;
    }
    if (value === undefined) continue;
    const before = original[key];
    if (value === null) {
      if (before !== undefined) set(key, undefined);
      continue;
    }
    const merged = mergeField(before, value, patch, key, strategyOf(type, key));
    if (merged !== before) set(key, merged);
  }
  return result ?? original;
}

/** The list a directive is about, when the patch has nothing but the directive to say of it. */
function orderedOnly(key: string, patch: JsonObject): string | undefined {
  for (const prefix of [SET_ELEMENT_ORDER, DELETE_FROM_PRIMITIVE_LIST]) {
    if (!key.startsWith(prefix)) continue;
    const field = key.slice(prefix.length);
    if (field in patch) return undefined;
    // With both directives, the first one does the work.
    if (prefix === DELETE_FROM_PRIMITIVE_LIST && SET_ELEMENT_ORDER + field in patch) return undefined;
    return field;
  }
  return undefined;
}

function mergeField(
  before: unknown,
  value: unknown,
  patch: JsonObject,
  key: string,
  strategy: FieldStrategy | undefined,
): unknown {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = Array.isArray(before) ? before : [];
    if (strategy?.as === 'list') {
      const order = patch[SET_ELEMENT_ORDER + key];
      return mergeList(
        list,
        value,
        strategy.key,
        strategy.of,
        Array.isArray(order) ? order : undefined,
        before,
      );
    }
    if (strategy?.as === 'set') return mergeSet(list, value, patch, key, before);
    return equal(before, value) ? before : value;
  }
  if (isObject(value)) {
    const type = strategy?.as === 'object' ? strategy.of : undefined;
    if (isObject(before)) return strategicMerge(before, value, type);
    return withoutDirectives(value, type);
  }
  return value;
}

/** What a patch adds where nothing was: its directives and nulls are gone. */
function withoutDirectives(patch: JsonObject, type: TypeName | undefined): JsonObject {
  return strategicMerge({}, omit(patch, PATCH), type);
}

function omit(value: JsonObject, key: string): JsonObject {
  if (!(key in value)) return value;
  const { [key]: _, ...rest } = value;
  return rest;
}

function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  key: string,
  type: TypeName | undefined,
  order: readonly unknown[] | undefined,
  before: unknown,
): unknown {
  const replace = patch.some((item) => isObject(item) && item[PATCH] === 'replace');
  if (replace) return patch.filter((item) => !isObject(item) || item[PATCH] !== 'replace');
  let merged: unknown[] | undefined;
  const list = (): unknown[] => {
    merged ??= original.slice();
    return merged;
  };
  for (const item of patch) {
    if (!isObject(item) || item[key] === undefined) {
      throw new PatchError(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    }
    const at = (merged ?? original).findIndex((other) => isObject(other) && equal(other[key], item[key]));
    if (item[PATCH] === 'delete') {
      if (at >= 0) list().splice(at, 1);
      continue;
    }
    if (at < 0) {
      list().push(withoutDirectives(item, type));
      continue;
    }
    const old = (merged ?? original)[at] as JsonObject;
    const next = strategicMerge(old, item, type);
    if (next !== old) list()[at] = next;
  }
  if (order !== undefined) {
    const ordered = inOrder(merged ?? original, order, original, (item) =>
      isObject(item) ? item[key] : item,
    );
    if (ordered.some((item, index) => item !== (merged ?? original)[index])) merged = ordered;
  }
  return merged ?? (original === before ? before : original);
}

function mergeSet(
  original: readonly unknown[],
  patch: readonly unknown[],
  whole: JsonObject,
  field: string,
  before: unknown,
): unknown {
  const gone = whole[DELETE_FROM_PRIMITIVE_LIST + field];
  const order = whole[SET_ELEMENT_ORDER + field];
  let merged: readonly unknown[] = original;
  if (Array.isArray(gone)) merged = merged.filter((item) => !gone.includes(item));
  merged = [...merged, ...patch.filter((item) => !merged.includes(item))];
  if (Array.isArray(order)) merged = inOrder(merged, order, original, (item) => item);
  return equal(merged, before) ? before : merged;
}

/**
 * What the patch names comes in the patch's order; what only the server has keeps its place relative to
 * those neighbours that were there before.
 */
function inOrder(
  merged: readonly unknown[],
  order: readonly unknown[],
  original: readonly unknown[],
  idOf: (item: unknown) => unknown,
): unknown[] {
  const ids = order.map(idOf);
  const rank = (item: unknown): number => ids.findIndex((id) => equal(id, idOf(item)));
  const named = merged.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b));
  const others = merged.filter((item) => rank(item) < 0);
  const place = (item: unknown): number => original.findIndex((old) => equal(idOf(old), idOf(item)));
  const result: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < others.length || j < named.length) {
    const other = i < others.length ? place(others[i]) : -1;
    const mine = j < named.length ? place(named[j]) : -1;
    if (j >= named.length || (i < others.length && other >= 0 && mine >= 0 && other < mine)) {
      result.push(others[i++]);
    } else result.push(named[j++]);
  }
  return result;
}

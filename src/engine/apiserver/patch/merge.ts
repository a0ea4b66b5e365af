// Models evanphx/json-patch@v5.9 merge.go (RFC 7386)
import { isObject, type JsonObject } from './json.ts';

/** Applies a JSON merge patch. What the patch does not change is shared with the original. */
export function mergePatch(original: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const before: JsonObject = isObject(original) ? original : {};
  // Copied with the first change.
  let result: Record<string, unknown> | undefined = before === original ? undefined : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === undefined) continue;
    if (value === null) {
      if (before[key] === undefined) continue;
      result ??= Object.assign({}, before);
      delete result[key];
      continue;
    }
    const merged = mergePatch(before[key], value);
    if (merged === before[key]) continue;
    result ??= Object.assign({}, before);
    result[key] = merged;
  }
  return result ?? original;
}

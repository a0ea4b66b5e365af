// Models evanphx/json-patch@v5.9 merge.go (RFC 7386)
import { isObject, type JsonObject } from './json.ts';

/** Applies a JSON merge patch. What the patch does not change is shared with the original. */
export function mergePatch(original: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const before: JsonObject = isObject(original) ? original : {};
  let changed = before !== original;
  const result: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) {
      if (result[key] === undefined) continue;
      delete result[key];
      changed = true;
      continue;
    }
    const merged = mergePatch(before[key], value);
    if (merged === before[key]) continue;
    result[key] = merged;
    changed = true;
  }
  return changed ? result : original;
}

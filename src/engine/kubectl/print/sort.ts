// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/get/sorter.go
import { compareQuantities, isQuantity, type KubeObject } from '../../../api/index.ts';
import { findValues } from '../jsonpath/evaluate.ts';
import { parseTemplate, relaxed } from '../jsonpath/parse.ts';

/** The objects in the order of a field, or why they cannot be sorted by it. */
export function sortBy(objects: readonly KubeObject[], field: string): readonly KubeObject[] | string {
  const template = relaxed(field) ?? field;
  const parsed = parseTemplate(template);
  if (!parsed.ok) return `sorting error: ${parsed.error}`;
  const keyed = objects.map((object) => ({ object, key: findValues(parsed.pieces, object)[0] }));
  if (objects.length > 0 && keyed.every(({ key }) => key === undefined)) {
    return `couldn't find any field with path ${JSON.stringify(template)} in the list of objects`;
  }
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ object }) => object);
}

/** What has no such field comes first. */
function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  if (typeof a === 'string' && typeof b === 'string') {
    return isQuantity(a) && isQuantity(b) ? compareQuantities(a, b) : natural(a, b);
  }
  if (a === b) return 0;
  return (a as number) < (b as number) ? -1 : 1;
}

/** `web-2` before `web-10`. */
function natural(a: string, b: string): number {
  const as = a.match(/\d+|\D+/g) ?? [];
  const bs = b.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.min(as.length, bs.length); at++) {
    const [x, y] = [as[at] as string, bs[at] as string];
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y)) {
      const difference = BigInt(x) - BigInt(y);
      if (difference !== 0n) return difference < 0n ? -1 : 1;
      return x.length - y.length;
    }
    return x < y ? -1 : 1;
  }
  return as.length - bs.length;
}

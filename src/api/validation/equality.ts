// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/api/equality/semantic.go
// Differs: works on plain data, where a Go zero value may simply be absent.
import { compareQuantities, isQuantity } from '../quantity.ts';

/** Maps whose empty form equals their absence. */
const MAP_FIELDS = new Set([
  'annotations',
  'labels',
  'limits',
  'matchLabels',
  'nodeSelector',
  'overhead',
  'requests',
  'resources',
]);

/** Booleans and numbers that are no pointers in Go: false and 0 equal their absence. */
const ZERO_FIELDS = new Set([
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'hostPort',
  'initialDelaySeconds',
  'minReadySeconds',
  'nodePort',
  'optional',
  'readOnly',
  'stdin',
  'stdinOnce',
  'tty',
  'unschedulable',
]);

const QUANTITY_MAPS = new Set(['limits', 'requests', 'capacity', 'allocatable', 'overhead']);

/** Equal in meaning: absent, null, empty text and empty list are one; quantities compare by value. */
export function semanticEqual(a: unknown, b: unknown): boolean {
  return equalAt(a, b, '', '');
}

function equalAt(a: unknown, b: unknown, name: string, parent: string): boolean {
  const left = isUnset(a, name) ? undefined : a;
  const right = isUnset(b, name) ? undefined : b;
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => equalAt(item, right[index], '', name));
  }
  if (typeof left === 'object' && typeof right === 'object') {
    const one = left as Record<string, unknown>;
    const other = right as Record<string, unknown>;
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    for (const key of keys) if (!equalAt(one[key], other[key], key, name)) return false;
    return true;
  }
  if (QUANTITY_MAPS.has(parent) || name === 'sizeLimit' || name === 'divisor') {
    const texts = [String(left), String(right)] as const;
    return isQuantity(texts[0]) && isQuantity(texts[1]) && compareQuantities(...texts) === 0;
  }
  return false;
}

function isUnset(value: unknown, name: string): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  if (value === false || value === 0) return ZERO_FIELDS.has(name);
  return typeof value === 'object' && MAP_FIELDS.has(name) && Object.keys(value).length === 0;
}

/** Where two values differ, as `path: before → after` facts in document order. */
export function differences(
  before: unknown,
  after: unknown,
  path = '',
): { path: string; before: unknown; after: unknown }[] {
  if (semanticEqual(before, after)) return [];
  const bothLists = Array.isArray(before) && Array.isArray(after) && before.length === after.length;
  const bothObjects = isObject(before) && isObject(after);
  if (bothLists) return before.flatMap((item, index) => differences(item, after[index], `${path}[${index}]`));
  if (bothObjects) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => {
      if (equalAt(before[key], after[key], key, '')) return [];
      return differences(before[key], after[key], path === '' ? key : `${path}.${key}`);
    });
  }
  return [{ path, before, after }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

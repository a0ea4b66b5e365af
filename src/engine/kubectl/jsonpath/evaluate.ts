// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/util/jsonpath/jsonpath.go
import { JsonPathError, type Operand, type Piece, type Step } from './parse.ts';

/** The values a template's paths lead to, in order; text is left out. Throws `JsonPathError`. */
export function findValues(pieces: readonly Piece[], root: unknown): unknown[] {
  return pieces.flatMap((piece) => (piece.type === 'path' ? walk([root], piece.steps, root) : []));
}

/** A template filled in. Fields that are missing give nothing. Throws `JsonPathError`. */
export function fillTemplate(pieces: readonly Piece[], root: unknown): string {
  return fill(pieces, root, root);
}

function fill(pieces: readonly Piece[], current: unknown, root: unknown): string {
  let text = '';
  for (const piece of pieces) {
    switch (piece.type) {
      case 'text':
        text += piece.text;
        break;
      case 'path':
        text += walk([current], piece.steps, root).map(textOf).join(' ');
        break;
      case 'range':
        for (const value of walk([current], piece.steps, root)) text += fill(piece.body, value, root);
    }
  }
  return text;
}

/** A value as a template prints it: objects and lists as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(sorted(value)) : goText(value);
}

/** Go writes maps in the order of their keys. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) result[key] = sorted(member);
  }
  return result;
}

/** A value as Go's `%v` prints it. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const members = Object.entries(sorted(value) as Record<string, unknown>);
  return `map[${members.map(([key, member]) => `${key}:${goText(member)}`).join(' ')}]`;
}

function walk(from: readonly unknown[], steps: readonly Step[], root: unknown): unknown[] {
  let values = [...from];
  for (const step of steps) values = values.flatMap((value) => take(step, value, root));
  return values;
}

function take(step: Step, value: unknown, root: unknown): unknown[] {
  switch (step.type) {
    case 'root':
      return [root];
    case 'field':
      return isMap(value) && value[step.name] !== undefined ? [value[step.name]] : [];
    case 'wildcard':
      return membersOf(value);
    case 'recursive':
      return [value, ...descendants(value)];
    case 'union':
      return step.members.flatMap((member) => walk([value], member, root));
    case 'slice':
      return sliceOf(value, step);
    case 'filter':
      return filtered(value, step, root);
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function membersOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (!isMap(value)) return [];
  return Object.keys(value)
    .sort()
    .flatMap((key) => (value[key] === undefined ? [] : [value[key]]));
}

function descendants(value: unknown): unknown[] {
  return membersOf(value).flatMap((member) =>
    typeof member === 'object' && member !== null ? [member, ...descendants(member)] : [],
  );
}

function sliceOf(value: unknown, step: Extract<Step, { type: 'slice' }>): unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice`);
  const { length } = value;
  const place = (index: number): number => (index < 0 ? index + length : index);
  const from = place(step.from ?? 0);
  const to = step.to === undefined ? length : place(step.to);
  if (from !== to) {
    if (from >= length || from < 0) {
      throw new JsonPathError(`array index out of bounds: index ${from}, length ${length}`);
    }
    if (to > length || to < 0) {
      throw new JsonPathError(`array index out of bounds: index ${to - 1}, length ${length}`);
    }
    if (from > to) {
      throw new JsonPathError(`starting index ${from} is greater than ending index ${to}`);
    }
  }
  const every = step.step ?? 1;
  if (every <= 0) throw new JsonPathError(`step must be > 0`);
  return value.slice(from, to).filter((_, index) => index % every === 0);
}

function goType(value: unknown): string {
  return isMap(value) ? 'map[string]interface {}' : typeof value === 'number' ? 'float64' : typeof value;
}

function filtered(value: unknown, step: Extract<Step, { type: 'filter' }>, root: unknown): unknown[] {
  return membersOf(value).filter((member) => {
    const left = operandValues(step.left, member, root);
    if (step.operator === 'exists') return left.length > 0;
    const right = operandValues(step.right as Operand, member, root);
    if (left.length === 0 || right.length === 0) return false;
    if (left.length > 1 || right.length > 1) {
      throw new JsonPathError('can only compare one element at a time');
    }
    const [a] = left;
    const [b] = right;
    switch (step.operator) {
      case '==':
        return a === b;
      case '!=':
        return a !== b;
      default:
        return typeof a === typeof b && compares(a as string | number, step.operator, b as string | number);
    }
  });
}

function compares(a: string | number, operator: '<' | '<=' | '>' | '>=', b: string | number): boolean {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

function operandValues(operand: Operand, current: unknown, root: unknown): unknown[] {
  return operand.type === 'value' ? [operand.value] : walk([current], operand.steps, root);
}

// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/runtime/serializer/json/json.go
// Models kubernetes@v1.36.0 vendor/sigs.k8s.io/json/internal/golang/encoding/json/decode.go
// Differs: every mistake is reported, not only the first; keys are visited in alphabetical order, which is the order
// they have after kubectl turned YAML into JSON.
import type { FieldPath, PathSegment } from '../paths.ts';
import { parseQuantity } from '../quantity.ts';
import { schemaType, type TypeCode, typeNameOf } from '../schema/index.ts';
import { lookupKind } from '../scheme.ts';
import { badRequestStatus } from '../status.ts';
import type { KubeObject, Status } from '../types/index.ts';
import { closest } from './distance.ts';
import { goTypeText } from './gotypes.ts';

export { closest, editDistance } from './distance.ts';

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'bool' | 'null';

export type DecodeIssueCode =
  /** A value of the wrong JSON type. */
  | 'type'
  /** Text that is no quantity, time or base64. */
  | 'format'
  /** A field the kind does not have. */
  | 'unknownField';

export interface DecodeIssue {
  readonly code: DecodeIssueCode;
  /** Where, as segments; see `field` for the printed form. */
  readonly path: FieldPath;
  /** `spec.containers[0].imagee`, as strict decoding prints it. */
  readonly field: string;
  /** Upstream's words. */
  readonly message: string;
  /** Name of the type that has, or lacks, the field. */
  readonly owner: string;
  readonly expected?: TypeCode;
  readonly actual?: JsonKind;
  /** For an unknown field: fields of the same type that look like it. */
  readonly candidates?: readonly string[];
}

export interface DecodeResult<T extends KubeObject = KubeObject> {
  /** What could be read: nulls and mistakes left out, quantities as text, `metadata` always there. */
  readonly object: T;
  /** Mistakes that make the server refuse the object. */
  readonly errors: readonly DecodeIssue[];
  /** Refused by strict decoding, which kubectl asks for; otherwise a warning. */
  readonly unknownFields: readonly DecodeIssue[];
}

/** What kind of JSON value this is, in the words of Go's decoder. */
export function jsonKind(value: unknown): JsonKind {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'object':
      return 'object';
    case 'number':
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'bool';
    default:
      return 'string';
  }
}

/**
 * Reads plain data as the kind it names. The kind must be modelled (see lookupKind): for any other the result is
 * the data itself, unchecked.
 */
export function decodeObject(value: unknown): DecodeResult {
  const raw = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const apiVersion = typeof raw.apiVersion === 'string' ? raw.apiVersion : '';
  const kind = typeof raw.kind === 'string' ? raw.kind : '';
  const typeName = typeNameOf(apiVersion, kind);
  if (typeName === undefined) {
    const object = { metadata: {}, ...raw, apiVersion, kind } as KubeObject;
    return { object, errors: [], unknownFields: [] };
  }
  const decoder = new Decoder();
  const decoded = decoder.struct(raw, typeName, [], []);
  const object = { ...decoded, apiVersion, kind, metadata: decoded.metadata ?? {} } as KubeObject & {
    spec?: unknown;
  };
  // `spec` is a plain struct in Go: absent and empty are the same.
  if (schemaType(typeName)?.p.spec !== undefined && object.spec === undefined) object.spec = {};
  return { object, errors: decoder.errors, unknownFields: decoder.unknownFields };
}

/** The server's refusal of an object that does not decode, or undefined. Unknown fields count only when strict. */
export function decodeFailure(result: DecodeResult, strict: boolean): Status | undefined {
  const { object, errors, unknownFields } = result;
  const version = object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
  const prefix = `${object.kind} in version ${JSON.stringify(version)} cannot be handled as a ${object.kind}: `;
  const [first] = errors;
  if (first !== undefined) return badRequestStatus(prefix + first.message);
  if (strict && unknownFields.length > 0) {
    const list = unknownFields.map((issue) => issue.message).join(', ');
    return badRequestStatus(`${prefix}strict decoding error: ${list}`);
  }
  return undefined;
}

/** Why the server would not even look at this data: no apiVersion, no kind, or a kind nobody knows. */
export function kindFailure(value: unknown): Status | undefined {
  const raw = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof raw.kind !== 'string' || raw.kind === '') {
    return badRequestStatus("Object 'Kind' is missing in the request body");
  }
  if (typeof raw.apiVersion !== 'string' || raw.apiVersion === '') {
    return badRequestStatus('apiVersion not set');
  }
  const found = lookupKind(raw.apiVersion, raw.kind);
  return found.found === 'modelled' ? undefined : badRequestStatus(found.message);
}

class Decoder {
  readonly errors: DecodeIssue[] = [];
  readonly unknownFields: DecodeIssue[] = [];

  /** `names` is the path without indices and map keys, as type errors print it. */
  struct(raw: Record<string, unknown>, typeName: string, path: PathSegment[], names: string[]) {
    const type = schemaType(typeName);
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(raw).sort()) {
      const code = type !== undefined && Object.hasOwn(type.p, key) ? type.p[key] : undefined;
      const here = [...path, key];
      if (code === undefined) {
        this.unknownFields.push(unknownField(typeName, Object.keys(type?.p ?? {}), here, raw));
        continue;
      }
      const value = this.value(raw[key], code, {
        owner: typeName,
        property: key,
        path: here,
        names: [...names, key],
      });
      if (value !== undefined) result[key] = value;
    }
    return result;
  }

  private value(raw: unknown, code: TypeCode, at: Place, inside = false): unknown {
    const kind = jsonKind(raw);
    if (kind === 'null') return undefined;
    switch (code[0]) {
      case '[':
        if (!Array.isArray(raw)) return this.typeError(raw, code, at, inside);
        return raw.map((item, index) => {
          const decoded = this.value(item, code.slice(1), { ...at, path: [...at.path, index] }, true);
          return decoded === undefined ? zeroValue(code.slice(1)) : decoded;
        });
      case '{': {
        if (kind !== 'object') return this.typeError(raw, code, at, inside);
        const result: Record<string, unknown> = {};
        for (const [key, item] of Object.entries(raw as object)) {
          const decoded = this.value(item, code.slice(1), { ...at, path: [...at.path, key] }, true);
          result[key] = decoded === undefined ? zeroValue(code.slice(1)) : decoded;
        }
        return result;
      }
      case '@':
        if (kind !== 'object') return this.typeError(raw, code, at, inside);
        return this.struct(raw as Record<string, unknown>, code.slice(1), [...at.path], [...at.names]);
      case 's':
        return kind === 'string' ? raw : this.typeError(raw, code, at, inside);
      case 'b':
        return kind === 'bool' ? raw : this.typeError(raw, code, at, inside);
      case 'i':
      case 'l':
        return isInteger(raw, code === 'i') ? Number(raw) : this.typeError(raw, code, at, inside);
      case 'n':
        return kind === 'number' ? Number(raw) : this.typeError(raw, code, at, inside);
      case 'x':
        if (kind === 'string' || isInteger(raw, true)) return raw;
        return this.issue(
          'type',
          at,
          `json: cannot unmarshal ${kind} into Go value of type int32`,
          code,
          raw,
        );
      case 'q':
        return this.quantity(raw, at);
      case 't':
      case 'u':
        return this.time(raw, code, at);
      case 'y':
        return this.bytes(raw, at, inside);
      default:
        return raw;
    }
  }

  private quantity(raw: unknown, at: Place): string | undefined {
    const text = typeof raw === 'string' ? raw.trim() : JSON.stringify(raw);
    const parsed = parseQuantity(text);
    return parsed.ok ? text : this.issue('format', at, parsed.error, 'q', raw);
  }

  private time(raw: unknown, code: TypeCode, at: Place): string | undefined {
    if (typeof raw !== 'string') {
      const message = `json: cannot unmarshal ${jsonKind(raw)} into Go value of type string`;
      return this.issue('type', at, message, code, raw);
    }
    if (/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(raw)) return raw;
    const layout = code === 'u' ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
    return this.issue(
      'format',
      at,
      `parsing time ${JSON.stringify(raw)} as ${JSON.stringify(layout)}`,
      code,
      raw,
    );
  }

  private bytes(raw: unknown, at: Place, inside: boolean): string | undefined {
    if (typeof raw !== 'string') return this.typeError(raw, 'y', at, inside);
    const wrong = base64ErrorAt(raw);
    if (wrong === undefined) return raw;
    return this.issue('format', at, `illegal base64 data at input byte ${wrong}`, 'y', raw);
  }

  private typeError(raw: unknown, code: TypeCode, at: Place, inside: boolean): undefined {
    const kind = jsonKind(raw);
    const integer = code === 'i' || code === 'l';
    const shown = kind === 'number' && integer ? `number ${String(raw)}` : kind;
    const field = `${at.owner}.${at.names.join('.')}`;
    const type = goTypeText(code, at.owner, at.property, inside);
    return this.issue(
      'type',
      at,
      `json: cannot unmarshal ${shown} into Go struct field ${field} of type ${type}`,
      code,
      raw,
    );
  }

  private issue(
    code: DecodeIssueCode,
    at: Place,
    message: string,
    expected: TypeCode,
    raw: unknown,
  ): undefined {
    const field = printPath(at.path);
    this.errors.push({
      code,
      path: at.path,
      field,
      message,
      owner: at.owner,
      expected,
      actual: jsonKind(raw),
    });
    return undefined;
  }
}

interface Place {
  readonly owner: string;
  readonly property: string;
  readonly path: readonly PathSegment[];
  readonly names: readonly string[];
}

function unknownField(
  owner: string,
  known: readonly string[],
  path: readonly PathSegment[],
  raw: Record<string, unknown>,
): DecodeIssue {
  const name = String(path[path.length - 1] ?? '');
  const field = printPath(path);
  // A field that is already given cannot be what was meant.
  const free = known.filter((candidate) => !Object.hasOwn(raw, candidate));
  return {
    code: 'unknownField',
    path,
    field,
    message: `unknown field ${JSON.stringify(field)}`,
    owner,
    candidates: closest(name, free),
  };
}

/** Strict decoding joins names by dots whatever they hold. */
function printPath(path: readonly PathSegment[]): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}

function zeroValue(code: TypeCode): unknown {
  switch (code[0]) {
    case '[':
      return [];
    case '{':
    case '@':
      return {};
    case 'i':
    case 'l':
    case 'n':
    case 'x':
      return 0;
    case 'b':
      return false;
    case 'q':
      return '0';
    default:
      return '';
  }
}

function isInteger(raw: unknown, narrow: boolean): boolean {
  if (typeof raw === 'bigint') return !narrow;
  if (typeof raw !== 'number' || !Number.isInteger(raw)) return false;
  return !narrow || (raw >= -2147483648 && raw <= 2147483647);
}

/** Offset of the first byte Go's StdEncoding refuses, or undefined; line breaks are skipped as Go does. */
function base64ErrorAt(text: string): number | undefined {
  const clean = text.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]/.exec(clean);
  if (bad !== null) return bad.index;
  const padding = clean.indexOf('=');
  if (padding >= 0 && !/^={1,2}$/.test(clean.slice(padding))) return padding;
  return clean.length % 4 === 0 ? undefined : clean.length - (clean.length % 4);
}

// The structure of every modelled kind: what fields it has, of which type, and which values are accepted.
// Descriptions are heavier and live in ./descriptions.ts: import that module only where a human reads them.
import type { FieldPath } from '../paths.ts';
import type { SchemaType, TypeCode } from './format.ts';
import { structure } from './generated/structure.ts';

export type { SchemaType, TypeCode } from './format.ts';

/** One field as an editor wants to show it. */
export interface PropertyInfo {
  readonly name: string;
  readonly code: TypeCode;
  /** `string`, `[]Container`, `map[string]Quantity`, `PodSpec` … */
  readonly typeText: string;
  readonly required: boolean;
  readonly enum?: readonly string[];
  /** Name of the type that has this property; undefined for list items and map values. */
  readonly owner?: string;
  /** Name of the type of its object value, or of the objects it lists. */
  readonly objectType?: string;
}

/** Every `apiVersion kind` with a schema. */
export const SCHEMA_KINDS: readonly string[] = Object.keys(structure.kinds);

/** Name of the type of a kind, such as `Pod`; undefined when there is no schema. */
export function typeNameOf(apiVersion: string, kind: string): string | undefined {
  return structure.kinds[`${apiVersion} ${kind}`];
}

export function schemaType(name: string): SchemaType | undefined {
  return Object.hasOwn(structure.types, name) ? structure.types[name] : undefined;
}

/** The name after `@` in a code, through lists and maps. */
export function objectTypeOf(code: TypeCode): string | undefined {
  const at = code.indexOf('@');
  return at < 0 ? undefined : code.slice(at + 1);
}

const SCALAR_TEXT: Readonly<Record<string, string>> = {
  s: 'string',
  i: 'integer',
  l: 'integer',
  n: 'number',
  b: 'boolean',
  q: 'Quantity',
  t: 'Time',
  u: 'MicroTime',
  x: 'integer or string',
  y: 'base64 string',
  a: 'any value',
};

/** A code in words: `[]Container`, `map[string]string`. */
export function typeText(code: TypeCode): string {
  if (code.startsWith('[')) return `[]${typeText(code.slice(1))}`;
  if (code.startsWith('{')) return `map[string]${typeText(code.slice(1))}`;
  if (code.startsWith('@')) return code.slice(1);
  return SCALAR_TEXT[code] ?? code;
}

export function propertyInfo(owner: string, name: string): PropertyInfo | undefined {
  const type = schemaType(owner);
  if (type === undefined || !Object.hasOwn(type.p, name)) return undefined;
  const code = type.p[name];
  return code === undefined ? undefined : describe(name, code, owner, type);
}

/** The fields of a type in alphabetical order. */
export function propertiesOf(typeName: string): PropertyInfo[] {
  const type = schemaType(typeName);
  if (type === undefined) return [];
  return Object.entries(type.p).map(([name, code]) => describe(name, code, typeName, type));
}

function describe(name: string, code: TypeCode, owner: string, type: SchemaType): PropertyInfo {
  const choices = type.e?.[name];
  const objectType = objectTypeOf(code);
  return {
    name,
    code,
    typeText: typeText(code),
    required: type.r?.includes(name) ?? false,
    ...(choices && { enum: choices }),
    owner,
    ...(objectType && { objectType }),
  };
}

/**
 * What stands at a path of a kind: the property it names, or the item of the list or map it points into.
 * The empty path is the object itself. Undefined when the schema has no such field.
 */
export function lookupPath(apiVersion: string, kind: string, path: FieldPath): PropertyInfo | undefined {
  const root = typeNameOf(apiVersion, kind);
  if (root === undefined) return undefined;
  let info: PropertyInfo = { name: kind, code: `@${root}`, typeText: root, required: true, objectType: root };
  for (const segment of path) {
    const { code } = info;
    let next: PropertyInfo | undefined;
    if (code.startsWith('[') || code.startsWith('{')) {
      if (code.startsWith('[') && typeof segment !== 'number') return undefined;
      const inner = code.slice(1);
      const objectType = objectTypeOf(inner);
      next = {
        name: String(segment),
        code: inner,
        typeText: typeText(inner),
        required: false,
        ...(info.enum && { enum: info.enum }),
        ...(objectType && { objectType }),
      };
    } else if (code.startsWith('@') && typeof segment === 'string') {
      next = propertyInfo(code.slice(1), segment);
    }
    if (next === undefined) return undefined;
    info = next;
  }
  return info;
}

/** The types that have a property of this name, with the code it has there. */
export function typesWithProperty(name: string): { type: string; code: TypeCode }[] {
  const found: { type: string; code: TypeCode }[] = [];
  for (const [type, schema] of Object.entries(structure.types)) {
    const code = Object.hasOwn(schema.p, name) ? schema.p[name] : undefined;
    if (code !== undefined) found.push({ type, code });
  }
  return found;
}

let allNames: ReadonlySet<string> | undefined;

/** True when some modelled type has a property of this name. */
export function isKnownPropertyName(name: string): boolean {
  allNames ??= new Set(Object.values(structure.types).flatMap((type) => Object.keys(type.p)));
  return allNames.has(name);
}

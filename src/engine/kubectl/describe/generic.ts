// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (genericDescriber)
import type { KubeObject } from '../../../api/index.ts';
import { goText } from '../jsonpath/evaluate.ts';
import { annotations, labels } from './common.ts';
import type { Writer } from './writer.ts';

const SHOWN_ABOVE: readonly string[] = [
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
];

/** An object that has no description of its own: all of its fields. */
export function describeAny(writer: Writer, object: KubeObject): void {
  const { metadata } = object;
  writer.field(0, 'Name', metadata.name);
  writer.field(0, 'Namespace', metadata.namespace);
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  fields(writer, 0, object as unknown as Record<string, unknown>, '');
}

function fields(
  writer: Writer,
  level: number,
  content: Readonly<Record<string, unknown>>,
  prefix: string,
): void {
  for (const field of Object.keys(content).sort()) {
    const path = `${prefix}.${field}`;
    const value = content[field];
    if (value === undefined || SHOWN_ABOVE.includes(path)) continue;
    const label = labelFor(field);
    if (Array.isArray(value)) {
      writer.line(level, `${label}:`);
      for (const child of value) {
        if (isMap(child)) fields(writer, level + 1, child, path);
        else writer.line(level + 1, goText(child));
      }
    } else if (isMap(value)) {
      writer.line(level, `${label}:`);
      fields(writer, level + 1, value, path);
    } else writer.field(level, label, goText(value));
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ACRONYMS: readonly string[] = ['API', 'URL', 'UID', 'GUID'];

/** `creationTimestamp` is `Creation Timestamp`. */
export function labelFor(field: string): string {
  if (!/^[\p{L}-]+$/u.test(field)) return field;
  const parts = field.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|-+/g) ?? [field];
  return parts
    .map((part) => {
      if (ACRONYMS.includes(part.toUpperCase())) return part.toUpperCase();
      return part.toLowerCase() === part ? part.charAt(0).toUpperCase() + part.slice(1) : part;
    })
    .join(' ');
}

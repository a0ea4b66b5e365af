// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go
import {
  type Container,
  canonicalQuantity,
  type KubeObject,
  type ResourceList,
  type Taint,
  type Toleration,
  taintToString,
} from '../../../api/index.ts';
import { rfc1123 } from '../print/date.ts';
import type { Writer } from './writer.ts';

type StringMap = Readonly<Record<string, string>> | undefined;

/** `Labels:` with one `key=value` in each line. */
export function labels(writer: Writer, title: string, map: StringMap, indent = ''): void {
  list(
    writer,
    `${indent}${title}`,
    Object.keys(map ?? {})
      .sort()
      .map((key) => `${key}=${map?.[key] ?? ''}`),
    indent,
  );
}

/** A title and one value in each line, or `<none>`. */
export function list(writer: Writer, title: string, values: readonly string[], indent = ''): void {
  writer.write(0, `${title}:\t`);
  if (values.length === 0) writer.write(0, '<none>\n');
  values.forEach((value, index) => {
    writer.write(0, `${index === 0 ? '' : `${indent}\t`}${value}\n`);
  });
}

const MAX_ANNOTATION = 140;
/** Annotations that say nothing to a reader. */
const HIDDEN: readonly string[] = ['kubectl.kubernetes.io/last-applied-configuration'];

export function annotations(writer: Writer, title: string, map: StringMap): void {
  writer.write(0, `${title}:\t`);
  const keys = Object.keys(map ?? {})
    .filter((key) => !HIDDEN.includes(key))
    .sort();
  if (keys.length === 0) writer.write(0, '<none>\n');
  keys.forEach((key, index) => {
    if (index > 0) writer.write(0, '\t');
    const value = (map?.[key] ?? '').replace(/\n$/, '');
    if (value.length + key.length + 2 > MAX_ANNOTATION || value.includes('\n')) {
      writer.write(0, `${key}:\n`);
      for (const part of value.split('\n')) writer.write(0, `\t  ${shorten(part, MAX_ANNOTATION - 2)}\n`);
    } else writer.write(0, `${key}: ${value}\n`);
  });
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

export function taints(writer: Writer, taintList: readonly Taint[] | undefined): void {
  const sorted = [...(taintList ?? [])].sort((a, b) =>
    `${a.effect},${a.key}` < `${b.effect},${b.key}` ? -1 : 1,
  );
  list(writer, 'Taints', sorted.map(taintToString));
}

export function tolerations(
  writer: Writer,
  title: string,
  given: readonly Toleration[] | undefined,
  indent = '',
): void {
  const sorted = [...(given ?? [])].sort((a, b) => compare(a.key ?? '', b.key ?? ''));
  list(writer, title, sorted.map(tolerationText), indent);
}

function tolerationText({ key = '', value, effect, operator, tolerationSeconds }: Toleration): string {
  let text = key;
  if (value) text += `=${value}`;
  if (effect) text += `:${effect}`;
  if (operator === 'Exists' && !value) text += key || effect ? ' op=Exists' : 'op=Exists';
  if (tolerationSeconds !== undefined) text += ` for ${tolerationSeconds}s`;
  return text;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `Deployment/web`; empty when nobody controls it. */
export function controllerOf({ metadata }: KubeObject): string {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  return owner === undefined ? '' : `${owner.kind}/${owner.name}`;
}

/** Limits and requests. */
export function resources(writer: Writer, given: Container['resources'] | undefined, level: number): void {
  const write = (title: string, amounts: ResourceList | undefined): void => {
    const names = Object.keys(amounts ?? {}).sort();
    if (names.length > 0) writer.line(level, `${title}:`);
    for (const name of names) writer.field(level + 1, name, canonicalQuantity(amounts?.[name] ?? '0'));
  };
  write('Limits', given?.limits);
  write('Requests', given?.requests);
}

/** A time as `describe` prints it; the zero time when there is none. */
export function date(time: string | null | undefined): string {
  return time ? rfc1123(time) : 'Mon, 01 Jan 0001 00:00:00 +0000';
}

/** Go's `%v` of a list of texts. */
export function goList(values: readonly string[] | undefined): string {
  return `[${(values ?? []).join(' ')}]`;
}

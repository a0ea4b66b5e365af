// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl
// Models mitchellh/go-wordwrap@v1.0.1 wordwrap.go
// Differs: plain types (Quantity, IntOrString, Time) add no description of their own; choices are those of the schema here.
import type { TypeCode } from './format.ts';
import { objectTypeOf, schemaType, typeNameOf } from './index.ts';

/** What is to be explained. The text is a function of the schema alone; whoever shows it brings the descriptions. */
export interface Explained {
  readonly apiVersion: string;
  readonly kind: string;
  /** Names of fields; lists and maps are passed through. */
  readonly path: readonly string[];
  readonly recursive: boolean;
}

/** What upstream says about a property of a type; the empty property is the type itself. */
export type DescribeField = (type: string, property: string) => string | undefined;

/** The first field of a path that there is not; undefined when all are there. */
export function missingField({ apiVersion, kind, path }: Explained): string | undefined {
  let code: TypeCode = `@${typeNameOf(apiVersion, kind) ?? ''}`;
  for (const name of path) {
    const next = schemaType(objectTypeOf(code) ?? '')?.p[name];
    if (next === undefined) return name;
    code = next;
  }
  return undefined;
}

export function explainText(explained: Explained, describe: DescribeField): string {
  const { apiVersion, kind, path, recursive } = explained;
  const slash = apiVersion.indexOf('/');
  let text = slash < 0 ? '' : `GROUP:      ${apiVersion.slice(0, slash)}\n`;
  text += `KIND:       ${kind}\nVERSION:    ${apiVersion.slice(slash + 1)}\n\n`;
  let owner = typeNameOf(apiVersion, kind) ?? '';
  let code: TypeCode = `@${owner}`;
  const parts: string[] = [];
  path.forEach((name, index) => {
    owner = objectTypeOf(code) ?? '';
    const type = schemaType(owner);
    code = type?.p[name] ?? 'a';
    if (index < path.length - 1) return;
    const choices = type?.e?.[name];
    const list = choices === undefined ? '' : `ENUM:${choices.map((one) => `\n    ${choice(one)}`).join('')}`;
    text += `FIELD: ${name} <${typeGuess(code)}>\n${list}\n\n`;
    parts.push(describe(owner, name) ?? '');
  });
  const object = objectTypeOf(code);
  if (object !== undefined) parts.push(describe(object, '') ?? '');
  const description = parts
    .filter((part) => part !== '')
    .map((part) => `${part}\n`)
    .join('');
  text += `DESCRIPTION:\n${indent(4, wrap(76, description || '<empty>'))}\n`;
  const fields = object === undefined ? '' : fieldList(object, 1, recursive, describe, []);
  if (fields !== '') text += `FIELDS:\n${fields}`;
  return `${text}\n`;
}

function fieldList(
  typeName: string,
  level: number,
  recursive: boolean,
  describe: DescribeField,
  within: readonly string[],
): string {
  const type = schemaType(typeName);
  if (type === undefined || within.includes(typeName)) return '';
  let text = '';
  for (const [name, code] of Object.entries(type.p)) {
    const pad = '  '.repeat(level);
    text += `${pad}${name}\t<${typeGuess(code)}>${type.r?.includes(name) ? ' -required-' : ''}`;
    const choices = type.e?.[name];
    if (choices !== undefined) text += `\n${pad}enum: ${shortList(choices)}`;
    text += '\n';
    const object = objectTypeOf(code);
    if (recursive) {
      if (object !== undefined) text += fieldList(object, level + 1, true, describe, [...within, typeName]);
      continue;
    }
    // The texts have none for some fields that are objects; what the object is says as much.
    const description = describe(typeName, name) || (object && describe(object, '')) || '<no description>';
    text += `${indent(2 * level + 2, wrap(78 - 2 * level, description))}\n\n`;
  }
  return text;
}

const MAX_CHOICES = 4;

function shortList(choices: readonly string[]): string {
  const shown = choices.slice(0, MAX_CHOICES).map(choice).join(', ');
  return choices.length > MAX_CHOICES ? `${shown}, ....` : shown;
}

function choice(text: string): string {
  return text === '' ? '""' : text;
}

const TYPES: Readonly<Record<string, string>> = {
  s: 'string',
  i: 'integer',
  l: 'integer',
  n: 'number',
  b: 'boolean',
  q: 'Quantity',
  t: 'string',
  u: 'string',
  x: 'IntOrString',
  y: 'string',
  a: 'Object',
};

/** `[]Container`, `map[string]Quantity`, `integer`. */
function typeGuess(code: TypeCode): string {
  if (code.startsWith('[')) return `[]${typeGuess(code.slice(1))}`;
  if (code.startsWith('{')) return `map[string]${typeGuess(code.slice(1))}`;
  return code.startsWith('@') ? code.slice(1) : (TYPES[code] ?? 'Object');
}

function indent(width: number, text: string): string {
  const pad = ' '.repeat(width);
  return pad + text.replaceAll('\n', `\n${pad}`);
}

/** Lines of at most so many characters, broken between words. */
export function wrap(limit: number, text: string): string {
  let done = '';
  let length = 0;
  let spaces = '';
  let word = '';
  const put = (): void => {
    done += spaces + word;
    length += spaces.length + word.length;
    spaces = '';
    word = '';
  };
  for (const char of text) {
    if (char === '\n') {
      if (word !== '' || length + spaces.length <= limit) put();
      spaces = '';
      done += '\n';
      length = 0;
    } else if (/[^\S\u00a0]/.test(char)) {
      if (word !== '') put();
      spaces += char;
    } else {
      word += char;
      if (length + spaces.length + word.length > limit && word.length < limit) {
        done += '\n';
        length = 0;
        spaces = '';
      }
    }
  }
  if (word !== '' || length + spaces.length <= limit) put();
  return done;
}

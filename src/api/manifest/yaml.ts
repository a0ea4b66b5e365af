// Models sigs.k8s.io/yaml@v1.6.0 goyaml.v2 (which text is a boolean or a number, and the words of its errors)
import {
  type Document,
  type LineCounter,
  type ParsedNode,
  parseAllDocuments,
  type ScalarTag,
  type Tags,
  type YAMLError,
} from 'yaml';

/** YAML 1.1: `yes` and `on` are booleans for Kubernetes. */
const booleanTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE|n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/,
  identify: (value) => typeof value === 'boolean',
  resolve: (text) => /^(?:y|yes|on|true)$/i.test(text),
};

/** Octal with or without `o`, hexadecimal, binary, and underscores between digits. */
const integerTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)$/,
  identify: (value) => typeof value === 'number' && Number.isInteger(value),
  resolve: (text) => {
    const plain = text.replaceAll('_', '');
    const negative = plain.startsWith('-');
    const digits = plain.replace(/^[-+]/, '').replace(/^0(?=[0-7]+$)/, '0o');
    return negative ? -Number(digits) : Number(digits);
  },
};

function kubernetesTags(tags: Tags): Tags {
  const replaced = new Set(['tag:yaml.org,2002:bool', 'tag:yaml.org,2002:int']);
  const kept = tags.filter((tag) => typeof tag === 'string' || !replaced.has(tag.tag));
  return [booleanTag, integerTag, ...kept];
}

export type YamlDocument = Document.Parsed<ParsedNode, true>;

/** Every document of the text; mistakes stand in each document's `errors`. */
export function parseYaml(text: string, lineCounter: LineCounter): YamlDocument[] {
  const documents = parseAllDocuments(text, {
    lineCounter,
    prettyErrors: false,
    customTags: kubernetesTags,
    merge: true,
    schema: 'core',
    strict: true,
  });
  return Array.isArray(documents) ? (documents as YamlDocument[]) : [];
}

/** The error in the words of the parser kubectl uses. */
export function yamlErrorWords(error: YAMLError, text: string): string {
  switch (error.code) {
    case 'DUPLICATE_KEY': {
      const key = /^[^:\n]*/.exec(text.slice(error.pos[0]))?.[0] ?? '';
      return `key ${JSON.stringify(key.trim().replace(/^(["'])(.*)\1$/, '$2'))} already set in map`;
    }
    case 'TAB_AS_INDENT':
      return 'found character that cannot start any token';
    case 'BAD_INDENT':
      return /sequence/i.test(error.message)
        ? "did not find expected '-' indicator"
        : 'did not find expected key';
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return 'mapping values are not allowed in this context';
    case 'MULTILINE_IMPLICIT_KEY':
      return "could not find expected ':'";
    case 'MISSING_CHAR':
      if (/Implicit map keys|Implicit keys/.test(error.message)) return "could not find expected ':'";
      if (/quote/.test(error.message)) return 'found unexpected end of stream';
      return 'did not find expected key';
    case 'UNEXPECTED_TOKEN':
      return 'did not find expected key';
    case 'BAD_ALIAS':
      return 'unknown anchor referenced';
    default:
      return lowerFirst(error.message);
  }
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

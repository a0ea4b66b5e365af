// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/labels/selector.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/fields/selector.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go
import type {
  LabelSelector,
  Node,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  Pod,
  StringMap,
} from './types/index.ts';
import { isQualifiedName, isValidLabelValue } from './validation/names.ts';

export type SelectorOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';

/** One condition on labels; all of a list must hold. */
export interface Requirement {
  key: string;
  operator: SelectorOperator;
  values: readonly string[];
}

const INT64 = /^[+-]?[0-9]+$/;
const INT64_MAX = (1n << 63n) - 1n;

/** strconv.ParseInt(text, 10, 64), or undefined. */
export function parseInt64(text: string): bigint | undefined {
  if (!INT64.test(text)) return undefined;
  const number = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return number > INT64_MAX || number < -INT64_MAX - 1n ? undefined : number;
}

export function requirementMatches(
  requirement: { key: string; operator: string; values?: readonly string[] },
  labels: StringMap | undefined,
): boolean {
  const { key, operator } = requirement;
  const values = requirement.values ?? [];
  const present = labels !== undefined && Object.hasOwn(labels, key);
  const label = present ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return label !== undefined && values.includes(label);
    case 'NotIn':
      return label === undefined || !values.includes(label);
    case 'Exists':
      return present;
    case 'DoesNotExist':
      return !present;
    case 'Gt':
    case 'Lt': {
      if (label === undefined || values.length !== 1) return false;
      const left = parseInt64(label);
      const right = parseInt64(values[0] ?? '');
      if (left === undefined || right === undefined) return false;
      return operator === 'Gt' ? left > right : left < right;
    }
    default:
      return false;
  }
}

export function requirementsMatch(
  requirements: readonly Requirement[],
  labels: StringMap | undefined,
): boolean {
  return requirements.every((requirement) => requirementMatches(requirement, labels));
}

/** A LabelSelector as requirements, sorted by key; undefined (matches nothing) when the selector is absent. */
export function labelSelectorRequirements(selector: LabelSelector | undefined): Requirement[] | undefined {
  if (selector === undefined) return undefined;
  const requirements: Requirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value],
  }));
  for (const expression of selector.matchExpressions ?? []) {
    requirements.push({
      key: expression.key,
      operator: expression.operator,
      values: expression.values ?? [],
    });
  }
  return sortByKey(requirements);
}

/** An absent selector matches nothing, an empty one everything. */
export function labelSelectorMatches(
  selector: LabelSelector | undefined,
  labels: StringMap | undefined,
): boolean {
  if (selector === undefined) return false;
  for (const key in selector.matchLabels) {
    if (labels?.[key] !== selector.matchLabels[key]) return false;
  }
  return (selector.matchExpressions ?? []).every((expression) => requirementMatches(expression, labels));
}

/** `spec.selector` of a Service, `spec.nodeSelector` of a Pod: every pair must be there; empty matches all. */
export function labelsContain(labels: StringMap | undefined, wanted: StringMap | undefined): boolean {
  for (const key in wanted) {
    if (labels?.[key] !== wanted[key]) return false;
  }
  return true;
}

/** `app=web,tier in (a,b)`: how kubectl prints a LabelSelector; `<none>` when empty or absent. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const requirements = labelSelectorRequirements(selector);
  if (requirements === undefined || requirements.length === 0) return '<none>';
  const pairs = new Set(Object.keys(selector?.matchLabels ?? {}));
  return requirements
    .map((requirement) =>
      requirement.operator === 'In' && requirement.values.length === 1 && pairs.has(requirement.key)
        ? `${requirement.key}=${requirement.values[0] ?? ''}`
        : formatRequirement(requirement),
    )
    .join(',');
}

/** `a=b,c=d` in key order; `<none>` when empty. */
export function formatLabels(labels: StringMap | undefined): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key] ?? ''}`).join(',');
}

export function formatRequirement(requirement: Requirement): string {
  const { key, operator } = requirement;
  const list = [...requirement.values].sort().join(',');
  switch (operator) {
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    case 'Gt':
      return `${key}>${list}`;
    case 'Lt':
      return `${key}<${list}`;
    case 'In':
      return `${key} in (${list})`;
    case 'NotIn':
      return `${key} notin (${list})`;
  }
}

function sortByKey(requirements: Requirement[]): Requirement[] {
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

// ---------------------------------------------------------------------------------------------------------------
// Node selectors

type NodeLike = Pick<Node, 'metadata'>;

/** Any term may match; a term without expressions and fields matches nothing. */
export function nodeSelectorMatches(selector: NodeSelector, node: NodeLike): boolean {
  return selector.nodeSelectorTerms.some((term) => nodeSelectorTermMatches(term, node));
}

export function nodeSelectorTermMatches(term: NodeSelectorTerm, node: NodeLike): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  return (
    expressions.every((requirement) => requirementMatches(requirement, node.metadata.labels)) &&
    fields.every((requirement) => nodeFieldMatches(requirement, node))
  );
}

/** Only `metadata.name` may be asked for, with In or NotIn and one value. */
function nodeFieldMatches(requirement: NodeSelectorRequirement, node: NodeLike): boolean {
  if (requirement.key !== 'metadata.name' || requirement.values?.length !== 1) return false;
  const equal = requirement.values[0] === node.metadata.name;
  if (requirement.operator === 'In') return equal;
  return requirement.operator === 'NotIn' && !equal;
}

/** `spec.nodeSelector` and required node affinity together, as the scheduler's and the kubelet's check. */
export function requiredNodeAffinityMatches(pod: Pick<Pod, 'spec'>, node: NodeLike): boolean {
  if (!labelsContain(node.metadata.labels, pod.spec.nodeSelector)) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || nodeSelectorMatches(required, node);
}

// ---------------------------------------------------------------------------------------------------------------
// Text selectors

export type RequirementsResult = { ok: true; requirements: Requirement[] } | { ok: false; error: string };

type TokenType =
  | '('
  | ')'
  | ','
  | '!'
  | '='
  | '=='
  | '!='
  | '>'
  | '<'
  | 'in'
  | 'notin'
  | 'id'
  | 'end'
  | 'error';
interface Token {
  type: TokenType;
  text: string;
}

const SYMBOLS: readonly TokenType[] = ['(', ')', ',', '!', '=', '==', '!=', '>', '<'];
const BINARY_OPERATORS = 'in, notin, =, ==, !=, gt, lt';

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/[ \t\r\n]/.test(char)) {
      at += 1;
      continue;
    }
    if ('=!(),><'.includes(char)) {
      const two = text.slice(at, at + 2) as TokenType;
      const type = SYMBOLS.includes(two) ? two : (char as TokenType);
      tokens.push({ type, text: type });
      at += type.length;
      continue;
    }
    const word = /^[^=!(),><\s]+/.exec(text.slice(at))?.[0] ?? char;
    tokens.push({ type: word === 'in' || word === 'notin' ? word : 'id', text: word });
    at += word.length;
  }
  tokens.push({ type: 'end', text: '' });
  return tokens;
}

class SelectorError extends Error {}

/**
 * Parses `a=b,c!=d,e in (x,y),!f,g`. `=` and `==` become In with one value, `!=` becomes NotIn.
 * Errors are upstream's words.
 */
export function parseLabelSelector(text: string): RequirementsResult {
  const tokens = tokenize(text);
  let position = 0;
  // After the last token the end token repeats.
  const peek = (): Token => tokens[Math.min(position, tokens.length - 1)] ?? { type: 'end', text: '' };
  const next = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const isValueToken = (token: Token): boolean =>
    token.type === 'id' || token.type === 'in' || token.type === 'notin';

  function parseOne(): Requirement {
    let token = next();
    const negated = token.type === '!';
    if (negated) token = next();
    if (!isValueToken(token)) throw new SelectorError(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const keyErrors = isQualifiedName(key);
    if (keyErrors.length > 0) {
      throw new SelectorError(`<nil>: Invalid value: ${JSON.stringify(key)}: ${keyErrors.join('; ')}`);
    }
    const after = peek();
    if (after.type === 'end' || after.type === ',') {
      return { key, operator: negated ? 'DoesNotExist' : 'Exists', values: [] };
    }
    if (negated) return { key, operator: 'DoesNotExist', values: [] };
    const operator = next();
    switch (operator.type) {
      case 'in':
        return checked({ key, operator: 'In', values: parseValues() });
      case 'notin':
        return checked({ key, operator: 'NotIn', values: parseValues() });
      case '=':
      case '==':
        return checked({ key, operator: 'In', values: [parseExact()] });
      case '!=':
        return checked({ key, operator: 'NotIn', values: [parseExact()] });
      case '>':
        return checked({ key, operator: 'Gt', values: [parseExact()] });
      case '<':
        return checked({ key, operator: 'Lt', values: [parseExact()] });
      default:
        throw new SelectorError(`found '${operator.text}', expected: ${BINARY_OPERATORS}`);
    }
  }

  function parseExact(): string {
    const token = peek();
    if (token.type === 'end' || token.type === ',') return '';
    next();
    if (!isValueToken(token)) throw new SelectorError(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  function parseValues(): string[] {
    const open = next();
    if (open.type !== '(') throw new SelectorError(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    let expectValue = true;
    for (;;) {
      const token = next();
      if (token.type === ')') {
        if (expectValue) values.add('');
        return [...values].sort();
      }
      if (token.type === ',') {
        if (expectValue) values.add('');
        expectValue = true;
      } else if (isValueToken(token) && expectValue) {
        values.add(token.text);
        expectValue = false;
      } else if (isValueToken(token) || !expectValue) {
        throw new SelectorError(`found '${token.text}', expected: ',' or ')'`);
      } else {
        throw new SelectorError(`found '${token.text}', expected: ',', ')' or identifier`);
      }
    }
  }

  function checked(requirement: Requirement): Requirement {
    const numeric = requirement.operator === 'Gt' || requirement.operator === 'Lt';
    requirement.values.forEach((value, index) => {
      if (numeric && parseInt64(value) === undefined) {
        throw new SelectorError(
          `values[${index}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
        );
      }
      const errors = isValidLabelValue(value);
      if (errors.length > 0) {
        throw new SelectorError(
          `values[${index}][${requirement.key}]: Invalid value: ${JSON.stringify(value)}: ${errors.join('; ')}`,
        );
      }
    });
    return requirement;
  }

  const requirements: Requirement[] = [];
  try {
    for (;;) {
      const token = peek();
      if (token.type === 'end') break;
      if (!isValueToken(token) && token.type !== '!') {
        return { ok: false, error: `found '${token.text}', expected: !, identifier, or 'end of string'` };
      }
      try {
        requirements.push(parseOne());
      } catch (error) {
        if (error instanceof SelectorError) {
          return { ok: false, error: `unable to parse requirement: ${error.message}` };
        }
        throw error;
      }
      const separator = next();
      if (separator.type === 'end') break;
      if (separator.type !== ',') {
        return { ok: false, error: `found '${separator.text}', expected: ',' or 'end of string'` };
      }
      const following = peek();
      if (!isValueToken(following) && following.type !== '!') {
        return { ok: false, error: `found '${following.text}', expected: identifier after ','` };
      }
    }
  } catch (error) {
    if (error instanceof SelectorError) return { ok: false, error: error.message };
    throw error;
  }
  return { ok: true, requirements: sortByKey(requirements) };
}

/** One condition of `--field-selector`. */
export interface FieldRequirement {
  field: string;
  operator: '=' | '!=';
  value: string;
}

export type FieldSelectorResult =
  | { ok: true; requirements: FieldRequirement[] }
  | { ok: false; error: string };

/** Parses `status.phase!=Running,spec.nodeName=node-1`; backslash escapes `\`, `,` and `=` in values. */
export function parseFieldSelector(text: string): FieldSelectorResult {
  const requirements: FieldRequirement[] = [];
  for (const part of splitTerms(text)) {
    if (part === '') continue;
    const match = /^((?:\\.|[^\\=!])*?)(!=|==|=)(.*)$/s.exec(part);
    if (match === null)
      return { ok: false, error: `invalid selector: '${text}'; can't understand '${part}'` };
    const value = unescapeFieldValue(match[3] ?? '');
    if (value === undefined) {
      return { ok: false, error: `invalid field selector: invalid escape sequence in '${match[3] ?? ''}'` };
    }
    requirements.push({ field: match[1] ?? '', operator: match[2] === '!=' ? '!=' : '=', value });
  }
  return { ok: true, requirements };
}

/** Fields are looked up by the caller, because each kind supports its own few. */
export function fieldRequirementsMatch(
  requirements: readonly FieldRequirement[],
  fieldValue: (field: string) => string,
): boolean {
  return requirements.every(({ field, operator, value }) =>
    operator === '=' ? fieldValue(field) === value : fieldValue(field) !== value,
  );
}

function splitTerms(text: string): string[] {
  const parts: string[] = [];
  let current = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '\\') {
      current += char + (text[at + 1] ?? '');
      at += 1;
    } else if (char === ',') {
      parts.push(current);
      current = '';
    } else current += char;
  }
  parts.push(current);
  return parts;
}

function unescapeFieldValue(text: string): string | undefined {
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '\\') {
      at += 1;
      const escaped = text[at];
      if (escaped === undefined || !'\\,='.includes(escaped)) return undefined;
      result += escaped;
    } else if (char === ',' || char === '=') return undefined;
    else result += char;
  }
  return result;
}

import {
  type Finding,
  isBuildTool,
  isNode,
  isScript,
  isTest,
  lineAt,
  parse,
  type Source,
  type SyntaxNode,
  walk,
} from './source.ts';

const reasons: Readonly<Record<string, string>> = {
  Date: 'time is an argument',
  performance: 'time is an argument',
  setTimeout: 'the timer queue is data',
  setInterval: 'the timer queue is data',
  setImmediate: 'the timer queue is data',
  requestAnimationFrame: 'the timer queue is data',
  requestIdleCallback: 'the timer queue is data',
  queueMicrotask: 'nothing happens later than the step it belongs to',
  Promise: 'nothing happens later than the step it belongs to',
  crypto: 'randomness is an argument',
  process: 'the engine does not know where it runs',
  globalThis: 'the engine does not know where it runs',
  window: 'the engine does not know where it runs',
  document: 'the engine does not know where it runs',
  navigator: 'the engine does not know where it runs',
  fetch: 'the engine does not know where it runs',
  WeakRef: 'what is collected when is not reproducible',
  FinalizationRegistry: 'what is collected when is not reproducible',
  Intl: 'the result depends on the machine',
};

/** Members that depend on the machine or on chance, whatever object they are taken from. */
const members: Readonly<Record<string, string>> = {
  localeCompare: 'the result depends on the machine; compare with < and >',
  toLocaleString: 'the result depends on the machine',
  toLocaleLowerCase: 'the result depends on the machine',
  toLocaleUpperCase: 'the result depends on the machine',
  toLocaleDateString: 'the result depends on the machine',
  toLocaleTimeString: 'the result depends on the machine',
};

const folders = /^src\/(api|engine|timeline)\//;

/** Law 1: time and randomness are arguments. Holds for scripts in api, engine and timeline but their tests. */
export function checkDeterminism(sources: readonly Source[]): Finding[] {
  const lawful = sources.filter(({ path }) => folders.test(path) && isScript(path) && !isBuildTool(path));
  return lawful.filter(({ path }) => !isTest(path)).flatMap(check);
}

function check(source: Source): Finding[] {
  const findings: Finding[] = [];
  const { program } = parse(source);
  const own = declaredNames(program);
  const report = (node: SyntaxNode, message: string) =>
    findings.push({ path: source.path, line: lineAt(source.text, node.start), message });
  walk(program, (node, parent, field) => {
    if (node.async === true)
      report(node, 'no async function: nothing happens later than the step it belongs to');
    if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await === true)) {
      report(node, 'no await: nothing happens later than the step it belongs to');
    }
    if (node.type === 'ImportExpression') report(node, 'no dynamic import: it is a promise');
    if (node.type === 'MemberExpression') {
      const member = propertyName(node);
      if (isIdentifier(node.object, 'Math') && member === 'random') {
        report(node, 'no Math.random: randomness is an argument');
      } else if (member && Object.hasOwn(members, member)) report(node, `no ${member}: ${members[member]}`);
    }
    if (node.type !== 'Identifier' || typeof node.name !== 'string') return;
    const reason = Object.hasOwn(reasons, node.name) ? reasons[node.name] : undefined;
    if (reason && !own.has(node.name) && isReference(parent, field))
      report(node, `no ${node.name}: ${reason}`);
  });
  return findings;
}

const isIdentifier = (node: unknown, name: string) =>
  isNode(node) && node.type === 'Identifier' && node.name === name;

function propertyName(member: SyntaxNode): string | undefined {
  const { property } = member;
  if (!isNode(property)) return undefined;
  const name = member.computed === true ? property.value : property.name;
  return typeof name === 'string' ? name : undefined;
}

/** Whether an identifier at this place means a variable or a type, not merely a name of a member. */
function isReference(parent: SyntaxNode | undefined, field: string | undefined): boolean {
  if (!parent || parent.computed === true) return true;
  if (parent.type === 'MemberExpression') return field === 'object';
  if (parent.type === 'TSQualifiedName') return field === 'left';
  if (parent.type === 'Property') return field === 'value';
  return field !== 'key' && field !== 'label' && field !== 'imported' && field !== 'exported';
}

/** Names a file gives to things of its own: a simulated `process` is not Node's. */
function declaredNames(program: unknown): Set<string> {
  const names = new Set<string>();
  const bind = (pattern: unknown): void => {
    if (Array.isArray(pattern)) {
      for (const item of pattern) bind(item);
      return;
    }
    if (!isNode(pattern)) return;
    if (pattern.type === 'Identifier' && typeof pattern.name === 'string') names.add(pattern.name);
    for (const field of ['elements', 'properties', 'value', 'left', 'argument', 'parameter']) {
      if (pattern.type !== 'Identifier') bind(pattern[field]);
    }
  };
  walk(program, (node) => {
    if (node.type === 'VariableDeclarator' || node.type === 'TSTypeAliasDeclaration') bind(node.id);
    if (node.type === 'TSInterfaceDeclaration' || node.type === 'ClassDeclaration') bind(node.id);
    if (node.type === 'FunctionDeclaration') bind(node.id);
    if (/^Import(Default|Namespace)?Specifier$/.test(node.type)) bind(node.local);
    if (node.type === 'CatchClause') bind(node.param);
    if (/Function/.test(node.type)) bind(isNode(node.params) ? node.params.items : node.params);
  });
  return names;
}

import {
  type Finding,
  isNode,
  isScript,
  isTest,
  lineAt,
  parse,
  type Source,
  type SyntaxNode,
  walk,
} from './source.ts';

const MAX_LINES = 500;

/** A file that says it models upstream says exactly what, so that a reader can open it beside this one. */
export function checkModelsHeader(source: Source): Finding[] {
  const { path, text } = source;
  if (!path.startsWith('src/') || !isScript(path) || isTest(path)) return [];
  const findings: Finding[] = [];
  for (const comment of parse(source).comments) {
    const words = comment.value.replace(/^[*\s]+/, '').trimEnd();
    const line = lineAt(text, comment.start);
    const report = (message: string) => findings.push({ path, line, message });
    if (/^Models\b/.test(words)) {
      if (comment.type !== 'Line' || !/^Models [\w.-]+(\/[\w.-]+)?@v\d+(\.(\d+|x)){1,2} \S*\w/.test(words)) {
        report('write `// Models <repository>@v<version> <path>`');
      } else if (/^Models kubernetes@(?!v1\.36\.0 )/.test(words)) {
        report('Kubernetes is modelled at v1.36.0');
      } else if (/\S/.test(text.slice(0, comment.start).replace(/^#!.*|\/\/.*/gm, ''))) {
        report('a file opens with what it models');
      }
    }
    if (/^Differs\b/.test(words) && !/^Differs: \S/.test(words)) report('write `// Differs: <what and why>`');
  }
  return findings;
}

const forbiddenMembers = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'dangerouslySetInnerHTML'];

/** Text becomes neither code nor markup. */
export function checkInjection(source: Source): Finding[] {
  if (!isScript(source.path) || isTest(source.path)) return [];
  const findings: Finding[] = [];
  const report = (node: SyntaxNode, what: string) =>
    findings.push({ path: source.path, line: lineAt(source.text, node.start), message: `no ${what}` });
  walk(parse(source).program, (node, parent, field) => {
    const isIdentifier = node.type === 'Identifier' || node.type === 'JSXIdentifier';
    const name = isIdentifier ? node.name : node.type === 'Literal' ? node.value : undefined;
    if (typeof name !== 'string') return;
    if (forbiddenMembers.includes(name)) report(node, name);
    if (!isIdentifier) return;
    if (name === 'eval' && field === 'callee') report(node, 'eval');
    if (name === 'Function' && field === 'callee') report(node, 'new Function');
    if (
      name === 'write' &&
      field === 'property' &&
      isNode(parent?.object) &&
      parent.object.name === 'document'
    ) {
      report(node, 'document.write');
    }
  });
  return findings;
}

/** Addresses that exist on one machine only. `roots` are this machine's own. */
export function checkPaths(source: Source, roots: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  const patterns = [/\/Users\/\w/, /\b[A-Z]:\\+Users\b/, /file:\/\/\/\w/];
  source.text.split('\n').forEach((text, index) => {
    const found =
      roots.find((root) => text.includes(root)) ?? patterns.map((p) => p.exec(text)?.[0]).find(Boolean);
    if (found)
      findings.push({ path: source.path, line: index + 1, message: `no path of one machine: ${found}` });
  });
  return findings;
}

/** One idea per file. Data and prose may be as long as they need to be. */
export function checkLength({ path, text }: Source): Finding[] {
  if (!/\.(tsx?|mjs|js|css)$/.test(path)) return [];
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines <= MAX_LINES) return [];
  return [{ path, line: MAX_LINES + 1, message: `${lines} lines, at most ${MAX_LINES}: split it by idea` }];
}

import { posix } from 'node:path';
import { areas, engineFloors, packages } from './floors.ts';
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

export interface Import {
  readonly specifier: string;
  readonly kind: 'value' | 'type' | 'url';
  readonly line: number;
}

/**
 * Every module a file names: imports, re-exports, dynamic imports, imported types, glob imports, and
 * addresses made for workers. Only a whole `import type` is a type: `import { type A }` still loads the module.
 */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  const add = (literal: unknown, kind: Import['kind']) => {
    if (!isNode(literal) || typeof literal.value !== 'string') return;
    found.push({ specifier: literal.value, kind, line: lineAt(source.text, literal.start) });
  };
  walk(parse(source).program, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
        add(node.source, node.importKind === 'type' ? 'type' : 'value');
        break;
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        add(node.source, node.exportKind === 'type' ? 'type' : 'value');
        break;
      case 'ImportExpression':
        add(node.source, 'value');
        break;
      case 'TSImportType':
        add(node.source, 'type');
        break;
      case 'NewExpression':
        if (isNamed(node.callee, 'URL') && argument(node, 1)?.type === 'MemberExpression') {
          add(argument(node, 0), 'url');
        }
        break;
      case 'CallExpression':
        if (isGlobImport(node)) {
          const patterns = argument(node, 0);
          for (const pattern of patterns?.type === 'ArrayExpression' ? list(patterns.elements) : [patterns]) {
            add(pattern, 'value');
          }
        }
        break;
    }
  });
  return found;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const isNamed = (node: unknown, name: string) =>
  isNode(node) && node.type === 'Identifier' && node.name === name;

function argument(call: SyntaxNode, index: number): SyntaxNode | undefined {
  const value = list(call.arguments)[index];
  return isNode(value) ? value : undefined;
}

function isGlobImport(call: SyntaxNode): boolean {
  const callee = call.callee;
  return isNode(callee) && callee.type === 'MemberExpression' && isNamed(callee.property, 'glob');
}

/** Where a file stands: its folder in src/ and, in the engine, its floor ('' for the files that compose). */
function placeOf(path: string): { area: string; floor: string } {
  const [, area = '', ...rest] = path.split('/');
  return { area, floor: area === 'engine' && rest.length > 1 ? (rest[0] ?? '') : '' };
}

function isAllowed(permissions: readonly string[], target: string, kind: Import['kind']): boolean {
  return permissions.includes(target) || permissions.includes(`${kind} ${target}`);
}

/** What is wrong with a file of src/ importing another, if anything. */
function judge(from: string, to: string, kind: Import['kind']): string | undefined {
  if (!to.startsWith('src/')) return undefined;
  const here = placeOf(from);
  const there = placeOf(to);
  if (isTestCode(to) && !isTestCode(from) && !from.startsWith('src/cli/bench/')) {
    return 'only tests may import test code';
  }
  if (isTestCode(from)) {
    const page = here.area === 'ui' || here.area === 'app';
    return page && ['engine', 'timeline', 'worker'].includes(there.area)
      ? `${here.area} never imports ${there.area}, not even in a test`
      : undefined;
  }
  if (here.area !== there.area) {
    const permissions = areas[here.area] ?? [];
    if (isAllowed(permissions, there.area, kind)) return undefined;
    return permissions.includes(`type ${there.area}`)
      ? `${here.area} may import only types from ${there.area} (import type)`
      : `${here.area} may not import ${there.area}`;
  }
  if (here.area !== 'engine') return undefined;
  return judgePlugin(from, to) ?? judgeFloor(here.floor, there.floor, kind);
}

const isTestCode = (path: string) => isTest(path) || path.startsWith('src/engine/testing/');

function judgeFloor(here: string, there: string, kind: Import['kind']): string | undefined {
  if (here === there || here === '') return undefined;
  if (there === '') return `engine/${here} may not import what composes the floors`;
  const permissions = engineFloors[here] ?? [];
  if (isAllowed(permissions, there, kind)) return undefined;
  return permissions.includes(`type ${there}`)
    ? `engine/${here} may import only types from engine/${there} (import type)`
    : `engine/${here} may not import engine/${there}`;
}

const plugins = 'src/engine/scheduler/plugins/';
const framework = 'src/engine/scheduler/framework/';

/** A scheduler plugin sees the API and the framework; only the registry sees the plugins. */
function judgePlugin(from: string, to: string): string | undefined {
  if (!from.startsWith(plugins)) return undefined;
  const isRegistry = /^(registry|index)\.ts$/.test(from.slice(plugins.length));
  if (to.startsWith(framework) || (to.startsWith(plugins) && (isRegistry || sharesFolder(from, to)))) {
    return undefined;
  }
  return 'a scheduler plugin imports only api and framework';
}

/** In plugins/ itself every file is a plugin of its own; in a folder below it, the files are one plugin. */
function sharesFolder(from: string, to: string): boolean {
  const folder = posix.dirname(from);
  return to.startsWith(`${plugins}helper/`) || (`${folder}/` !== plugins && posix.dirname(to) === folder);
}

function judgePackage(from: string, specifier: string): string | undefined {
  if (isTestCode(from) || isBuildTool(from)) return undefined;
  const { area } = placeOf(from);
  const [scope = '', name = ''] = specifier.split('/');
  const packageName = specifier.startsWith('node:')
    ? 'node'
    : scope.startsWith('@')
      ? `${scope}/${name}`
      : scope;
  const allowed = packages[area] ?? [];
  if (allowed.includes(packageName)) return undefined;
  if (allowed.includes('*') && packageName !== 'node') return undefined;
  return `${area} may not import the package ${packageName}`;
}

/** The import directions of docs/ARCHITECTURE.md. Looks at scripts below src/ only. */
export function checkImports(sources: readonly Source[]): Finding[] {
  const findings: Finding[] = [];
  for (const source of sources.filter(({ path }) => isScript(path) && path.startsWith('src/'))) {
    const { area, floor } = placeOf(source.path);
    if (source.path.split('/').length > 2 && !(area in areas)) {
      findings.push({
        path: source.path,
        line: 1,
        message: `src/${area} has no place in src/tidy/floors.ts`,
      });
      continue;
    }
    if (floor !== '' && floor !== 'testing' && !(floor in engineFloors)) {
      findings.push({
        path: source.path,
        line: 1,
        message: `engine/${floor} has no floor in src/tidy/floors.ts`,
      });
      continue;
    }
    for (const { specifier, kind, line } of importsOf(source)) {
      const file = specifier.replace(/\?.*$/, '');
      const message = file.startsWith('.')
        ? judge(source.path, posix.join(posix.dirname(source.path), file), kind)
        : file.startsWith('/')
          ? judge(source.path, file.slice(1), kind)
          : judgePackage(source.path, file);
      if (message) findings.push({ path: source.path, line, message: `${message}: '${specifier}'` });
    }
  }
  return findings;
}

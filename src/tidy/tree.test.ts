import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { checkDeterminism } from './determinism.ts';
import { checkInjection, checkLength, checkModelsHeader, checkPaths } from './hygiene.ts';
import { checkImports } from './imports.ts';
import { format, readTree, repositoryRoot } from './source.ts';

const src = readTree('src');
const shipped = [...src, ...readTree('public')].filter(({ path }) => !path.startsWith('src/tidy/'));
const all = [...src, ...readTree('e2e', 'public', '.ci')];

// A short root such as /app or /root is also a path inside the simulated hosts.
const machineRoots = [repositoryRoot.replace(/[\\/]$/, ''), homedir()].filter(
  (root) => root.split(/[\\/]/).length > 2,
);

test('the tree was read', () => {
  expect(src.map(({ path }) => path)).toContain('src/tidy/tree.test.ts');
});

test('imports go one way', () => {
  expect(format(checkImports(src))).toEqual([]);
});

test('time and randomness are arguments', () => {
  expect(format(checkDeterminism(src))).toEqual([]);
});

test('a file that models upstream opens with where', () => {
  expect(format(src.flatMap(checkModelsHeader))).toEqual([]);
});

test('text becomes neither code nor markup', () => {
  expect(format(shipped.flatMap(checkInjection))).toEqual([]);
});

test('no path of one machine', () => {
  const others = all.filter(({ path }) => !path.startsWith('src/tidy/'));
  expect(format(others.flatMap((source) => checkPaths(source, machineRoots)))).toEqual([]);
});

test('files are short', () => {
  expect(format(all.flatMap(checkLength))).toEqual([]);
});

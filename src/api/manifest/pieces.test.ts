import { describe, expect, it } from 'vitest';
import { checkManifest } from './check.ts';
import { readAhead } from './inspect.ts';
import { parseManifest } from './parse.ts';
import { splitDocuments } from './pieces.ts';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: c, image: nginx}\n';
const LIST = `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: space}}\n`;

const MISTAKES: readonly (readonly [name: string, text: string])[] = [
  ['an unknown field', POD.replace('image:', 'imag:')],
  ['a wrong kind', POD.replace('kind: Pod', 'kind: Pdo')],
  ['a bad name', POD.replace('name: c', 'name: C_')],
  ['broken YAML', POD.replace('{name: a}', '{name: a')],
  ['a tab', POD.replace('  containers', '\tcontainers')],
];

describe('a text in pieces', () => {
  const cases: [name: string, text: string, pieces: string[]][] = [
    ['nothing', '', ['']],
    ['one document', 'a: 1\n', ['a: 1\n']],
    ['two', 'a: 1\n---\nb: 1\n', ['a: 1\n', '---\nb: 1\n']],
    ['a separator first', '---\na: 1\n--- # two\nb: 1', ['---\na: 1\n', '--- # two\nb: 1']],
    ['dashes that are none', 'a: |\n  ---\n---x: 1\n', ['a: |\n  ---\n---x: 1\n']],
    ['Windows', 'a: 1\r\n---\r\nb: 1\r\n', ['a: 1\r\n', '---\r\nb: 1\r\n']],
    ['directives keep it whole', '%YAML 1.2\n---\na: 1\n---\nb: 1\n', ['%YAML 1.2\n---\na: 1\n---\nb: 1\n']],
  ];
  it.each(cases)('%s', (_name, text, pieces) => {
    const split = splitDocuments(text);
    expect(split.map((piece) => piece.text)).toEqual(pieces);
    for (const piece of split) {
      expect(text.slice(piece.charactersBefore).startsWith(piece.text)).toBe(true);
      expect(text.slice(0, piece.charactersBefore).split('\n').length - 1).toBe(piece.linesBefore);
    }
  });

  it.each(MISTAKES)('%s is said where it stands, whatever stands before', (_name, text) => {
    const alone = checkManifest(text, { file: 'f.yaml' }).diagnostics;
    expect(alone.length).toBeGreaterThan(0);
    for (const before of [POD, LIST, `${POD}---\n---\n${LIST}`]) {
      const lines = `${before}---\n`.split('\n').length - 1;
      const objects = parseManifest(before).documents.length;
      const found = checkManifest(`${before}---\n${text}`, { file: 'f.yaml' }).diagnostics;
      expect(
        found.map(({ line, endLine, column, code }) => [line - lines, endLine - lines, column, code]),
      ).toEqual(alone.map(({ line, endLine, column, code }) => [line, endLine, column, code]));
      for (const [index, { code, docIndex, fix }] of found.entries()) {
        if (code !== 'syntax') expect(docIndex).toBe((alone[index]?.docIndex ?? 0) + objects);
        expect(fix?.title).toEqual(alone[index]?.fix?.title);
        expect(fix?.edits.map(({ startLine, text }) => [startLine - lines, text])).toEqual(
          alone[index]?.fix?.edits.map(({ startLine, text }) => [startLine, text]),
        );
      }
    }
  });

  it('finds the places of an object whose tree is gone', () => {
    const text = `${POD}---\n${POD.replace('{name: a}', '{name: b}')}`;
    const steps = [...readAhead(text)].length;
    expect(steps).toBe(2);
    const [, second] = checkManifest(text).objects;
    expect(second?.document.locate('metadata.name')).toMatchObject({ line: 10, exact: true });
    expect(second?.document.sourceOf('metadata', text)).toBe('{name: b}');
    expect(second?.document.pathAt(13, 8)).toEqual(['spec', 'containers', 0, 'name']);
    expect(second?.document.lines).toEqual({ first: 8, last: 13 });
  });
});

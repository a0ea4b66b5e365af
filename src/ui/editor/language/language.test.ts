import { describe, expect, it } from 'vitest';
import { complete } from './complete.ts';
import { contextAt } from './context.ts';

/** The cursor is where `|` stands. */
function at(text: string) {
  const lines = text.split('\n');
  const line = lines.findIndex((each) => each.includes('|'));
  const column = (lines[line] as string).indexOf('|');
  lines[line] = (lines[line] as string).replace('|', '');
  return contextAt(lines, line, column);
}

const POD = 'apiVersion: v1\nkind: Pod\n';

describe('contextAt', () => {
  it.each([
    ['the root', `${POD}|`, []],
    ['a nested mapping', `${POD}spec:\n  |`, ['spec']],
    ['a mapping behind a dash', `${POD}spec:\n  containers:\n    - |`, ['spec', 'containers', 0]],
    [
      'an item of a list that is not indented',
      `${POD}spec:\n  containers:\n  - name: a\n    |`,
      ['spec', 'containers', 0],
    ],
    [
      'the second item',
      `${POD}spec:\n  containers:\n  - name: a\n  - name: b\n    |`,
      ['spec', 'containers', 0],
    ],
    [
      'below a deep sibling',
      `${POD}spec:\n  containers:\n  - name: a\n    env:\n    - name: X\n  |`,
      ['spec'],
    ],
    [
      'a list inside an item',
      `${POD}spec:\n  containers:\n  - name: a\n    env:\n    - |`,
      ['spec', 'containers', 0, 'env', 0],
    ],
    ['past comments and blank lines', `${POD}spec:\n\n  # why\n  |`, ['spec']],
    ['only its own document', `kind: Service\nspec:\n  a: b\n---\n${POD}spec:\n  |`, ['spec']],
  ])('finds %s', (_, text, path) => {
    expect(at(text)).toMatchObject({ path, position: 'key', kind: 'Pod' });
  });

  it('tells a value from a key', () => {
    expect(at(`${POD}spec:\n  restartPolicy: N|`)).toMatchObject({
      path: ['spec', 'restartPolicy'],
      position: 'value',
      prefix: 'N',
    });
  });

  it('knows the keys that stand there already, above and below', () => {
    expect(at(`${POD}spec:\n  nodeName: a\n  |\n  hostNetwork: true\nmetadata:\n  name: x`).siblings).toEqual(
      ['hostNetwork', 'nodeName'],
    );
    expect(at(`${POD}spec:\n  containers:\n  - name: a\n    |\n  - name: b\n    image: c`).siblings).toEqual([
      'name',
    ]);
  });
});

describe('complete', () => {
  const labels = (text: string) => complete(at(text)).map((proposal) => proposal.label);

  it('offers the required keys of a container first and none twice', () => {
    const proposals = complete(at(`${POD}spec:\n  containers:\n    - image: a\n      |`));
    expect([...proposals].sort((a, b) => (a.order < b.order ? -1 : 1))[0]?.label).toBe('name');
    expect(proposals.map((proposal) => proposal.label)).toContain('livenessProbe');
    expect(proposals.map((proposal) => proposal.label)).not.toContain('image');
  });

  it.each([
    ['an enumeration', `${POD}spec:\n  restartPolicy: |`, ['Always', 'Never', 'OnFailure']],
    ['a boolean', `${POD}spec:\n  hostNetwork: |`, ['true', 'false']],
    ['the kinds of a version', 'apiVersion: apps/v1\nkind: |', ['Deployment', 'ReplicaSet']],
    ['the version of a kind', 'apiVersion: |\nkind: Pod', ['v1']],
  ])('offers the values of %s', (_, text, expected) => {
    expect(labels(text).sort()).toEqual([...expected].sort());
  });

  it('offers a whole manifest in an empty document', () => {
    expect(labels('|')).toContain('Pod');
    expect(labels(`${POD}---\n|`)).toContain('Service');
  });

  it('opens a list item where a list is expected', () => {
    expect(complete(at(`${POD}spec:\n  tolerations:\n    |`)).map((each) => each.insert)).toContain(
      '- key: ${1:dedicated}\n  operator: Equal\n  value: ${2:gpu}\n  effect: NoSchedule',
    );
  });

  it('is silent where the schema knows nothing', () => {
    expect(labels(`${POD}spec:\n  nothing:\n    |`)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { parseManifest } from '../api/index.ts';
import { isScenario, readScenario } from './scenario.ts';
import { InputError } from './source.ts';

const HEAD = 'apiVersion: podscope.dev/v1alpha1\nkind: Scenario\n';

function read(text: string) {
  const [document] = parseManifest(HEAD + text).documents;
  if (document === undefined || !isScenario(document)) throw new Error('not a Scenario');
  return readScenario(document, 'x.yaml');
}

/** `line: message` of everything that is wrong. */
function complaints(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof InputError) return error.findings.map(({ line, message }) => `${line}: ${message}`);
    throw error;
  }
  return [];
}

describe('a Scenario', () => {
  it('becomes a plan, in the order of time', () => {
    const scenario = read(`
spec:
  until: 5m
  seed: 3
  cluster:
  - {apiVersion: v1, kind: Node, metadata: {name: a}}
  steps:
  - at: 20s
    fault: {kind: NodeDown, node: a}
  - at: 10s
    kubectl: kubectl taint nodes a k=v:NoExecute
  - apply:
    - {apiVersion: v1, kind: Pod, metadata: {name: web}}
  - at: 30s
    fault: {kind: ContainerExit, pod: web, container: app, exitCode: 137}
`);
    expect(scenario).toMatchObject({ untilMs: 300_000, seed: 3, cluster: [{ metadata: { name: 'a' } }] });
    expect(scenario.inputs).toMatchObject([
      { atMs: 0, command: { type: 'apply', objects: [{ kind: 'Pod' }] } },
      { atMs: 10_000, command: { type: 'kubectl', line: 'taint nodes a k=v:NoExecute' } },
      { atMs: 20_000, command: { type: 'fault', fault: { kind: 'NodeDown', node: 'a' } } },
      {
        atMs: 30_000,
        command: { fault: { kind: 'ContainerExit', namespace: 'default', pod: 'web', exitCode: 137 } },
      },
    ]);
  });

  it('gives a line its standard input', () => {
    expect(read('spec:\n  steps:\n  - {kubectl: exec -i web -- sh, stdin: "hostname\\n"}').inputs).toEqual([
      { atMs: 0, command: { type: 'kubectl', line: 'exec -i web -- sh', stdin: 'hostname\n' } },
    ]);
    expect(complaints('spec:\n  steps:\n  - {apply: [], stdin: x}')).toEqual([
      '5: spec.steps[0].stdin belongs to kubectl',
    ]);
  });

  it('needs nothing but its kind and spec', () => {
    expect(read('spec: {}')).toEqual({ cluster: null, untilMs: null, seed: null, inputs: [] });
  });

  it.each([
    ['no spec', '', '1: spec must be a mapping'],
    ['an unknown field', 'spec:\n  stesp: []\n', '4: unknown field "spec.stesp"'],
    [
      'a time that is none',
      'spec:\n  steps:\n  - at: soon\n    kubectl: get pods\n',
      '5: spec.steps[0].at must be',
    ],
    ['a step that does nothing', 'spec:\n  steps:\n  - at: 1s\n', '5: spec.steps[0] must have exactly one'],
    [
      'a step that does two things',
      'spec:\n  steps:\n  - kubectl: get pods\n    apply: []\n',
      '5: spec.steps[0] must have exactly one',
    ],
    [
      'a Node without a name',
      'spec:\n  cluster:\n  - {apiVersion: v1, kind: Node, metadata: {}}\n',
      '5: spec.cluster[0] must have a name',
    ],
    [
      'a Pod for a Node',
      'spec:\n  cluster:\n  - {apiVersion: v1, kind: Pod, metadata: {name: a}}\n',
      '5: spec.cluster[0] must be a Node',
    ],
    [
      'an object without a kind',
      'spec:\n  steps:\n  - apply:\n    - {metadata: {}}\n',
      '6: spec.steps[0].apply[0] must be an object',
    ],
    [
      'a fault that is unknown',
      'spec:\n  steps:\n  - fault: {kind: Meteor}\n',
      '5: spec.steps[0].fault.kind must be',
    ],
  ])('says where: %s', (_, text, expected) => {
    expect(complaints(text)).toEqual([expect.stringContaining(expected)]);
  });

  it('of another version is refused', () => {
    const [document] = parseManifest('apiVersion: podscope.dev/v2\nkind: Scenario\nspec: {}').documents;
    if (document === undefined) throw new Error('no document');
    expect(() => readScenario(document, 'x.yaml')).toThrow('apiVersion must be podscope.dev/v1alpha1');
  });
});

import { describe, expect, it } from 'vitest';
import { fillTemplate, findValues, goText } from './evaluate.ts';
import { JsonPathError, parseTemplate, relaxed } from './parse.ts';

const list = {
  kind: 'List',
  items: [
    {
      metadata: { name: 'a', labels: { 'app.kubernetes.io/name': 'x' } },
      status: { capacity: { cpu: '4' }, phase: 'Running', restarts: 3 },
      spec: {
        containers: [
          { name: 'one', image: 'i1' },
          { name: 'two', image: 'i2' },
        ],
      },
    },
    {
      metadata: { name: 'b' },
      status: { phase: 'Pending', restarts: 0, conditions: [{ type: 'Ready', status: 'False' }] },
      spec: { containers: [{ name: 'three', image: 'i3' }] },
    },
  ],
};

function run(template: string): string {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return `error: ${parsed.error}`;
  try {
    return fillTemplate(parsed.pieces, list);
  } catch (error) {
    if (error instanceof JsonPathError) return `error: ${error.message}`;
    throw error;
  }
}

describe('a JSONPath template', () => {
  it.each([
    ['kind is {.kind}', 'kind is List'],
    ['{$.kind}', 'List'],
    ['{@.kind}', 'List'],
    ['{.items[*].metadata.name}', 'a b'],
    ['{.items[0].metadata.name}', 'a'],
    ['{.items[-1:].metadata.name}', 'b'],
    ['{.items[-1].metadata.name}', 'b'],
    ['{.items[0:2].metadata.name}', 'a b'],
    ['{.items[0:2:2].metadata.name}', 'a'],
    ['{.items[0,1].metadata.name}', 'a b'],
    [
      "{.items[*]['metadata.name', 'status.phase']}",
      "error: invalid array index 'metadata.name', 'status.phase'",
    ],
    ["{.items[*].status['phase','restarts']}", 'Running 3 Pending 0'],
    ["{.items[0].metadata.labels['app.kubernetes.io/name']}", 'x'],
    ['{.items[0].metadata.labels.app\\.kubernetes\\.io/name}', 'x'],
    ['{.items[0].status.capacity}', '{"cpu":"4"}'],
    ['{.items[?(@.status.phase=="Pending")].metadata.name}', 'b'],
    ['{.items[?(@.status.phase != "Pending")].metadata.name}', 'a'],
    ['{.items[?(@.status.restarts>1)].metadata.name}', 'a'],
    ['{.items[?(@.status.conditions)].metadata.name}', 'b'],
    ['{.items[*].status.conditions[?(@.type=="Ready")].status}', 'False'],
    ['{..image}', 'i1 i2 i3'],
    ['{.items[*].spec.containers[*].image}', 'i1 i2 i3'],
    ['{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}', 'a\tRunning\nb\tPending\n'],
    [
      '{range .items[*]}{.metadata.name}:{range .spec.containers[*]} {.name}{end};{end}',
      'a: one two;b: three;',
    ],
    ["{.nothing}{'!'}", '!'],
    ['{.items[5]}', 'error: array index out of bounds: index 5, length 2'],
    ['{.items[0]', 'error: unclosed action'],
    ['{range .items[*]}{.kind}', 'error: unclosed range'],
    ['{end}', 'error: not in range, nothing to end'],
    ['{.items[abc]}', 'error: invalid array index abc'],
    ['{hello}', 'error: unrecognized identifier hello'],
  ])('%s', (template, text) => {
    expect(run(template)).toBe(text);
  });

  it.each([
    ['.metadata.name', '{.metadata.name}'],
    ['metadata.name', '{.metadata.name}'],
    ['{metadata.name}', '{.metadata.name}'],
    ['{.metadata.name}', '{.metadata.name}'],
    ['{.a}{.b}', undefined],
  ])('%s is taken for %s', (text, template) => {
    expect(relaxed(text)).toBe(template);
  });

  it('gives values as they are', () => {
    const parsed = parseTemplate('{.items[*].status.restarts}');
    expect(parsed.ok && findValues(parsed.pieces, list)).toEqual([3, 0]);
    expect(goText({ b: [1, 'x'], a: null })).toBe('map[a:<nil> b:[1 x]]');
  });
});

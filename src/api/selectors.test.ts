import { describe, expect, it } from 'vitest';
import {
  fieldRequirementsMatch,
  formatLabelSelector,
  formatLabels,
  formatRequirement,
  labelSelectorMatches,
  labelsContain,
  nodeSelectorMatches,
  parseFieldSelector,
  parseInt64,
  parseLabelSelector,
  requiredNodeAffinityMatches,
  requirementMatches,
  requirementsMatch,
} from './selectors.ts';
import type { Node, NodeSelectorTerm, Pod, StringMap } from './types/index.ts';

const LABELS: StringMap = { app: 'web', tier: 'front', cores: '8', empty: '' };

describe('one requirement', () => {
  it.each([
    ['app', 'In', ['web', 'db'], true],
    ['app', 'In', ['db'], false],
    ['gone', 'In', ['web'], false],
    ['app', 'NotIn', ['db'], true],
    ['app', 'NotIn', ['web'], false],
    ['gone', 'NotIn', ['web'], true],
    ['app', 'Exists', [], true],
    ['empty', 'Exists', [], true],
    ['gone', 'Exists', [], false],
    ['gone', 'DoesNotExist', [], true],
    ['app', 'DoesNotExist', [], false],
    ['cores', 'Gt', ['4'], true],
    ['cores', 'Gt', ['8'], false],
    ['cores', 'Lt', ['16'], true],
    ['gone', 'Gt', ['1'], false],
    ['app', 'Gt', ['1'], false],
    ['cores', 'Gt', ['many'], false],
    ['cores', 'Gt', ['1', '2'], false],
    ['toString', 'Exists', [], false],
    ['app', 'Equals', ['web'], false],
  ])('%s %s %j is %s', (key, operator, values, expected) => {
    expect(requirementMatches({ key, operator, values }, LABELS)).toBe(expected);
  });

  it('compares 64-bit integers exactly', () => {
    const big = { n: '9007199254740993' };
    expect(requirementMatches({ key: 'n', operator: 'Gt', values: ['9007199254740992'] }, big)).toBe(true);
    expect(parseInt64('9223372036854775808')).toBeUndefined();
    expect(parseInt64('-9223372036854775808')).toBe(-(1n << 63n));
    expect(parseInt64('1.5')).toBeUndefined();
  });
});

describe('label selector', () => {
  it('absent matches nothing, empty everything', () => {
    expect(labelSelectorMatches(undefined, LABELS)).toBe(false);
    expect(labelSelectorMatches({}, LABELS)).toBe(true);
    expect(labelSelectorMatches({}, undefined)).toBe(true);
  });

  it('needs every pair and every expression', () => {
    const selector = {
      matchLabels: { app: 'web' },
      matchExpressions: [{ key: 'tier', operator: 'In' as const, values: ['front'] }],
    };
    expect(labelSelectorMatches(selector, LABELS)).toBe(true);
    expect(labelSelectorMatches(selector, { app: 'web' })).toBe(false);
    expect(labelSelectorMatches(selector, { tier: 'front' })).toBe(false);
  });

  it('is printed as kubectl does', () => {
    expect(formatLabelSelector(undefined)).toBe('<none>');
    expect(
      formatLabelSelector({
        matchLabels: { b: '2', a: '1' },
        matchExpressions: [
          { key: 'c', operator: 'In', values: ['y', 'x'] },
          { key: 'd', operator: 'Exists' },
          { key: 'e', operator: 'DoesNotExist' },
        ],
      }),
    ).toBe('a=1,b=2,c in (x,y),d,!e');
    expect(formatLabels({ b: '2', a: '1' })).toBe('a=1,b=2');
    expect(formatLabels({})).toBe('<none>');
  });

  it('pairs contained in labels', () => {
    expect(labelsContain(LABELS, undefined)).toBe(true);
    expect(labelsContain(LABELS, { app: 'web' })).toBe(true);
    expect(labelsContain(undefined, { app: 'web' })).toBe(false);
  });
});

describe('node selector', () => {
  const node: Node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-1', labels: { disk: 'ssd', zone: 'a' } },
  };
  const ssd: NodeSelectorTerm = { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] };
  const zoneB: NodeSelectorTerm = { matchExpressions: [{ key: 'zone', operator: 'In', values: ['b'] }] };

  it('terms are ORed', () => {
    expect(nodeSelectorMatches({ nodeSelectorTerms: [zoneB, ssd] }, node)).toBe(true);
    expect(nodeSelectorMatches({ nodeSelectorTerms: [zoneB] }, node)).toBe(false);
    expect(nodeSelectorMatches({ nodeSelectorTerms: [] }, node)).toBe(false);
  });

  it('expressions are ANDed', () => {
    const both = { matchExpressions: [...(ssd.matchExpressions ?? []), ...(zoneB.matchExpressions ?? [])] };
    expect(nodeSelectorMatches({ nodeSelectorTerms: [both] }, node)).toBe(false);
  });

  it('an empty term matches nothing', () => {
    expect(nodeSelectorMatches({ nodeSelectorTerms: [{}] }, node)).toBe(false);
  });

  it('fields match the name', () => {
    const byName = (operator: 'In' | 'NotIn', name: string) => ({
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator, values: [name] }] }],
    });
    expect(nodeSelectorMatches(byName('In', 'node-1'), node)).toBe(true);
    expect(nodeSelectorMatches(byName('In', 'node-2'), node)).toBe(false);
    expect(nodeSelectorMatches(byName('NotIn', 'node-2'), node)).toBe(true);
  });

  it('nodeSelector and required affinity both hold', () => {
    const pod = (nodeSelector: StringMap, term: NodeSelectorTerm): Pick<Pod, 'spec'> => ({
      spec: {
        containers: [],
        nodeSelector,
        affinity: {
          nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } },
        },
      },
    });
    expect(requiredNodeAffinityMatches(pod({ zone: 'a' }, ssd), node)).toBe(true);
    expect(requiredNodeAffinityMatches(pod({ zone: 'b' }, ssd), node)).toBe(false);
    expect(requiredNodeAffinityMatches(pod({ zone: 'a' }, zoneB), node)).toBe(false);
    expect(requiredNodeAffinityMatches({ spec: { containers: [] } }, node)).toBe(true);
  });
});

describe('-l', () => {
  function printed(text: string): string {
    const result = parseLabelSelector(text);
    return result.ok ? result.requirements.map(formatRequirement).join('; ') : result.error;
  }

  it.each([
    ['', ''],
    ['a=b', 'a in (b)'],
    ['a==b', 'a in (b)'],
    ['a!=b', 'a notin (b)'],
    ['a=', 'a in ()'],
    ['a', 'a'],
    ['!a', '!a'],
    ['a in (x, y)', 'a in (x,y)'],
    ['a notin (y,x)', 'a notin (x,y)'],
    ['x in (foo,,baz),y,z notin ()', 'x in (,baz,foo); y; z notin ()'],
    ['b=1,a=2', 'a in (2); b in (1)'],
    ['n>3,m<4', 'm<4; n>3'],
    ['app.kubernetes.io/name=web', 'app.kubernetes.io/name in (web)'],
    [' a = b ', 'a in (b)'],
    ['in in (in)', 'in in (in)'],
  ])('%j', (text, expected) => {
    expect(printed(text)).toBe(expected);
  });

  it.each([
    [',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['a in x', "unable to parse requirement: found 'x' expected: '('"],
    ['a in (x y)', "unable to parse requirement: found 'y', expected: ',' or ')'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a=!', "unable to parse requirement: found '!', expected: identifier"],
    [
      'n>x',
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
  ])('%j is refused', (text, error) => {
    expect(parseLabelSelector(text)).toEqual({ ok: false, error });
  });

  it('checks keys and values', () => {
    expect(printed('-bad=x')).toMatch(
      /^unable to parse requirement: <nil>: Invalid value: "-bad": name part must/,
    );
    expect(printed('a=b_')).toMatch(/^unable to parse requirement: values\[0\]\[a\]: Invalid value: "b_"/);
  });

  it('selects', () => {
    const result = parseLabelSelector('app=web,tier in (front,back),!old');
    if (!result.ok) throw new Error(result.error);
    expect(requirementsMatch(result.requirements, LABELS)).toBe(true);
    expect(requirementsMatch(result.requirements, { ...LABELS, old: '1' })).toBe(false);
  });
});

describe('--field-selector', () => {
  const fields: Record<string, string> = { 'status.phase': 'Running', 'spec.nodeName': 'n=1' };
  const read = (name: string): string => fields[name] ?? '';

  it.each([
    ['status.phase=Running', true],
    ['status.phase==Running', true],
    ['status.phase!=Running', false],
    ['status.phase=Running,spec.nodeName=n\\=1', true],
    ['spec.nodeName!=', true],
    ['', true],
  ])('%s', (text, expected) => {
    const result = parseFieldSelector(text);
    if (!result.ok) throw new Error(result.error);
    expect(fieldRequirementsMatch(result.requirements, read)).toBe(expected);
  });

  it('refuses what it cannot read', () => {
    expect(parseFieldSelector('status.phase')).toEqual({
      ok: false,
      error: "invalid selector: 'status.phase'; can't understand 'status.phase'",
    });
  });
});

import { describe, expect, it } from 'vitest';
import {
  findUntoleratedTaint,
  isSchedulingTaint,
  parseTaintArguments,
  taintToString,
  toleratesTaint,
} from './taints.ts';
import type { Taint, Toleration } from './types/index.ts';

const GPU: Taint = { key: 'gpu', value: 'true', effect: 'NoSchedule' };

describe('a toleration', () => {
  it.each<[string, Toleration, boolean]>([
    [
      'equal key, value and effect',
      { key: 'gpu', operator: 'Equal', value: 'true', effect: 'NoSchedule' },
      true,
    ],
    ['no operator means Equal', { key: 'gpu', value: 'true', effect: 'NoSchedule' }, true],
    ['another value', { key: 'gpu', operator: 'Equal', value: 'false', effect: 'NoSchedule' }, false],
    ['no value', { key: 'gpu', effect: 'NoSchedule' }, false],
    ['Exists needs no value', { key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }, true],
    ['another effect', { key: 'gpu', operator: 'Exists', effect: 'NoExecute' }, false],
    ['no effect matches every effect', { key: 'gpu', operator: 'Exists' }, true],
    ['no key and Exists tolerates everything', { operator: 'Exists' }, true],
    ['no key and Exists, but another effect', { operator: 'Exists', effect: 'NoExecute' }, false],
    ['another key', { key: 'disk', operator: 'Exists' }, false],
    ['Gt is not modelled', { key: 'gpu', operator: 'Gt', value: '0' }, false],
  ])('%s', (_title, toleration, expected) => {
    expect(toleratesTaint(toleration, GPU)).toBe(expected);
  });

  it('with an empty value matches a taint without one', () => {
    expect(toleratesTaint({ key: 'a' }, { key: 'a', effect: 'NoSchedule' })).toBe(true);
  });
});

describe('the first untolerated taint', () => {
  const prefer: Taint = { key: 'slow', effect: 'PreferNoSchedule' };
  const execute: Taint = { key: 'down', effect: 'NoExecute' };

  it('is found in the node’s order', () => {
    expect(findUntoleratedTaint([prefer, GPU, execute], [])).toBe(prefer);
    expect(findUntoleratedTaint([prefer, GPU, execute], [], isSchedulingTaint)).toBe(GPU);
    expect(findUntoleratedTaint([GPU, execute], [{ key: 'gpu', operator: 'Exists' }])).toBe(execute);
  });

  it('is none when all are tolerated or there are none', () => {
    expect(findUntoleratedTaint([GPU], [{ operator: 'Exists' }])).toBeUndefined();
    expect(findUntoleratedTaint(undefined, undefined)).toBeUndefined();
  });
});

describe('kubectl taint', () => {
  it('reads what to add and what to remove', () => {
    expect(
      parseTaintArguments(['a=b:NoSchedule', 'c:NoExecute', 'd-', 'e:NoSchedule-', 'f=g:NoExecute-']),
    ).toEqual({
      ok: true,
      add: [
        { key: 'a', value: 'b', effect: 'NoSchedule' },
        { key: 'c', effect: 'NoExecute' },
      ],
      remove: [
        { key: 'd' },
        { key: 'e', effect: 'NoSchedule' },
        { key: 'f', value: 'g', effect: 'NoExecute' },
      ],
    });
  });

  it.each([
    [['a=b'], /^invalid taint spec: a=b, name part must consist/],
    [['a'], /^invalid taint spec: a$/],
    [['a=b=c:NoSchedule'], /^invalid taint spec: a=b=c:NoSchedule$/],
    [['a:b:c'], /^invalid taint spec: a:b:c$/],
    [['a=b:NoSchedul'], /^invalid taint effect: NoSchedul, unsupported taint effect$/],
    [['a=-:NoSchedule'], /^invalid taint spec: a=-:NoSchedule, a valid label must be/],
    [
      ['a=1:NoSchedule', 'a=2:NoSchedule'],
      /^duplicated taints with the same key and effect: \{a 2 NoSchedule <nil>\}$/,
    ],
  ])('%j is refused', (specs, error) => {
    const result = parseTaintArguments(specs);
    expect(result.ok ? '' : result.error).toMatch(error);
  });

  it('prints taints', () => {
    expect(taintToString(GPU)).toBe('gpu=true:NoSchedule');
    expect(taintToString({ key: 'a', effect: 'NoExecute' })).toBe('a:NoExecute');
    expect(taintToString({ key: 'a' })).toBe('a');
  });
});

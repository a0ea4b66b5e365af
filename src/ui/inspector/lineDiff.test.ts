import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDiff } from './lineDiff.ts';

describe('lineDiff', () => {
  it.each([
    ['nothing changed', 'a b', 'a b', ' a  b'],
    ['a line is new', 'a c', 'a b c', ' a +b  c'],
    ['a line is gone', 'a b c', 'a c', ' a -b  c'],
    ['a line is another', 'a b c', 'a x c', ' a -b +x  c'],
    ['all is new', '', 'a', '+a'],
  ])('%s', (_, before, after, expected) => {
    const list = (text: string) => text.split(' ').filter(Boolean);
    expect(
      lineDiff(list(before), list(after))
        .map(({ sign, text }) => sign + text)
        .join(' '),
    ).toBe(expected);
  });

  it('holds both texts: without the added lines the old one, without the lost lines the new one', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = lineDiff(before, after);
        const without = (sign: string) => diff.filter((each) => each.sign !== sign).map(({ text }) => text);
        expect(without('-')).toEqual(after);
        expect(without('+')).toEqual(before);
      }),
    );
  });
});

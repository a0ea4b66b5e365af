import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRegex, literalRegex, Regex } from './regex.ts';

function match(pattern: string, text: string, extended: boolean, ignoreCase = false) {
  const regex = compileRegex(pattern, { extended, ignoreCase });
  return regex instanceof Regex ? (regex.exec(text)?.groups ?? null) : regex;
}

describe('basic', () => {
  const cases: [pattern: string, text: string, groups: (string | undefined)[] | null | string][] = [
    ['abc', 'xabcx', ['abc']],
    ['a*b', 'aaab', ['aaab']],
    ['*a', 'x*a', ['*a']],
    ['^*a', '*a', ['*a']],
    ['a+', 'a+', ['a+']],
    ['a\\+', 'aaa', ['aaa']],
    ['a\\?b', 'b', ['b']],
    ['a\\{2,3\\}', 'aaaa', ['aaa']],
    ['\\(a\\)\\(b\\)', 'ab', ['ab', 'a', 'b']],
    ['a\\|bc', 'xbc', ['bc']],
    ['a|b', 'a|b', ['a|b']],
    ['x$y', 'x$y', ['x$y']],
    ['y^', 'y^', ['y^']],
    ['end$', 'the end', ['end']],
    ['[[:digit:]]*', '12a', ['12']],
    ['[]a]*', ']a]', [']a]']],
    ['[^a-c]', 'abcd', ['d']],
    ['[a', 'x', 'Unmatched [, [^, [:, [., or [='],
    ['\\(a', 'x', 'Unmatched ( or \\('],
    ['a\\)', 'x', 'Unmatched ) or \\)'],
    ['a\\', 'x', 'Trailing backslash'],
    ['\\(a\\)\\1', 'aa', 'Back-references (\\1) in patterns are not modelled'],
  ];
  test.each(cases)('%s in %s', (pattern, text, groups) => {
    expect(match(pattern, text, false)).toEqual(groups);
  });
});

describe('extended', () => {
  const cases: [pattern: string, text: string, groups: (string | undefined)[] | null | string][] = [
    ['a|ab', 'ab', ['ab']],
    ['(a|b)+c', 'ababc', ['ababc', 'b']],
    ['(a)|(b)', 'b', ['b', undefined, 'b']],
    ['^$', '', ['']],
    ['^$', 'a', null],
    ['a{2}', 'aaa', ['aa']],
    ['a{,2}', 'aaa', ['aa']],
    ['a{x', 'a{x', ['a{x']],
    ['\\bfoo\\b', 'a foo b', ['foo']],
    ['\\<o', 'foo o', ['o']],
    ['\\w+@\\w+', 'me@host.', ['me@host']],
    ['[0-9]{1,3}(\\.[0-9]{1,3}){3}', 'ip 10.244.1.12 x', ['10.244.1.12', '.12']],
    ['(a*)*b', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac', null],
    ['x*', 'aaa', ['']],
    ['a{1,40000}', 'a', 'Regular expression too big'],
    ['((a{100}){100}){100}', 'a', 'Regular expression too big'],
    ['(a', 'x', 'Unmatched ( or \\('],
  ];
  test.each(cases)('%s in %s', (pattern, text, groups) => {
    expect(match(pattern, text, true)).toEqual(groups);
  });
});

test('cases that do not matter', () => {
  expect(match('[a-c]X', 'zBx', true, true)).toEqual(['Bx']);
  expect(literalRegex('a.b', true).exec('A.B')?.start).toBe(0);
  expect(literalRegex('a.b').exec('axb')).toBeNull();
});

test('finds what the language’s own expressions find', () => {
  const atom = fc.oneof(fc.constantFrom('a', 'b', '.', '[ab]', '(a)', '(ab)', '(b)'));
  const piece = fc.tuple(atom, fc.constantFrom('', '', '*', '+', '?')).map(([one, many]) => one + many);
  const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }).map((chars) => chars.join(''));
  fc.assert(
    fc.property(pattern, text, (source, subject) => {
      const regex = compileRegex(source, { extended: true });
      if (typeof regex === 'string') throw new Error(regex);
      const found = regex.exec(subject);
      const start = new RegExp(source).exec(subject)?.index;
      expect(found?.start).toBe(start);
      if (found === null) return;
      // The longest of all that begin there.
      let longest = found.start;
      for (let end = found.start; end <= subject.length; end++) {
        if (new RegExp(`^(?:${source})$`).test(subject.slice(found.start, end))) longest = end;
      }
      expect(found.end).toBe(longest);
    }),
    { numRuns: 500 },
  );
});

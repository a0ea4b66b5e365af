import { describe, expect, it } from 'vitest';
import { alignTabs } from './tabwriter.ts';

describe('text with tabs', () => {
  it.each([
    ['nothing', '', ''],
    ['one column', 'Name:\tweb\nNamespace:\tdefault\n', 'Name:       web\nNamespace:  default\n'],
    ['a column that a line without it ends', 'A:\t1\nHead\nLonger:\t2\n', 'A:  1\nHead\nLonger:  2\n'],
    [
      'two columns',
      '  Type\tStatus\tWhy\n  ----\t------\t---\n',
      '  Type  Status  Why\n  ----  ------  ---\n',
    ],
    [
      'an inner column in some of the lines',
      'a\tb\tc\nlong\td\nx\ty\tz\n',
      'a     b  c\nlong  d\nx     y  z\n',
    ],
    ['an empty cell', 'Labels:\ta=1\n\tb=2\n', 'Labels:  a=1\n         b=2\n'],
    ['signs of any width in bytes', 'é\tx\nab\ty\n', 'é   x\nab  y\n'],
    ['a last line without an end', 'a\tb', 'a  b'],
  ])('%s', (_, text, aligned) => {
    expect(alignTabs(text)).toBe(aligned);
  });
});

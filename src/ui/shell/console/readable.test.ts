import { expect, test } from 'vitest';
import { readable } from './readable.ts';

test.each([
  ['nothing yet', '', { above: '', prompt: '' }],
  ['a prompt alone', '/ # ', { above: '', prompt: '/ # ' }],
  [
    'a line that was typed, its output and the next prompt',
    '/ # ls\nbin\n/ # ',
    { above: '/ # ls\nbin\n', prompt: '/ # ' },
  ],
  ['colours', '\u001b[1;34mbin\u001b[0m\r\n$ ', { above: 'bin\n', prompt: '$ ' }],
])('%s', (_, text, expected) => {
  expect(readable(text)).toEqual(expected);
});

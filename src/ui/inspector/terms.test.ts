import { expect, test } from 'vitest';
import { readableTerms } from './terms.ts';

test('requests stand beside what there is, in the units of a manifest', () => {
  expect(
    readableTerms([
      ['milliCPURequested', 250],
      ['milliCPUAllocatable', 4000],
      ['cpuScore', 93],
      ['memoryBytesRequested', 134217728],
      ['memoryBytesAllocatable', 8589934592],
      ['memoryScore', 98],
    ]),
  ).toEqual([
    { name: 'cpu', text: '250m / 4 → 93' },
    { name: 'memory', text: '128Mi / 8Gi → 98' },
  ]);
});

test.each([
  [
    'without a score of its own',
    [
      ['milliCPURequested', 0],
      ['milliCPUAllocatable', 4000],
    ],
    '0 / 4',
  ],
  ['an uneven number of bytes', [['imageBytes', 70500000]], '67.2Mi'],
  ['a small one', [['fromBytes', 12]], '12'],
  ['a name nobody has words for', [['disk=ssd', 20]], '20'],
  ['a text', [['taint', 'a=b:NoSchedule']], 'a=b:NoSchedule'],
] as const)('%s', (_, terms, text) => {
  expect(readableTerms(terms).map((term) => term.text)).toEqual([text]);
});

import { expect, test } from 'vitest';
import { browserTests, unitTests } from '../../.ci/tally.mjs';

test('unit tests: a file that could not be loaded is one failure', () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'passed' }] },
    ],
  };
  expect(unitTests(report)).toEqual({ passed: 3, failed: 2 });
});

const browser: [
  name: string,
  stats: { expected: number; unexpected: number; flaky: number },
  errors: number,
  counted: { passed: number; failed: number },
][] = [
  ['all good', { expected: 5, unexpected: 0, flaky: 0 }, 0, { passed: 5, failed: 0 }],
  [
    'a failure, listed as an error too',
    { expected: 5, unexpected: 1, flaky: 0 },
    1,
    { passed: 5, failed: 1 },
  ],
  [
    'a test that passed only when retried',
    { expected: 4, unexpected: 0, flaky: 1 },
    0,
    { passed: 4, failed: 1 },
  ],
  ['an error outside any test', { expected: 5, unexpected: 0, flaky: 0 }, 2, { passed: 5, failed: 2 }],
];
test.each(browser)('browser tests: %s', (_name, stats, errors, counted) => {
  expect(browserTests({ stats, errors: new Array(errors).fill({}) })).toEqual(counted);
});

// Reads the JSON reports of the test runners.

/** Vitest: a file that could not be loaded has no tests of its own and counts as one failure. */
export function unitTests(report) {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

/** Playwright: a test that passed only when retried has failed; errors outside tests count as failures. */
export function browserTests(report) {
  const { expected, unexpected, flaky } = report.stats;
  return {
    passed: expected,
    failed: unexpected + flaky + (unexpected > 0 ? 0 : report.errors.length),
  };
}

// npm test: types, lint, unit tests, build, browser tests, in this order and all of them, whatever fails.
// The last line is the sum: "N passed, N failed". Types, lint and build count as one each.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run, tools } from './run.mjs';
import { browserTests, unitTests } from './tally.mjs';

const reports = mkdtempSync(join(tmpdir(), 'podscope-test-'));
const total = { passed: 0, failed: 0 };

function heading(text) {
  console.log(`\n== ${text}`);
}

/** Counts `tally`; a runner that failed without naming a failed test still counts as one failure. */
function count(name, code, tally) {
  const failed = code !== 0 && tally.failed === 0 ? 1 : tally.failed;
  total.passed += tally.passed;
  total.failed += failed;
  console.log(`${name}: ${tally.passed} passed, ${failed} failed`);
}

const one = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });

/** What a runner wrote to its report; nothing when it died before it could write. */
function report(file, read) {
  try {
    return read(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`no usable report in ${file}: ${error.message}`);
    return { passed: 0, failed: 0 };
  }
}

async function step(name, program, args) {
  heading(name);
  const code = await run(program, args);
  count(name, code, one(code));
  return code === 0;
}

await step('generated sources', join(root, '.ci/prepare.mjs'), []);
await step('types', join(root, '.ci/typecheck.mjs'), []);
await step('lint', tools.biome(), ['check', '--error-on-warnings', '--max-diagnostics=100', '.']);

heading('unit tests');
const unitFile = join(reports, 'unit.json');
const unitCode = await run(tools.vitest(), [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unitFile}`,
]);
count('unit tests', unitCode, report(unitFile, unitTests));

const built = await step('build', tools.vite(), ['build']);

heading('browser tests');
if (!built) {
  console.error('not run, since there is no built page');
  count('browser tests', 1, { passed: 0, failed: 0 });
} else if ((await run(join(root, 'e2e/support/browser.mjs'))) !== 0) {
  count('browser tests', 1, { passed: 0, failed: 0 });
} else {
  const browserFile = join(reports, 'browser.json');
  const code = await run(tools.playwright(), ['test', '-c', 'e2e', '--reporter=list,json'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: browserFile, PODSCOPE_INSTALL: '0' },
    limitMinutes: 45,
  });
  count('browser tests', code, report(browserFile, browserTests));
}

rmSync(reports, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

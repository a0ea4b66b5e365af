import { defineConfig, devices } from '@playwright/test';
import { browserArgs, findBrowser } from './support/browser.mjs';
import { freePort, repositoryRoot } from './support/serve.mjs';

// The configuration is read again in every worker process, which inherits what the first reading found.
process.env.PLAYWRIGHT_CHROMIUM = findBrowser({ install: process.env.PODSCOPE_INSTALL !== '0' });
process.env.PODSCOPE_PORT ??= String(await freePort());
const baseURL = process.env.PODSCOPE_URL ?? `http://127.0.0.1:${process.env.PODSCOPE_PORT}/`;

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  // What fails now and then is a fault, of the page or of the test: nothing is tried a second time.
  retries: 0,
  workers: 2,
  // Long, for machines that do much else; no test waits for time to pass.
  timeout: 150_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    baseURL,
    locale: 'en-US',
    launchOptions: { executablePath: process.env.PLAYWRIGHT_CHROMIUM, args: browserArgs },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    {
      name: 'chromium',
      use: { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } },
    },
  ],
  // PODSCOPE_URL tests a page that is already served; otherwise the built one, on a free port.
  ...(process.env.PODSCOPE_URL === undefined && {
    webServer: {
      command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --strictPort --port ${process.env.PODSCOPE_PORT}`,
      cwd: repositoryRoot,
      url: baseURL,
      reuseExistingServer: false,
      timeout: 60_000,
    },
  }),
});

import { test as base } from '@playwright/test';
import { watchHealth } from './health.ts';

export { expect } from '@playwright/test';

interface Health {
  /** What a test provokes on purpose, as a pattern over the complaints of `watchHealth`. */
  allowedComplaints: RegExp | undefined;
  health: undefined;
}

/** Playwright's `test`, which also fails when the page is not healthy (see `watchHealth`). */
export const test = base.extend<Health>({
  allowedComplaints: [undefined, { option: true }],
  health: [
    async ({ page, baseURL, allowedComplaints }, use) => {
      const complaints = await watchHealth(page, new URL(baseURL ?? '').origin);
      await use(undefined);
      const unexpected = complaints.filter((complaint) => !allowedComplaints?.test(complaint));
      if (unexpected.length > 0) throw new Error(`The page is not healthy:\n${unexpected.join('\n')}`);
    },
    { auto: true },
  ],
});

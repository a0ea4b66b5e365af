import type { Page } from '@playwright/test';
import { busyLink, openBusy, type Seen } from './support/busy.mjs';
import { Podscope } from './support/podscope.ts';
import { expect, test } from './support/test.ts';

declare global {
  interface Window {
    seen: Seen;
  }
}

const PODS = 1000;
/** A message holds at most so many objects, however small they are. */
const MOST_OBJECTS = 1001;

test.describe('while many Pods start, played as fast as it goes', () => {
  test.setTimeout(180_000);

  test('requests are answered one after the other, and frames come as the page asks for them', async ({
    page,
  }) => {
    const podscope = new Podscope(page);
    await openBusy(page, `./${busyLink(PODS, 10)}`);
    await podscope.apply();
    const told = await page.evaluate(async () => {
      const { seen } = window;
      while (seen.settled || seen.head === 0) await seen.ask({ type: 'record', seq: 1 });
      let answers = 0;
      while (!seen.settled) {
        await seen.ask({ type: 'record', seq: seen.head });
        answers++;
      }
      return { ...seen, ask: undefined, longTasks: [], paints: [], answers };
    });
    // Every answer is a turn of the worker: no turn handled more of the run than a small part of it.
    expect(told.head).toBeGreaterThan(PODS * 20);
    expect(told.answers).toBeGreaterThan(50);
    expect(told.frames).toBeGreaterThan(3);
    expect(told.mostUnasked).toBe(0);
    expect(told.mostObjects).toBeLessThanOrEqual(MOST_OBJECTS);
    await expect.poll(() => countRunning(page)).toBe(PODS);
  });

  test('what kubectl prints is there long before all of them run', async ({ page }) => {
    const podscope = new Podscope(page);
    await openBusy(page, `./${busyLink(3 * PODS, 10)}`);
    await podscope.apply();
    await podscope.kubectl('get node node-3 -o name');
    await expect(page.getByRole('log').getByText('node/node-3', { exact: true })).toBeVisible();
    expect(await page.evaluate(() => window.seen.settled)).toBe(false);
  });
});

/** Pods that the squares on the stage show as running. */
async function countRunning(page: Page): Promise<number> {
  const labels = await page
    .locator('[data-area="stage"] [role="listbox"]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label') ?? ''));
  return labels.reduce((sum, label) => sum + Number(/(\d+) Running/.exec(label)?.[1] ?? 0), 0);
}

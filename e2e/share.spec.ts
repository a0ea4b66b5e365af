import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Podscope } from './support/podscope.ts';
import { expect, test } from './support/test.ts';

const share = async (page: Page, item: RegExp) => {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

test('a run is saved to a file, and the file opens it again', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.example('Two containers, one volume');
  await podscope.toEnd();
  const picture = await podscope.picture();
  const downloading = page.waitForEvent('download');
  await share(page, /^Save to a file/);
  const file = await (await downloading).path();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ formatVersion: 1 });

  await podscope.example('One nginx');
  await podscope.toEnd();
  expect(await podscope.picture()).not.toBe(picture);
  const choosing = page.waitForEvent('filechooser');
  await share(page, /^Open a file/);
  await (await choosing).setFiles(file);
  await expect(page.getByText('two-containers').first()).toBeVisible();
  await podscope.toEnd();
  expect(await podscope.picture()).toBe(picture);
});

test('what is copied for another page shows the run in it', async ({ page, context, baseURL }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  const head = await podscope.head();
  await share(page, /^Copy for a page of yours/);
  await expect(page.getByText('The iframe is on the clipboard')).toBeVisible();
  const html = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  // A page of this origin that holds nothing but the frame: another origin would not be reachable here.
  await other.route('**/host-page', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await other.goto(new URL('host-page', baseURL).href);
  const slider = other.frameLocator('iframe').getByRole('slider').first();
  await expect(slider).toHaveAttribute('aria-valuenow', String(head));
});

test.describe('when the engine fails', () => {
  test('the page says so, hands over a report and goes on from the last good moment', async ({
    page,
    context,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // Stands for a fault that nobody knows of: the engine's own message for it, from its own worker.
    await page.addInitScript(() => {
      const Real = window.Worker;
      window.Worker = class extends Real {
        constructor(address: string | URL, options?: WorkerOptions) {
          super(address, options);
          Object.assign(window, { engine: this });
        }
      };
    });
    const podscope = new Podscope(page);
    await podscope.open();
    await podscope.toEnd();
    await page.evaluate(() => {
      const { engine } = window as unknown as { engine: Worker };
      const report = {
        message: 'the queue holds a message for nobody',
        stack: 'Error: the queue holds a message for nobody',
        engineVersion: '1',
        run: {
          formatVersion: 1,
          engineVersion: '1',
          seed: 1,
          cluster: [],
          branches: [{ id: 0, parent: null, inputs: [] }],
          moment: { branch: 0, seq: 0, timeMs: 0 },
        },
        lastGood: { branch: 0, seq: 0, timeMs: 0 },
      };
      const event = new MessageEvent('message', { data: { type: 'crash', report } });
      if (engine.onmessage) engine.onmessage(event);
      else engine.dispatchEvent(event);
    });
    const dialog = page.getByRole('dialog', { name: 'The engine has stopped' });
    await expect(dialog).toContainText('the queue holds a message for nobody');
    await dialog.getByRole('button', { name: 'Copy report' }).click();
    await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('"seed": 1');
    await dialog.getByRole('button', { name: /^Return to the last good moment/ }).click();
    await expect(dialog).toBeHidden();
    await podscope.settle();
    await podscope.apply();
    await podscope.toEnd();
    expect(await podscope.picture()).toMatch(/web/);
  });
});

import { test as bare } from '@playwright/test';
import { watchHealth } from './support/health.ts';
import { expect, test } from './support/test.ts';

test('the page opens', async ({ page }) => {
  await page.goto('./');
  await expect(page).toHaveTitle(/Podscope/);
  await expect(page.locator('#root')).not.toBeEmpty();
});

const faults: { name: string; script: string; complaint: RegExp }[] = [
  { name: 'a console error', script: 'console.error("broken")', complaint: /^console error: broken/ },
  {
    name: 'an uncaught error',
    script: 'setTimeout(() => { throw new Error("broken") })',
    complaint: /^uncaught: Error: broken/,
  },
  {
    name: 'an inline script',
    script: 'document.body.append(Object.assign(document.createElement("script"), { text: "1" }))',
    complaint: /content security policy: script-src.* forbids inline/,
  },
  {
    name: 'a request to another origin',
    script: 'void fetch("https://example.invalid/").catch(() => {})',
    complaint: /content security policy: connect-src forbids https:\/\/example\.invalid/,
  },
  {
    name: 'a picture from another origin',
    script:
      'document.body.append(Object.assign(document.createElement("img"), { src: "https://example.invalid/x" }))',
    complaint: /content security policy: img-src forbids https:\/\/example\.invalid/,
  },
];

bare.describe('the health check notices', () => {
  for (const { name, script, complaint } of faults) {
    bare(name, async ({ page, baseURL }) => {
      const complaints = await watchHealth(page, new URL(baseURL ?? '').origin);
      await page.goto('./');
      await page.evaluate(script);
      await expect.poll(() => complaints.join('\n')).toMatch(complaint);
    });
  }

  bare('a navigation to another origin', async ({ page, baseURL }) => {
    const complaints = await watchHealth(page, new URL(baseURL ?? '').origin);
    await page.goto('./');
    await page.goto('https://example.invalid/').catch(() => {});
    expect(complaints.join('\n')).toMatch(/request to another origin: https:\/\/example\.invalid/);
  });
});

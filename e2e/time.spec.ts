import { Podscope } from './support/podscope.ts';
import { expect, test } from './support/test.ts';

test('back to the start and forward again shows the same pictures', async ({ page }) => {
  test.slow();
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  const end = await podscope.picture();
  const pictures = new Map<number, string>();

  // By steps of the flow, with the reader's own keys.
  await page.getByTestId('caption').click();
  while ((await podscope.position()) > 0) {
    const before = await podscope.position();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(() => podscope.position()).toBeLessThan(before);
    pictures.set(await podscope.position(), await podscope.picture());
  }
  expect(pictures.size).toBeGreaterThan(10);
  const places = [...pictures.keys()].sort((a, b) => a - b);
  for (const place of places.slice(1)) {
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => podscope.position()).toBe(place);
    expect(await podscope.picture(), `at message ${place}`).toBe(pictures.get(place));
  }
  await podscope.toEnd();
  expect(await podscope.picture()).toBe(end);
});

test('a command in the past opens a second future, and both can be looked at', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.toEnd();
  const first = await podscope.picture();
  await podscope.toStart();
  for (let count = 0; count < 3; count++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => podscope.position()).toBeGreaterThan(2);
  await podscope.kubectl('cordon node-1');
  await podscope.toEnd();
  const second = await podscope.picture();
  expect(second).not.toBe(first);

  const branches = page.getByRole('button', { name: /^Futures of this run/ });
  await branches.click();
  await page.getByRole('menuitemcheckbox', { name: /First run/ }).click();
  await podscope.toEnd();
  expect(await podscope.picture()).toBe(first);
  await branches.click();
  await page.getByRole('menuitemcheckbox', { name: /cordon node-1/ }).click();
  await podscope.toEnd();
  expect(await podscope.picture()).toBe(second);
});

test('a link opens the same moment of the same run', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.example('Two containers, one volume');
  await podscope.toEnd();
  await podscope.slider.focus();
  for (let count = 0; count < 9; count++) await page.keyboard.press('ArrowLeft');
  await podscope.stand();
  const place = await podscope.position();
  const picture = await podscope.picture();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('menuitem', { name: /Copy link/ }).click();
  await expect(page.getByText('The link is on the clipboard')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  const other = new Podscope(await context.newPage());
  await other.open(link);
  await expect.poll(() => other.position()).toBe(place);
  expect(await other.picture()).toBe(picture);
  await expect(other.page.getByText('debian').first()).toBeVisible();
});

test('a link that is no run says so and the page starts afresh', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open('./#r1.nonsense');
  await expect(page.getByText(/link/i)).toBeVisible();
  await podscope.toEnd();
  expect(await podscope.picture()).toMatch(/web[\s\S]*Running/);
});

test('the text survives a reload', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.type('# my own words\napiVersion: v1\nkind: Pod\n');
  await page.reload();
  await expect(page.getByText('# my own words').first()).toBeVisible();
});

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Podscope } from './support/podscope.ts';
import { expect, test } from './support/test.ts';

const SCENES = [
  { name: 'light', scheme: 'light', width: 1440 },
  { name: 'dark', scheme: 'dark', width: 1440 },
  { name: 'on a phone', scheme: 'light', width: 390 },
] as const;

/** Axe finds nothing serious on the page as it stands; in other colours only the colours are looked at again. */
async function checked(page: Page, scene: string, what: 'all' | 'colours' = 'all'): Promise<void> {
  const axe = new AxeBuilder({ page });
  if (what === 'colours') axe.withRules(['color-contrast']);
  else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']);
  const { violations } = await axe.analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(told, scene).toEqual([]);
}

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious in what opens and what is inspected, ${scheme}`, async ({ page }) => {
    test.slow();
    const what = scheme === 'light' ? 'all' : 'colours';
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const podscope = new Podscope(page);
    await podscope.open();
    await podscope.toEnd();
    for (const menu of [/^Examples/, /^Kubernetes 1\.36/, /^Go by/]) {
      await page.getByRole('button', { name: menu }).click();
      await expect(page.locator('[data-radix-popper-content-wrapper]')).toBeVisible();
      await checked(page, String(menu), what);
      await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: 'Keyboard' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await checked(page, 'the keys', what);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'cluster.yaml' }).click();
    const side = page.locator('#pane-side');
    for (const thing of [/^Node node-1,/, /^Decision,/, /^Pod web,/]) {
      await podscope.stage.getByRole('button', { name: thing }).first().click();
      await expect(side.getByRole('heading', { level: 2 })).toBeVisible();
      await checked(page, String(thing), what);
    }
    for (const sheet of ['YAML', 'Events', 'Over time', 'Inside']) {
      await side.locator('label').getByText(sheet, { exact: true }).click();
      await checked(page, sheet, what);
    }
    await podscope.example('With a mistake: ghost.yaml');
    await expect(podscope.problems).toBeVisible();
    await checked(page, 'a mistake', what);
  });
}

for (const { name, scheme, width } of SCENES) {
  test(`axe finds nothing serious, ${name}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    const podscope = new Podscope(page);
    await podscope.open();
    await podscope.toEnd();
    const check = (scene: string) => checked(page, scene);
    await check('at the end of the run');
    if (width >= 600) {
      await page.getByRole('tab', { name: 'kubectl' }).click();
      await page.getByRole('tab', { name: 'Inspector' }).click();
      await check('with kubectl and the inspector');
    } else {
      for (const pane of ['YAML', 'Steps', 'Inspect']) {
        await page
          .getByRole('button', { name: pane, exact: true })
          .or(page.getByRole('tab', { name: pane, exact: true }))
          .first()
          .click();
        await check(pane);
      }
    }
  });
}

test('everything can be done with the keyboard alone', async ({ page }) => {
  test.slow();
  const podscope = new Podscope(page);
  await podscope.open();
  const press = (key: string) => page.keyboard.press(key);
  await podscope.settle();

  // Pause, go to the end and back, step, all without touching anything.
  await press('Space');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await press('End');
  await expect.poll(async () => (await podscope.position()) === (await podscope.head())).toBe(true);
  await press('Home');
  await expect.poll(() => podscope.position()).toBe(0);
  await press('ArrowRight');
  await expect.poll(() => podscope.position()).toBeGreaterThan(0);
  await press('Shift+ArrowRight');

  // Another reading, the sheet of keys.
  await press('3');
  await expect(page.getByRole('radio', { name: 'Really today' })).toBeChecked();
  await press('1');
  await press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await press('Escape');

  // Into the editor, type, apply, and out again.
  const before = await podscope.head();
  await press('End');
  await press('e');
  await expect
    .poll(() =>
      page.evaluate(() => document.activeElement?.closest('[data-editor], .monaco-editor') !== null),
    )
    .toBe(true);
  await press('ControlOrMeta+a');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(
    (text) => navigator.clipboard.writeText(text),
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: keys\nspec:\n  containers:\n  - name: a\n    image: nginx\n',
  );
  await press('ControlOrMeta+v');
  await press('ControlOrMeta+Enter');
  await expect.poll(() => podscope.head()).toBeGreaterThan(before);
  await press('ControlOrMeta+m');
  await press('Tab');
  await podscope.settle();
  await press('End');
  await expect.poll(() => podscope.picture()).toContain('keys');

  // The stage: a Pod can be reached, Enter inspects it.
  await page.getByRole('link', { name: 'Skip to the stage' }).focus();
  await press('Enter');
  // Tab goes from node to node, the arrows to what is on it.
  // The focus follows a key within two frames.
  const name = () =>
    page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise((next) => requestAnimationFrame(next));
      return document.activeElement?.getAttribute('aria-label') ?? '';
    });
  let found = false;
  for (let groups = 0; groups < 20 && !found; groups++) {
    await press('Tab');
    let before = '';
    while (!found && (await name()) !== before) {
      before = await name();
      found = before.startsWith('Pod keys,');
      if (!found) await press('ArrowDown');
    }
  }
  expect(found).toBe(true);
  await press('Enter');
  await expect(page.getByRole('tab', { name: 'Inspector' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('#pane-side').getByRole('heading', { name: /keys/ })).toBeVisible();
});

test('with reduced motion nothing travels', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const podscope = new Podscope(page);
  await podscope.open();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await podscope.pause();
  await page.keyboard.press('ArrowRight');
  const moving = await page.evaluate(
    () => document.getAnimations().filter((each) => each.playState === 'running').length,
  );
  expect(moving).toBe(0);
});

test('at 390 pixels nothing is wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const podscope = new Podscope(page);
  await podscope.open();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { LAB_TRACKS, type LabTrack } from '../src/lessons/lab/index.ts';
import { expect, test } from './support/test.ts';

const terminal = (page: Page) => page.getByRole('textbox', { name: 'Terminal of the lab machine' });

/** What the terminal's screen shows, without the widths of its rows. */
const screen = async (page: Page) =>
  (await page.locator('.xterm-rows > div').allTextContents())
    .map((row) => row.trimEnd())
    .join('\n')
    .trimEnd();

/** Waits for a prompt behind the last line that was typed. */
async function prompt(page: Page): Promise<void> {
  await expect.poll(() => screen(page), { timeout: 40_000 }).toMatch(/[#$]$/);
}

async function open(page: Page, track: string): Promise<void> {
  await page.goto(`./#lab/${track}`);
  await prompt(page);
  await terminal(page).focus();
}

/** Types a command as it stands in the track, and waits until the shell is ready again. */
async function type(page: Page, command: string): Promise<void> {
  for (const line of command.split('\n')) {
    await page.keyboard.type(line);
    // A long line takes several rows.
    await expect
      .poll(async () => (await screen(page)).replaceAll('\n', '').endsWith(line.trimEnd()))
      .toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => screen(page), { timeout: 40_000 }).toMatch(/[#$>]$/);
  }
}

const step = (page: Page, id: string) => page.locator(`[data-step="${id}"]`);

async function walk(page: Page, track: LabTrack): Promise<void> {
  await open(page, track.id);
  for (const { id, commands } of track.steps) {
    await expect(step(page, id)).toHaveAttribute('data-state', 'next');
    for (const command of commands) await type(page, command);
    await expect(step(page, id)).toHaveAttribute('data-state', 'done');
  }
}

for (const track of LAB_TRACKS) {
  test(`the track ${track.id}, typed`, async ({ page }) => {
    test.setTimeout(150_000);
    await walk(page, track);
    if (track.id !== 'pod') return;
    await type(page, 'clear');
    await type(page, 'docker exec ghost ps aux');
    expect(await screen(page)).toMatch(/ 1 .*\/pause/);
    // And the same Pod on the stage.
    await page.getByRole('button', { name: 'Open on the stage' }).click();
    await expect(page.getByRole('button', { name: /^Examples:/ })).toBeVisible();
    expect(new URL(page.url()).hash).toBe('');
  });
}

test('a line is edited, remembered and completed', async ({ page }) => {
  await open(page, 'namespaces');
  const { keyboard } = page;
  await keyboard.type('echo wrld');
  for (let i = 0; i < 3; i++) await keyboard.press('ArrowLeft');
  await keyboard.type('o');
  await keyboard.press('Home');
  await keyboard.press('Control+e');
  await keyboard.press('Enter');
  await expect.poll(() => screen(page)).toMatch(/# echo world\nworld\nroot@lab:~#$/);
  await keyboard.press('ArrowUp');
  await expect.poll(() => screen(page)).toMatch(/# echo world$/);
  await keyboard.press('Control+c');
  await expect.poll(() => screen(page)).toMatch(/\^C\nroot@lab:~#$/);
  await keyboard.type('hostn');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect.poll(() => screen(page)).toMatch(/# hostname\nlab\nroot@lab:~#$/);
  await keyboard.type('sleep 100');
  await keyboard.press('Enter');
  await expect(page.getByRole('article').getByText('sleep 100')).toBeVisible();
  await keyboard.press('Control+c');
  await expect.poll(() => screen(page)).toMatch(/\^C\n*root@lab:~#$/);
  await expect(page.getByRole('article').getByText('sleep 100')).toBeHidden();
  // Ctrl-D ends what reads, and not the shell around it.
  await keyboard.type('cat > f');
  await keyboard.press('Enter');
  await keyboard.type('some text');
  await keyboard.press('Enter');
  await keyboard.press('Control+d');
  await type(page, 'cat f');
  expect(await screen(page)).toMatch(/# cat f\nsome text\nroot@lab:~#$/);
  await keyboard.press('Control+l');
  await expect.poll(() => screen(page)).toBe('root@lab:~#');
});

test('the names of files are completed, as the shell sees them', async ({ page }) => {
  await open(page, 'namespaces');
  await type(page, 'mkdir notes; echo kept > notes/page; cd notes');
  await page.keyboard.type('cat p');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => screen(page)).toMatch(/# cat page\s*\nkept\nroot@lab:~\/notes#$/);
  await page.keyboard.type('ls /etc/hostn');
  await page.keyboard.press('Tab');
  await expect.poll(() => screen(page)).toMatch(/# ls \/etc\/hostname$/);
});

test('on a phone the terminal stays below whatever is shown: the steps or the machine', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, 'pod');
  const guide = page.getByRole('complementary', { name: 'Tracks' });
  const machine = page.getByRole('region', { name: 'What runs on the lab machine' });
  await expect(guide).toBeVisible();
  await expect(machine).toBeHidden();
  await page
    .getByRole('button', { name: /^Type it:/ })
    .first()
    .click();
  await expect(step(page, 'pause')).toHaveAttribute('data-state', 'done');
  await page.getByText('Machine', { exact: true }).click();
  await expect(guide).toBeHidden();
  await expect(machine.getByRole('article', { name: 'pause' })).toBeVisible();
  await expect(page.locator('.xterm-rows')).toBeInViewport({ ratio: 0.9 });
});

test('several lines are pasted one after the other', async ({ page }) => {
  await open(page, 'namespaces');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(() => navigator.clipboard.writeText('cat <<EOF > f\none\ntwo\nEOF\ncat f\nhostname'));
  await page.keyboard.press('ControlOrMeta+v');
  await expect.poll(() => screen(page)).toMatch(/# cat f\none\ntwo\nroot@lab:~# hostname$/);
  await page.keyboard.press('Enter');
  await expect.poll(() => screen(page)).toMatch(/hostname\nlab\nroot@lab:~#$/);
});

test('whoever logs out gets another shell', async ({ page }) => {
  await open(page, 'namespaces');
  await page.keyboard.press('Control+d');
  await expect.poll(() => screen(page)).toMatch(/new one\.\n+root@lab:~#$/);
  await type(page, 'hostname');
  expect(await screen(page)).toMatch(/hostname\nlab\nroot@lab:~#$/);
});

test('from the stage to the lab and back', async ({ page }) => {
  await page.goto('./');
  await page.getByRole('link', { name: 'Lab', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Namespace lab' })).toBeVisible();
  await prompt(page);
  await page.getByRole('link', { name: 'Back to the stage' }).click();
  await expect(page.getByRole('slider').first()).toBeVisible();
});

for (const { name, scheme, width } of [
  { name: 'light', scheme: 'light', width: 1440 },
  { name: 'dark', scheme: 'dark', width: 1440 },
  { name: 'on a phone', scheme: 'light', width: 390 },
] as const) {
  test(`axe finds nothing serious in the lab, ${name}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    await open(page, 'pod');
    await page
      .getByRole('button', { name: /^Type it:/ })
      .first()
      .click();
    await expect(step(page, 'pause')).toHaveAttribute('data-state', 'done');
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual(
      [],
    );
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });
  test('the lab speaks Chinese', async ({ page }) => {
    await page.goto('./#lab/pod');
    await expect(page.getByRole('heading', { name: '命名空间实验室' })).toBeVisible();
    await prompt(page);
    const text = await page.locator('aside').innerText();
    expect(text).toContain('手工搭一个 Pod');
    expect(text).not.toMatch(/\b(the|and|Type it|Look)\b/);
  });
});

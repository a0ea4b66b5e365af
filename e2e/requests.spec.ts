import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { Podscope } from './support/podscope.ts';
import { expect, test } from './support/test.ts';

const requests = (page: Page): Locator => page.getByRole('region', { name: 'Requests', exact: true });
const request = (page: Page): Locator => page.getByRole('region', { name: 'Request', exact: true });
const caption = (page: Page): Locator => page.getByTestId('caption');

async function openExample(page: Page, title: string): Promise<Podscope> {
  const podscope = new Podscope(page);
  await podscope.open();
  await podscope.example(title);
  await expect(page.getByRole('button', { name: `Examples: ${title}` })).toBeVisible();
  await podscope.toEnd();
  await expect(requests(page)).toBeVisible();
  await requests(page).getByRole('button', { expanded: false }).click();
  return podscope;
}

/** Steps on until the sentence under the picture says it. */
async function stepTo(page: Page, podscope: Podscope, words: RegExp): Promise<void> {
  await podscope.slider.focus();
  await expect(async () => {
    if (words.test(await caption(page).innerText())) return;
    const before = await podscope.position();
    await page.keyboard.press('ArrowRight');
    await podscope.stand();
    expect(await podscope.position()).toBeGreaterThan(before);
    expect(await caption(page).innerText()).toMatch(words);
  }).toPass({ intervals: [20], timeout: 90_000 });
}

test('a request travels to the Ready one of two Pods, and each hop says what it decides', async ({
  page,
}) => {
  const podscope = await openExample(page, 'A request to a Service');
  const row = requests(page).getByRole('listitem');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('client → web');
  await expect(row).toContainText('answered: 200 OK');

  await row.getByRole('button').first().click();
  await expect(caption(page)).toContainText('client sends the question for web.default.svc.cluster.local');
  await stepTo(page, podscope, /CoreDNS is asked for web\.default\.svc\.cluster\.local and finds 10\./);
  await expect(
    page.getByRole('button', { name: /CoreDNS: A web\.default\.svc\.cluster\.local = 10\./ }),
  ).toBeVisible();
  await stepTo(
    page,
    podscope,
    /kube-proxy’s rule for Service web leads it to 10\.\S+ \(web-1\), its only ready endpoint/,
  );
  await stepTo(page, podscope, /GET \/ of client reaches web-1, where process \d+ takes it/);
  await stepTo(page, podscope, /client gets 200 OK/);
  expect(await podscope.picture()).toMatch(/Requests[\s\S]*client → web GET \/: answered: 200 OK/);

  await row.getByRole('button', { name: 'Look into this request' }).click();
  await expect(request(page)).toContainText('answered: 200 OK');
  await expect(request(page).getByRole('listitem').filter({ hasText: 'web-1' }).first()).toContainText(
    'ready',
  );
  await expect(request(page).getByRole('listitem').filter({ hasText: 'web-2' })).toContainText('not ready');
});

test('the other Pod takes its share once it is Ready', async ({ page }) => {
  const podscope = await openExample(page, 'A request to a Service');
  // The probe looks every few seconds: the command lasts until it has.
  await podscope.kubectl('exec web-2 -- sh -c "touch /tmp/ready; sleep 20"');
  await podscope.toEnd();
  await podscope.kubectl('exec client -- curl -s http://web/');
  await podscope.toEnd();
  await expect(requests(page).getByRole('listitem')).toHaveCount(2);
  await requests(page).getByRole('button', { name: 'Look into this request' }).last().click();
  await expect(request(page)).toContainText('one of 2 ready endpoints, by lot');
  await expect(request(page)).not.toContainText('not ready');
});

const FAILURES = [
  {
    said: 'refused: no endpoints',
    why: ['selects Pods with app=webb, and no Pod has these labels', 'spec.selector'],
  },
  {
    said: 'connection refused',
    why: ['no process listens on port 8080', 'It listens on 0.0.0.0:80', 'targetPort'],
  },
  {
    said: 'no such name (NXDOMAIN)',
    why: ['None of the 4 full names', 'web.default.svc.cluster.local', 'web.svc.cluster.local'],
  },
  {
    said: 'no answer: it will time out',
    why: ['Service deaf has the address, but no port 81', 'spec.ports'],
  },
];

test('a request that fails tells why, and what to look at', async ({ page }) => {
  const podscope = await openExample(page, 'Four requests that fail');
  const rows = requests(page).getByRole('listitem');
  await expect(rows).toHaveCount(FAILURES.length);
  for (const [index, { said, why }] of FAILURES.entries()) {
    await page.getByRole('tab', { name: 'Steps', exact: true }).click();
    const closed = requests(page).getByRole('button', { expanded: false });
    if (await closed.isVisible()) await closed.click();
    await expect(rows.nth(index)).toContainText(said);
    await rows.nth(index).getByRole('button', { name: 'Why?' }).click();
    await expect(request(page)).toContainText(said);
    for (const words of why) await expect(request(page)).toContainText(words);
  }
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual(
    [],
  );
  // A hop leads to its moment.
  await request(page)
    .getByRole('button', { name: /^Go to message/ })
    .last()
    .click();
  await expect(caption(page)).toContainText('the end of the connection');
  await podscope.stand();
});

test('the keyboard goes from request to request', async ({ page }) => {
  const podscope = await openExample(page, 'Four requests that fail');
  const previous = requests(page).getByRole('button', { name: 'Previous request' });
  await previous.focus();
  const seen = new Set<number>();
  for (let i = 0; i < 3; i++) {
    const last = await podscope.position();
    await page.keyboard.press('Enter');
    await expect.poll(() => podscope.position()).not.toBe(last);
    seen.add(await podscope.position());
  }
  expect(seen.size).toBe(3);
  await expect(caption(page)).toContainText('the question for deaf.default.svc.cluster.local');
  const before = await podscope.position();
  await requests(page).getByRole('button', { name: 'Next request' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => podscope.position()).toBeGreaterThan(before);
});

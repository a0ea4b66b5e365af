// Takes the pictures of the README anew, of the built page.
//   node e2e/support/pictures.mjs [name...]
// Serves dist/page (or PODSCOPE_DIST) itself and writes to docs/images.
// @ts-check
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { browserArgs, findBrowser } from './browser.mjs';
import { repositoryRoot, servePage } from './serve.mjs';

/** @typedef {import('@playwright/test').Page} Page */

const INIT = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  initContainers:
  - name: fetch
    image: busybox:1.36
    command: [sh, -c, 'sleep 1']
  - name: migrate
    image: busybox:1.36
    command: [sh, -c, 'sleep 2']
  containers:
  - name: nginx
    image: nginx:1.27
    ports:
    - containerPort: 80
`;

const SHARED = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  shareProcessNamespace: true
  containers:
  - name: nginx
    image: nginx:1.27
    ports:
    - containerPort: 80
    resources:
      requests:
        cpu: 250m
        memory: 128Mi
`;

const settled = (/** @type {Page} */ page) =>
  page.locator('[data-area="timeline"][data-settled]').waitFor({ timeout: 120_000 });

/** @param {Page} page */
async function toEnd(page) {
  await settled(page);
  const pause = page.getByRole('button', { name: 'Pause', exact: true });
  if (await pause.isVisible()) await pause.click({ timeout: 2000 }).catch(() => undefined);
  await page.getByRole('slider').first().focus();
  await page.keyboard.press('End');
  await settled(page);
}

/** @param {Page} page @param {string} title */
async function example(page, title) {
  await page.getByRole('button', { name: /^Examples/ }).click();
  await page.getByRole('menuitemcheckbox', { name: new RegExp(`^${title}`) }).click();
  await page.getByRole('button', { name: `Examples: ${title}` }).waitFor();
  await toEnd(page);
}

/** Puts a manifest in the place of the first and applies it to a fresh cluster. @param {Page} page @param {string} text */
async function apply(page, text) {
  await page.evaluate((manifest) => {
    const key = Object.keys(localStorage).find((name) => name.startsWith('podscope'));
    if (key === undefined) throw new Error('the page keeps nothing');
    localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage[key]), manifest }));
    // What it would write on leaving is the text before.
    Storage.prototype.setItem = () => undefined;
  }, text);
  await page.reload();
  await toEnd(page);
}

/** Steps until the stage says something. @param {Page} page @param {string} key @param {RegExp} words */
async function stepUntil(page, key, words) {
  await page.evaluate(() => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());
  for (let count = 0; count < 400; count++) {
    await page.keyboard.press(key);
    await settled(page);
    if (words.test(await page.locator('#main').innerText())) return;
  }
  throw new Error(`the stage never said ${words}`);
}

/** @type {Record<string, { dark?: boolean, pose: (page: Page) => Promise<void> }>} */
const pictures = {
  placement: {
    async pose(page) {
      await example(page, 'Taints and a toleration');
      await page.keyboard.press('Home');
      await stepUntil(page, 'Shift+ArrowRight', /Step 10\./);
    },
  },
  inside: {
    async pose(page) {
      await apply(page, SHARED);
      await page
        .locator('[data-area="stage"]')
        .getByRole('button', { name: /^Pod web,/ })
        .click();
      await page.locator('#pane-side').getByText('Inside', { exact: true }).click();
      await page.getByRole('article', { name: 'pause' }).waitFor();
    },
  },
  request: {
    async pose(page) {
      await example(page, 'A request to a Service');
      const requests = page.getByRole('region', { name: 'Requests', exact: true });
      await requests.getByRole('button', { expanded: false }).click();
      await requests.getByRole('listitem').first().getByRole('button').first().click();
      await page
        .getByTestId('caption')
        .getByText(/sends the question for/)
        .waitFor();
      await stepUntil(page, 'ArrowRight', /kube-proxy’s rule for Service web leads it/);
    },
  },
  dark: {
    dark: true,
    async pose(page) {
      await apply(page, INIT);
      await stepUntil(page, 'ArrowLeft', /Init:1\/2[\s\S]*migrate\s+init\s+Running/);
    },
  },
};

const wanted = process.argv.slice(2);
const server = await servePage();
const browser = await chromium.launch({ executablePath: findBrowser(), args: browserArgs });
try {
  for (const [name, { dark = false, pose }] of Object.entries(pictures)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
      locale: 'en-US',
    });
    await page.goto(server.url);
    await settled(page);
    // Its text is kept a moment after it has come.
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('podscope')));
    await pose(page);
    await page.locator('[data-editor="monaco"]').waitFor();
    await page.evaluate(() => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());
    await page.mouse.move(720, 890);
    // What moves has come to rest.
    await page.waitForTimeout(1500);
    const path = join(repositoryRoot, 'docs/images', `${name}.png`);
    await page.screenshot({ path });
    console.log(path);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}

// Takes a picture of the built page, for eyes and for the documentation.
//   node e2e/support/shot.mjs <url-path> <out.png> [--base URL] [--width 1440] [--height 900] [--scale 1]
//     [--dark] [--lang zh-CN] [--reduced-motion] [--touch] [--full]
//     [--click SELECTOR]... [--keys "Control+Enter ? text:hello"] [--eval JS] [--wait MS]
// Without --base it serves dist/page (or PODSCOPE_DIST) itself. Order: open, click, keys, eval, wait, picture.
// @ts-check
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { browserArgs, findBrowser } from './browser.mjs';
import { servePage } from './serve.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string' },
    width: { type: 'string', default: '1440' },
    height: { type: 'string', default: '900' },
    scale: { type: 'string', default: '1' },
    dark: { type: 'boolean', default: false },
    lang: { type: 'string', default: 'en-US' },
    'reduced-motion': { type: 'boolean', default: false },
    touch: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    click: { type: 'string', multiple: true, default: [] },
    keys: { type: 'string', default: '' },
    eval: { type: 'string' },
    wait: { type: 'string', default: '500' },
  },
});
const [path, out] = positionals;
if (path === undefined || out === undefined) {
  console.error('usage: node e2e/support/shot.mjs <url-path> <out.png> [options]; see the head of this file');
  process.exit(2);
}

const server = values.base ? undefined : await servePage();
const browser = await chromium.launch({ executablePath: findBrowser(), args: browserArgs });
try {
  const page = await browser.newPage({
    viewport: { width: Number(values.width), height: Number(values.height) },
    deviceScaleFactor: Number(values.scale),
    colorScheme: values.dark ? 'dark' : 'light',
    reducedMotion: values['reduced-motion'] ? 'reduce' : 'no-preference',
    locale: values.lang,
    hasTouch: values.touch,
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      console.error(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => console.error(`page: ${error.stack ?? error.message}`));
  await page.goto(new URL(path.replace(/^\//, ''), values.base ?? server?.url).href, { waitUntil: 'load' });
  for (const selector of values.click) await page.click(selector);
  for (const key of values.keys.split(' ').filter(Boolean)) {
    if (key.startsWith('text:')) await page.keyboard.type(key.slice('text:'.length));
    else await page.keyboard.press(key);
  }
  if (values.eval !== undefined) {
    const result = await page.evaluate(values.eval);
    if (result !== undefined) console.log(JSON.stringify(result, null, 2));
  }
  await page.waitForTimeout(Number(values.wait));
  mkdirSync(dirname(out), { recursive: true });
  await page.screenshot({ path: out, fullPage: values.full });
  console.log(out);
} finally {
  await browser.close();
  await server?.close();
}

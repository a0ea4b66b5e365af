// Finds a Chromium that really runs, installing one if the machine has none.
// Run as a program it prints the path; a machine that offers none gets told how to help itself.
// @ts-check
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const isRoot = process.getuid?.() === 0;
const isDebian = existsSync('/etc/debian_version');

/** Flags for a browser that serves tests: as root Chromium's sandbox cannot start. */
export const browserArgs = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param {string} file */
function answersVersion(file) {
  const args = [...(isRoot ? ['--no-sandbox'] : []), '--version'];
  const result = spawnSync(file, args, {
    encoding: 'utf8',
    timeout: 30_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return result.status === 0 && /\d+\.\d+/.test(result.stdout);
}

/** @param {string} name */
function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    if (folder && existsSync(file)) return file;
  }
  return undefined;
}

function systemBrowsers() {
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome'];
  const places = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
      .filter((folder) => folder !== undefined)
      .map((folder) => join(folder, 'Google/Chrome/Application/chrome.exe')),
  ];
  return [...names.map(onPath), ...places];
}

function playwrightBrowser() {
  try {
    return chromium.executablePath();
  } catch {
    return undefined;
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function tryRun(command, args) {
  console.error(`> ${command} ${args.join(' ')}`);
  try {
    execFileSync(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 15 * 60_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return true;
  } catch {
    return false;
  }
}

function installPlaywrightBrowser() {
  const manifest = createRequire(import.meta.url).resolve('@playwright/test/package.json');
  return tryRun(process.execPath, [join(dirname(manifest), 'cli.js'), 'install', 'chromium']);
}

/** @param {string[]} packages */
function installDebian(...packages) {
  if (!isRoot || !isDebian) return false;
  tryRun('apt-get', ['update', '-qq']);
  return tryRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
}

/**
 * Path of a browser that answered `--version`. Order: PLAYWRIGHT_CHROMIUM, Playwright's own, the system's,
 * then, unless `install` is false, a fresh one from Playwright or Debian.
 * @param {{ install?: boolean }} [options]
 */
export function findBrowser({ install = true } = {}) {
  const named = process.env.PLAYWRIGHT_CHROMIUM;
  if (named && !answersVersion(named))
    console.error(`PLAYWRIGHT_CHROMIUM=${named} does not answer --version`);
  const usable = (/** @type {(string | undefined)[]} */ files) =>
    files.find((file) => file !== undefined && existsSync(file) && answersVersion(file));
  const found =
    usable([named, playwrightBrowser(), ...systemBrowsers()]) ??
    (install && installPlaywrightBrowser() ? usable([playwrightBrowser()]) : undefined) ??
    (install && installDebian('chromium') ? usable(systemBrowsers()) : undefined);
  if (found) return found;
  throw new Error('No Chromium runs here. Install Chrome or Chromium, or name one in PLAYWRIGHT_CHROMIUM.');
}

/** Chinese text needs a font that has it. Best effort: without one the tests still run. */
export function ensureCjkFont() {
  if (process.platform !== 'linux') return;
  const list = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' });
  if (list.status === 0 && list.stdout.trim() !== '') return;
  if (!installDebian('fonts-noto-cjk'))
    console.error('No CJK font on this machine: Chinese may show as boxes.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    ensureCjkFont();
    console.log(findBrowser());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

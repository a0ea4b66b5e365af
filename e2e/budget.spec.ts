import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { repositoryRoot } from './support/serve.mjs';

/** Without Monaco, which comes when the page is idle and has a stand-in until then. */
const LIMIT_KIB = 200;
/** Fetched at once as well, though the first paint does not wait for it: the page is nothing without it. */
const STAGE = 'src/ui/stage/Stage.tsx';

interface Chunk {
  file: string;
  imports?: string[];
}

type Manifest = Record<string, Chunk>;

/** What the page itself names: an entry that was packed into a shared chunk is none in the manifest. */
const entriesOf = (manifest: Manifest, html: string) =>
  Object.keys(manifest).filter((key) => html.includes(`"./${manifest[key]?.file}"`));

/** Every script that has to be there before some can run: they and what they import statically. */
function scriptsFor(manifest: Manifest, roots: readonly string[]): string[] {
  const waiting = [...roots];
  const seen = new Set(waiting);
  for (const key of waiting) {
    for (const imported of manifest[key]?.imports ?? []) {
      if (seen.has(imported)) continue;
      seen.add(imported);
      waiting.push(imported);
    }
  }
  return waiting.map((key) => manifest[key]?.file ?? '').filter((file) => file.endsWith('.js'));
}

test('the closure follows static imports only', () => {
  const manifest = {
    'index.html': { file: 'a.js', imports: ['_b.js'] },
    '_b.js': { file: 'b.js', imports: ['_c.js', '_b.js'] },
    '_c.js': { file: 'c.js' },
    'lazy.ts': { file: 'd.js', imports: ['_c.js', '_e.js'] },
    '_e.js': { file: 'e.js' },
  };
  const entries = entriesOf(manifest, '<script type="module" src="./a.js"></script>');
  expect(scriptsFor(manifest, entries)).toEqual(['a.js', 'b.js', 'c.js']);
  expect(scriptsFor(manifest, [...entries, 'lazy.ts']).sort()).toEqual([
    'a.js',
    'b.js',
    'c.js',
    'd.js',
    'e.js',
  ]);
});

test(`first paint and stage need at most ${LIMIT_KIB} KiB of JavaScript, gzipped`, () => {
  const dist = resolve(repositoryRoot, process.env.PODSCOPE_DIST ?? 'dist/page');
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Manifest;
  expect(Object.keys(manifest)).toContain(STAGE);
  const entries = entriesOf(manifest, readFileSync(join(dist, 'index.html'), 'utf8'));
  const paint = scriptsFor(manifest, entries);
  const all = scriptsFor(manifest, [...entries, STAGE]);
  expect(paint.length).toBeGreaterThan(0);
  expect(all.length).toBeGreaterThan(paint.length);
  const sizes = all.map((file) => ({ file, kib: gzipSync(readFileSync(join(dist, file))).length / 1024 }));
  const kib = sizes.reduce((sum, size) => sum + size.kib, 0);
  const list = sizes.map(
    ({ file, kib }) => `${file} ${kib.toFixed(1)}${paint.includes(file) ? '' : ' (stage)'}`,
  );
  expect(kib, list.join(', ')).toBeLessThanOrEqual(LIMIT_KIB);
});

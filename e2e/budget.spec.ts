import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { repositoryRoot } from './support/serve.mjs';

const LIMIT_KIB = 200;

interface Chunk {
  file: string;
  imports?: string[];
  isEntry?: boolean;
}

/** Every chunk the browser loads before it can run the page: the entry and what it imports statically. */
function firstPaintFiles(manifest: Record<string, Chunk>): string[] {
  const waiting = Object.keys(manifest).filter((key) => manifest[key]?.isEntry);
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
  const files = firstPaintFiles({
    'index.html': { file: 'a.js', isEntry: true, imports: ['_b.js'] },
    '_b.js': { file: 'b.js', imports: ['_c.js', '_b.js'] },
    '_c.js': { file: 'c.js' },
    'lazy.ts': { file: 'd.js' },
  });
  expect(files).toEqual(['a.js', 'b.js', 'c.js']);
});

test(`first paint needs at most ${LIMIT_KIB} KiB of JavaScript, gzipped`, () => {
  const dist = resolve(repositoryRoot, process.env.PODSCOPE_DIST ?? 'dist/page');
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
  const sizes = firstPaintFiles(manifest).map((file) => ({
    file,
    kib: gzipSync(readFileSync(join(dist, file))).length / 1024,
  }));
  expect(sizes.length).toBeGreaterThan(0);
  const kib = sizes.reduce((sum, size) => sum + size.kib, 0);
  expect(kib, sizes.map((size) => `${size.file} ${size.kib.toFixed(1)}`).join(', ')).toBeLessThanOrEqual(
    LIMIT_KIB,
  );
});

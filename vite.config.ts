import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin, UserConfig } from 'vite';
import { defineConfig } from 'vitest/config';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** What `vite build --mode cli` emits: one Node program per entry, with everything it needs inside. */
const cliEntries = {
  podscope: path('src/cli/main.ts'),
  bench: path('src/cli/bench/main.ts'),
};

/**
 * The development server injects an inline script for hot reload, which the page's own policy forbids.
 * The built page keeps the policy as written in index.html.
 */
const relaxPolicyInDevelopment: Plugin = {
  name: 'podscope:relax-policy-in-development',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
};

const page: UserConfig = {
  // Relative addresses, so that the built folder can be served from any sub-folder.
  base: './',
  plugins: [react(), relaxPolicyInDevelopment],
  worker: { format: 'es' },
  build: {
    outDir: process.env.PODSCOPE_DIST ?? 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    // The policy has no data: fonts, so even a small one stays a file.
    assetsInlineLimit: (file) => (/\.(woff2?|ttf)$/.test(file) ? false : undefined),
    // Monaco comes on intent and is large by nature; e2e/budget.spec.ts holds the limit that matters.
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      // Modules of the api only declare: who imports one name of its index does not fetch the whole floor.
      treeshake: { moduleSideEffects: [{ test: /\/src\/api\//, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            // Two files pack better than a dozen: what the first paint waits for, and the picture.
            { name: 'page', tags: ['$initial'] },
            { name: 'stage', test: /src\/ui\/stage\/(?!request|text|field|messages\.zh)/ },
          ],
        },
      },
    },
  },
};

const cli: UserConfig = {
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: 'dist/cli',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(cliEntries).filter(([, file]) => existsSync(file))),
      output: { entryFileNames: '[name].js', banner: '#!/usr/bin/env node' },
    },
  },
};

export default defineConfig(({ mode }) => ({
  ...(mode === 'cli' ? cli : page),
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'node',
    // Properties and whole-cluster runs take long on a slow machine; no test asserts a duration.
    testTimeout: 60_000,
  },
}));

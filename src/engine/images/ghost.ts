// Models TryGhost/Ghost@v5.130 ghost/core
// Differs: a blog that has just been set up and nothing more; there is no database and no editor behind /ghost/. The
// image has ps and its like, as it had when the walk-throughs that look at its processes were written.
import type { Program } from '../linux/program.ts';
import { accountFiles } from './base/accounts.ts';
import { executables, PROCPS } from './base/tools.ts';
import { type Family, images, official, VARIANTS } from './family.ts';
import { binary, directory, text } from './files.ts';
import { dashDate } from './servers/dates.ts';
import { entrypointFor } from './servers/entrypoint.ts';
import { pathOf } from './servers/pages.ts';
import { html, json, plain, server } from './servers/simple.ts';
import { versionOf } from './servers/version.ts';

const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
    <title>Ghost</title>
    <meta charset="utf-8">
    <meta name="description" content="Thoughts, stories and ideas.">
    <meta name="generator" content="Ghost VERSION">
</head>
<body class="home-template">
    <h1>Ghost</h1>
    <p>Thoughts, stories and ideas.</p>
    <article class="post"><h2><a href="/coming-soon/">Coming soon</a></h2></article>
</body>
</html>
`;

/** `node current/index.js` in Ghost's image. */
const ghost: Program = server({
  ports: (sys) => [Number(sys.self.env.server__port ?? 2368)],
  startupMs: 3000,
  stop: 0,
  rssBytes: 180 * 1024 ** 2,
  starting(sys) {
    const line = (message: string) => sys.write(1, `[${dashDate(sys.nowMs)}] INFO ${message}\n`);
    line('Ghost is running in production...');
    line(`Your site is now available on ${sys.self.env.url ?? 'http://localhost:2368/'}`);
    line('Ctrl+C to shut down');
  },
  ready(sys) {
    sys.write(1, `[${dashDate(sys.nowMs)}] INFO Ghost server started in 0.9s\n`);
    sys.write(1, `[${dashDate(sys.nowMs)}] INFO Database is in a ready state.\n`);
    sys.write(1, `[${dashDate(sys.nowMs)}] INFO Ghost booted in 3.001s\n`);
  },
  stopping: (sys) => sys.write(1, `[${dashDate(sys.nowMs)}] WARN Ghost is shutting down\n`),
  inUse: (sys, port) => {
    sys.write(
      2,
      `[${dashDate(sys.nowMs)}] ERROR (EADDRINUSE) Cannot start Ghost. Port ${port} is already in use by another program.\n`,
    );
  },
  site: (sys) => ({
    headers: () => [['X-Powered-By', 'Express']],
    handle: (_, { request }) => {
      const path = pathOf(request.target);
      const page = (title: string) =>
        PAGE.replace('VERSION', versionOf(sys).replace(/\.\d+$/, '')).replace(
          '<title>Ghost',
          `<title>${title}`,
        );
      if (path === '/' || path === '/coming-soon/') return html(page('Ghost'));
      if (path === '/ghost/' || path === '/ghost') return html(page('Ghost Admin'));
      if (path === '/robots.txt') return plain('User-agent: *\nSitemap: /sitemap.xml\nDisallow: /ghost/\n');
      if (path.startsWith('/ghost/api/'))
        return json({ errors: [{ message: 'Not modelled here', type: 'NotFoundError' }] }, 404);
      return html(page('Page not found'), 404);
    },
    log: (_, exchange, answer) => {
      const { method, target } = exchange.request;
      sys.write(
        1,
        `[${dashDate(sys.nowMs)}] INFO "${method} ${target}" ${answer.status} ${sys.nowMs - exchange.atMs + 3}ms\n`,
      );
    },
  }),
});

export const family: Family = {
  images: images({
    repositories: official('ghost'),
    size: 186,
    alpineSize: 165,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['node', 'current/index.js'],
    ports: [2368],
    workingDir: '/var/lib/ghost',
    volumes: ['/var/lib/ghost/content'],
    env: ({ version }) => ({
      NODE_ENV: 'production',
      GHOST_VERSION: version,
      GHOST_INSTALL: '/var/lib/ghost',
      GHOST_CONTENT: '/var/lib/ghost/content',
    }),
    files: (tag) => ({
      ...(tag.alpine ? {} : executables('/usr/bin', PROCPS, 'gnu')),
      ...accountFiles(tag.alpine ? 'alpine' : 'debian', ['node:1000:1000:/home/node:/bin/bash']),
      '/usr/local/bin/node': binary('ghost', { version: tag.version, sizeBytes: 99_000_000 }),
      '/usr/local/bin/docker-entrypoint.sh': binary('ghost-entrypoint'),
      '/var/lib/ghost/current/index.js': text("require('./ghost').start();\n"),
      '/var/lib/ghost/content/data': directory(0o755, 1000),
      '/var/lib/ghost/config.production.json': text(
        '{\n  "url": "http://localhost:2368",\n  "server": { "port": 2368, "host": "::" }\n}\n',
        0o644,
        1000,
      ),
    }),
    releases: ['6.10.0', '5.130.4', '5.88.1', '4.48.9', '3.42.9', '2.38.3', '1.26.2'],
    names: ['alpine'],
    versions: { 0: [5, 11], 1: [0, 26], 2: [0, 38], 3: [0, 42], 4: [0, 48], 5: [0, 130], 6: [0, 12] },
    variants: VARIANTS,
  }),
  programs: { ghost, 'ghost-entrypoint': entrypointFor('node', 'node') },
};

// Serves the built page on a port of its own.
// @ts-check
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';

export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A TCP port on this machine that nobody listens on now. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address
          ? resolve(address.port)
          : reject(new Error('no port was given')),
      );
    });
  });
}

/** Serves `dist/page` (or PODSCOPE_DIST) until `close` is called. */
export async function servePage() {
  const server = await preview({
    root: repositoryRoot,
    logLevel: 'error',
    preview: { host: '127.0.0.1', port: await freePort(), strictPort: true },
  });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('the preview server has no address');
  return { url, close: () => server.close() };
}

import { describe, expect, it } from 'vitest';
import { parseImageReference } from './images.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('image references', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['bitnami/redis', 'docker.io/bitnami/redis:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['ghcr.io/a/b:v1', 'ghcr.io/a/b:v1'],
    ['localhost/a', 'localhost/a:latest'],
    ['localhost:5000/a:v1', 'localhost:5000/a:v1'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    [`nginx@${DIGEST}`, `docker.io/library/nginx@${DIGEST}`],
    [`nginx:1@${DIGEST}`, `docker.io/library/nginx:1@${DIGEST}`],
  ])('%s is %s', (text, canonical) => {
    expect(parseImageReference(text)?.canonical).toBe(canonical);
  });

  it.each(['', 'Nginx', 'nginx:', 'nginx: 1', 'a//b', 'nginx@sha256:abc', '-a', 'a:b:c'])(
    '%j is refused',
    (text) => {
      expect(parseImageReference(text)).toBeUndefined();
    },
  );
});

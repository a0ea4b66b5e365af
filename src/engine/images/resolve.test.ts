import { describe, expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import { resolveImage } from './resolve.ts';

const unresolved = (name: string, cause: string) =>
  `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${cause}`;
const DENIED =
  'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed';

describe('images that can be pulled', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx:latest', true],
    ['nginx:1.14.2', 'docker.io/library/nginx:1.14.2', true],
    ['nginx:1.27-alpine', 'docker.io/library/nginx:1.27-alpine', true],
    ['busybox:1.28', 'docker.io/library/busybox:1.28', true],
    ['ubuntu:24.04', 'docker.io/library/ubuntu:24.04', true],
    ['ghost:5.88.1', 'docker.io/library/ghost:5.88.1', true],
    ['mysql:8.0', 'docker.io/library/mysql:8.0', true],
    ['polinux/stress', 'docker.io/polinux/stress:latest', true],
    ['geektime/sample:v2', 'docker.io/geektime/sample:v2', true],
    ['resouer/sample:v2', 'docker.io/resouer/sample:v2', true],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10', true],
    ['k8s.gcr.io/busybox', 'k8s.gcr.io/busybox:latest', true],
    ['registry.k8s.io/e2e-test-images/agnhost:2.40', 'registry.k8s.io/e2e-test-images/agnhost:2.40', true],
    ['gcr.io/google-samples/hello-app:1.0', 'gcr.io/google-samples/hello-app:1.0', true],
    ['zookeeper:3.9', 'docker.io/library/zookeeper:3.9', false],
    ['somebody/something:v7', 'docker.io/somebody/something:v7', false],
    ['ghcr.io/a/b', 'ghcr.io/a/b:latest', false],
  ])('%s', (text, name, known) => {
    expect(resolveImage(text)).toMatchObject({ ok: true, image: { name, known } });
  });
});

describe('images that cannot', () => {
  test.each([
    ['nginx:doesnotexist', 'NotFound', 'docker.io/library/nginx:doesnotexist: not found'],
    ['nginx:1.999', 'NotFound', 'docker.io/library/nginx:1.999: not found'],
    ['busybox:1.36-rubbish', 'NotFound', 'docker.io/library/busybox:1.36-rubbish: not found'],
    ['ngnix', 'Unknown', DENIED],
    ['somebody/no-such-image', 'Unknown', DENIED],
    ['somebody/something:nonexistent', 'NotFound', 'docker.io/somebody/something:nonexistent: not found'],
    [
      'localhost:5000/app',
      'Unknown',
      'failed to do request: Head "https://localhost:5000/v2/app/manifests/latest": dial tcp 127.0.0.1:5000: connect: connection refused',
    ],
  ])('%s', (text, code, cause) => {
    const result = resolveImage(text);
    const name = resolveName(text);
    expect(result).toEqual({ ok: false, error: { code, message: unresolved(name, cause) } });
  });

  test('a private registry has everything, for those it knows', () => {
    const name = 'registry.example.com/team/app:1.0';
    expect(resolveImage(name)).toMatchObject({
      ok: true,
      image: { name, known: false },
      locked: {
        code: 'Unknown',
        message: unresolved(
          name,
          'pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials',
        ),
      },
    });
    expect(resolveImage('quay.io/team/app:1.0')).not.toHaveProperty('locked');
  });

  test('a text that is no reference', () => {
    expect(resolveImage('Not An Image')).toMatchObject({ ok: false, error: { code: 'InvalidArgument' } });
  });
});

function resolveName(text: string): string {
  const withTag = /:[^/]+$/.test(text) ? text : `${text}:latest`;
  if (/^[^/]*[.:][^/]*\//.test(withTag)) return withTag;
  return withTag.includes('/') ? `docker.io/${withTag}` : `docker.io/library/${withTag}`;
}

test('the same name has the same digest, another another', () => {
  const id = (text: string) => {
    const result = resolveImage(text);
    return result.ok ? result.image.imageId : '';
  };
  expect(id('nginx:1.27')).toBe(id('docker.io/library/nginx:1.27'));
  expect(id('nginx:1.27')).not.toBe(id('nginx:1.28'));
  expect(id('nginx:1.27')).toMatch(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/);
});

test('every catalogue image has the tags it lists and no invented one', () => {
  for (const { repository, tags } of catalogue()) {
    for (const tag of tags.names)
      expect(resolveImage(`${repository}:${tag}`).ok, `${repository}:${tag}`).toBe(true);
    expect(resolveImage(`${repository}:rubbish`).ok, repository).toBe(false);
  }
});

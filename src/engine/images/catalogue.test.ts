import { describe, expect, test } from 'vitest';
import { get, scan } from '../kernel/table.ts';
import { shellPrograms } from '../shell/index.ts';
import { catalogue } from './catalogue.ts';
import { readTag } from './family.ts';
import { imageLayer, imagePrograms, resolveImage } from './index.ts';

test('no program of an image hides a tool of the shell', () => {
  expect(Object.keys(imagePrograms).filter((name) => Object.hasOwn(shellPrograms, name))).toEqual([]);
});

describe('every image of the catalogue', () => {
  test('has only executables that somebody can run', () => {
    const missing = new Set<string>();
    for (const entry of catalogue()) {
      for (const tag of ['latest', ...entry.tags.names]) {
        scan(entry.tree(readTag(entry.releases, tag)), (inode, path) => {
          if (inode.type !== 'file' || inode.program === undefined) return;
          const { program } = inode;
          if (!Object.hasOwn(imagePrograms, program) && !Object.hasOwn(shellPrograms, program)) {
            missing.add(`${entry.repository}:${tag} ${path}: ${program}`);
          }
        });
      }
    }
    expect([...missing]).toEqual([]);
  });

  test('has what it starts', () => {
    const missing = new Set<string>();
    for (const entry of catalogue()) {
      for (const text of ['latest', ...entry.tags.names]) {
        const tag = readTag(entry.releases, text);
        const { entrypoint, cmd, env, workingDir } = entry.config(tag);
        const tree = entry.tree(tag);
        const [word] = [...entrypoint, ...cmd];
        if (word === undefined) continue;
        const paths = word.startsWith('/')
          ? [word]
          : word.startsWith('./')
            ? [`${workingDir}${word.slice(1)}`]
            : (env.PATH ?? '').split(':').map((directory) => `${directory}/${word}`);
        if (!paths.some((path) => get(tree, path) !== undefined || get(tree, `/usr${path}`) !== undefined))
          missing.add(`${entry.repository}:${text} ${word}`);
      }
    }
    expect([...missing]).toEqual([]);
  });

  test('has layers that add up to its size', () => {
    for (const entry of catalogue()) {
      const resolution = resolveImage(entry.repository);
      if (!resolution.ok) throw new Error(entry.repository);
      const { layers, sizeBytes } = resolution.image;
      expect(
        layers.reduce((sum, layer) => sum + layer.sizeBytes, 0),
        entry.repository,
      ).toBe(sizeBytes);
      expect(
        layers.every((layer) => layer.sizeBytes > 0),
        entry.repository,
      ).toBe(true);
    }
  });
});

test('images on the same base share its layer', () => {
  const first = (name: string) => {
    const resolution = resolveImage(name);
    return resolution.ok ? resolution.image.layers[0]?.digest : undefined;
  };
  expect(first('nginx:1.27')).toBe(first('httpd'));
  expect(first('nginx:1.27')).not.toBe(first('nginx:1.27-alpine'));
});

describe('what an image has and has not', () => {
  test.each([
    ['debian:bookworm', '/usr/bin/ps', false],
    ['debian:bookworm', '/usr/bin/curl', false],
    ['debian:bookworm', '/usr/bin/bash', true],
    ['ubuntu', '/usr/bin/ps', true],
    ['ubuntu', '/usr/bin/curl', false],
    ['busybox', '/bin/ps', true],
    ['busybox', '/bin/bash', false],
    ['alpine', '/bin/ps', true],
    ['nginx:1.27', '/usr/bin/curl', true],
    ['nginx:1.14.2', '/usr/bin/curl', false],
    ['nginx:1.27', '/usr/bin/ps', false],
    ['nginx:1.27-alpine', '/bin/ps', true],
    ['registry.k8s.io/pause:3.10', '/bin/sh', false],
    ['somebody/app:1', '/usr/local/bin/assumed-server', true],
  ])('%s %s: %s', (image, path, has) => {
    const resolution = resolveImage(image);
    const tree = resolution.ok ? imageLayer(resolution.image.name) : undefined;
    if (tree === undefined) throw new Error(image);
    expect(get(tree, path) !== undefined).toBe(has);
  });

  test('no registry has it: no files', () => {
    expect(imageLayer('docker.io/library/ngnix:latest')).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { missingProgram } from './programs.ts';
import { knownImage } from './resolve.ts';

describe('a program that an image does not have', () => {
  it.each([
    ['busybox', 'slep', [], 'exec: "slep": executable file not found in $PATH'],
    ['busybox', 'sleep', [], null],
    ['registry.k8s.io/busybox:1.27.2', 'slep', [], 'exec: "slep": executable file not found in $PATH'],
    ['debian', 'bash', [], null],
    ['alpine:3.20', '/bin/sh', [], null],
    ['ubuntu', '/nope', [], 'exec: "/nope": stat /nope: no such file or directory'],
    ['ubuntu', '/bin/nope', [], 'exec: "/bin/nope": stat /bin/nope: no such file or directory'],
    ['ubuntu', '/scripts/run', ['/scripts'], null],
    // Somebody may have installed it.
    ['nginx', 'nginx-debug', [], null],
    ['nginx', 'sleep 10', [], 'exec: "sleep 10": executable file not found in $PATH'],
  ])('%s runs %s with volumes %j: %s', (image, word, mounts, expected) => {
    expect(missingProgram(knownImage(image).name, word, mounts)).toBe(expected);
  });
});

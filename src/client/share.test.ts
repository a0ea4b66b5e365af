import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { SavedRun } from '../protocol/messages.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { readRunFile, runToText } from './file.ts';
import { decodeRun, encodeRun, MAX_RUN_BYTES, ShareError } from './share.ts';

const run: SavedRun = {
  formatVersion: 1,
  engineVersion: '0.1.0',
  seed: 7,
  cluster: [{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } }],
  branches: [
    { id: 0, parent: null, inputs: [{ atMs: 0, command: { type: 'kubectl', line: 'get pods' } }] },
    {
      id: 1,
      parent: { branch: 0, seq: 3, timeMs: 12 },
      inputs: [
        { atMs: 12, afterSeq: 3, command: { type: 'fault', fault: { kind: 'NodeDown', node: 'node-1' } } },
      ],
    },
  ],
  moment: { branch: 1, seq: 5, timeMs: 20 },
  manifest: '# 原子调度单位 ✓\nkind: Pod\n',
};

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ShareError) return error.code;
    throw error;
  }
  return 'none';
}

const link = (bytes: Uint8Array): string => `r1.${toBase64Url(deflateSync(bytes))}`;

describe('a share link', () => {
  it('brings the run back, in letters a fragment may hold', () => {
    const text = encodeRun(run);
    expect(text).toMatch(/^r1\.[\w-]+$/);
    expect(decodeRun(text)).toEqual(run);
  });

  it('brings any manifest back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 4000 }), fc.nat(), (manifest, seed) => {
        expect(decodeRun(encodeRun({ ...run, manifest, seed }))).toEqual({ ...run, manifest, seed });
      }),
    );
  });

  it('that was cut off or changed anywhere is damaged or at least no crash', () => {
    const text = encodeRun(run);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom('A', '_', '%', 'é'), (at, letter) => {
        expect(['damaged', 'version', 'none']).toContain(
          codeOf(() => decodeRun(text.slice(0, at) + letter + text.slice(at + 1))),
        );
        expect(codeOf(() => decodeRun(text.slice(0, at)))).toBe('damaged');
      }),
    );
  });

  it.each([
    ['empty', '', 'damaged'],
    ['something else', 'lesson=pods', 'damaged'],
    ['of a later format', 'r2.abc', 'version'],
    ['JSON that is no run', link(new TextEncoder().encode('[1,2]')), 'damaged'],
    ['a run of a later format', link(new TextEncoder().encode('{"formatVersion":2}')), 'version'],
    ['not UTF-8', link(new Uint8Array([0xff, 0xfe, 0x80])), 'damaged'],
    ['a bomb', link(new Uint8Array(64 * MAX_RUN_BYTES)), 'tooLarge'],
    ['endless', `r1.${'A'.repeat(4 * 1024 * 1024)}`, 'tooLarge'],
  ])('that is %s is refused', (_, text, code) => {
    expect(codeOf(() => decodeRun(text))).toBe(code);
  });

  it('is not made of a run that could not be read again', () => {
    expect(codeOf(() => encodeRun({ ...run, manifest: 'x'.repeat(MAX_RUN_BYTES) }))).toBe('tooLarge');
  });
});

describe('a run file', () => {
  it('brings the run back', async () => {
    expect(await readRunFile(new Blob([runToText(run)]))).toEqual(run);
  });

  it('that is something else is refused', async () => {
    await expect(readRunFile(new Blob(['kind: Pod']))).rejects.toMatchObject({ code: 'damaged' });
  });
});

describe('base64url', () => {
  it('agrees with the platform', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase64Url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64Url(text)).toEqual(new Uint8Array(bytes));
      }),
    );
  });
});

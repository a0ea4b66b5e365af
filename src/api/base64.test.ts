import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { withoutStringData } from './secrets.ts';

describe('base64', () => {
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['密码', '5a+G56CB'],
    ['🙂', '8J+Zgg=='],
  ])('%j is %j', (text, encoded) => {
    expect(encodeBase64(text)).toBe(encoded);
    expect(decodeBase64(encoded)).toBe(text);
  });

  it('is undone by decoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeBase64(encodeBase64(text))).toBe(text);
      }),
    );
  });

  it('shows bytes that are no text as U+FFFD', () => {
    expect(decodeBase64('/w==')).toBe('\ufffd');
  });

  it('moves stringData into data', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {},
      data: { a: 'eA==', b: 'eQ==' },
      stringData: { a: 'z' },
    } as const;
    expect(withoutStringData(secret)).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {},
      data: { a: 'eg==', b: 'eQ==' },
    });
  });
});

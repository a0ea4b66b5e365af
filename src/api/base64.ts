// Base64 of UTF-8 text, for Secret.data and binaryData; without the host's TextEncoder, so that every host agrees.
import { fromUtf8, utf8Bytes } from './utf8.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBase64(text: string): string {
  const bytes = utf8Bytes(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const left = bytes.length - at;
    out += ALPHABET[(bits >> 18) & 63] ?? '';
    out += ALPHABET[(bits >> 12) & 63] ?? '';
    out += left > 1 ? (ALPHABET[(bits >> 6) & 63] ?? '') : '=';
    out += left > 2 ? (ALPHABET[bits & 63] ?? '') : '=';
  }
  return out;
}

/** The bytes read as UTF-8; what is no UTF-8 becomes U+FFFD. Characters outside the alphabet are skipped. */
export function decodeBase64(encoded: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of encoded) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push((bits >> held) & 0xff);
    }
  }
  return fromUtf8(bytes);
}

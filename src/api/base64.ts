// Base64 of UTF-8 text, for Secret.data and binaryData; without the host's TextEncoder, so that every host agrees.
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

function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const raw = char.codePointAt(0) ?? 0;
    const code = raw >= 0xd800 && raw <= 0xdfff ? 0xfffd : raw;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else {
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
    }
  }
  return bytes;
}

function fromUtf8(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    const rest = bytes.slice(at + 1, at + length);
    const complete = length > 0 && rest.length === length - 1 && rest.every((byte) => (byte & 0xc0) === 0x80);
    if (!complete) {
      text += '\ufffd';
      at += 1;
      continue;
    }
    let code = length === 1 ? first : first & (0xff >> (length + 1));
    for (const byte of rest) code = (code << 6) | (byte & 63);
    const valid = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    text += valid ? String.fromCodePoint(code) : '\ufffd';
    at += length;
  }
  return text;
}

// UTF-8 without the host's TextEncoder, so that every host agrees.

/** The bytes of a text in UTF-8; half a surrogate pair counts as U+FFFD. */
export function utf8Bytes(text: string): number[] {
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

/** The text that bytes stand for; what is no UTF-8 becomes U+FFFD. */
export function fromUtf8(bytes: readonly number[]): string {
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

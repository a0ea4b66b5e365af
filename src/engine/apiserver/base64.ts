const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_DIGITS = DIGITS.replace('+/', '-_');

/** Text as the UTF-8 bytes that stand for it. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    } else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
      bytes.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return bytes;
}

/** Every two digits that stand for twelve bits. */
const URL_PAIRS = Array.from(
  { length: 4096 },
  (_, bits) => `${URL_DIGITS[bits >> 6]}${URL_DIGITS[bits & 63]}`,
);

/** Base64 in the alphabet for URLs and without padding, of ASCII text: the parts of a token. */
export function asciiBase64Url(text: string): string {
  const whole = text.length - (text.length % 3);
  let result = '';
  for (let at = 0; at < whole; at += 3) {
    const word = (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2);
    result += (URL_PAIRS[word >> 12] as string) + (URL_PAIRS[word & 4095] as string);
  }
  if (whole === text.length) return result;
  const isPair = text.length - whole === 2;
  const word = (text.charCodeAt(whole) << 16) | (isPair ? text.charCodeAt(whole + 1) << 8 : 0);
  return (
    result + (URL_PAIRS[word >> 12] as string) + (isPair ? (URL_DIGITS[(word >> 6) & 63] as string) : '')
  );
}

/** Base64 of a text's UTF-8 bytes, with padding. */
export function base64(text: string): string {
  const bytes = utf8(text);
  let result = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    result += DIGITS[word >> 18] as string;
    result += DIGITS[(word >> 12) & 63] as string;
    result += b === undefined ? '=' : (DIGITS[(word >> 6) & 63] as string);
    result += c === undefined ? '=' : (DIGITS[word & 63] as string);
  }
  return result;
}

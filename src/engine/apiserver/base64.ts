const URL_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

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

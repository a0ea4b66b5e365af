// MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4) of bytes, in hexadecimal.

const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by));

function padded(bytes: readonly number[], bigEndian: boolean): number[] {
  const out = [...bytes, 0x80];
  while (out.length % 64 !== 56) out.push(0);
  const low = (bytes.length * 8) >>> 0;
  const high = Math.floor(bytes.length / 2 ** 29);
  const length = [24, 16, 8, 0].flatMap((shift) => [(low >>> shift) & 255]);
  const upper = [24, 16, 8, 0].map((shift) => (high >>> shift) & 255);
  out.push(...(bigEndian ? [...upper, ...length] : [...length.reverse(), ...upper.reverse()]));
  return out;
}

const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');

const MD5_SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];

export function md5(bytes: readonly number[]): string {
  let [a0, b0, c0, d0] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  const data = padded(bytes, false);
  for (let block = 0; block < data.length; block += 64) {
    let [a, b, c, d] = [a0, b0, c0, d0] as [number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      let mixed: number;
      let word: number;
      if (round === 0) [mixed, word] = [(b & c) | (~b & d), i];
      else if (round === 1) [mixed, word] = [(d & b) | (~d & c), (5 * i + 1) % 16];
      else if (round === 2) [mixed, word] = [b ^ c ^ d, (3 * i + 5) % 16];
      else [mixed, word] = [c ^ (b | ~d), (7 * i) % 16];
      const at = block + word * 4;
      const value =
        (data[at] as number) |
        ((data[at + 1] as number) << 8) |
        ((data[at + 2] as number) << 16) |
        ((data[at + 3] as number) << 24);
      const constant = Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0;
      const sum = (a + mixed + constant + value) | 0;
      a = d;
      d = c;
      c = b;
      b = (b + rotate(sum, (MD5_SHIFTS[round] as number[])[i % 4] as number)) | 0;
    }
    [a0, b0, c0, d0] = [(a0 + a) | 0, (b0 + b) | 0, (c0 + c) | 0, (d0 + d) | 0];
  }
  const swap = (value: number) =>
    hex(((value & 255) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24));
  return [a0, b0, c0, d0].map((value) => swap(value as number)).join('');
}

const word = (data: readonly number[], at: number) =>
  ((data[at] as number) << 24) |
  ((data[at + 1] as number) << 16) |
  ((data[at + 2] as number) << 8) |
  (data[at + 3] as number);

export function sha1(bytes: readonly number[]): string {
  let hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const data = padded(bytes, true);
  for (let block = 0; block < data.length; block += 64) {
    const w: number[] = [];
    for (let i = 0; i < 16; i++) w.push(word(data, block + i * 4));
    for (let i = 16; i < 80; i++) {
      const [x, y, z, v] = [w[i - 3], w[i - 8], w[i - 14], w[i - 16]] as [number, number, number, number];
      w.push(rotate(x ^ y ^ z ^ v, 1));
    }
    let [a, b, c, d, e] = hash as [number, number, number, number, number];
    for (let i = 0; i < 80; i++) {
      const round = Math.floor(i / 20);
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const constant = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][round] as number;
      const sum = (rotate(a, 5) + mixed + e + constant + (w[i] as number)) | 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, sum];
    }
    hash = [a, b, c, d, e].map((value, at) => (value + (hash[at] as number)) | 0);
  }
  return hash.map(hex).join('');
}

/** The first 32 bits of the fractions of the n-th roots of the first primes. */
function fractions(count: number, root: number): number[] {
  const values: number[] = [];
  for (let candidate = 2; values.length < count; candidate++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++)
      if (candidate % divisor === 0) prime = false;
    if (!prime) continue;
    const value = root === 2 ? Math.sqrt(candidate) : Math.cbrt(candidate);
    values.push(((value - Math.floor(value)) * 2 ** 32) | 0);
  }
  return values;
}

let constants: readonly number[] | null = null;

export function sha256(bytes: readonly number[]): string {
  constants ??= fractions(64, 3);
  let hash = fractions(8, 2);
  const data = padded(bytes, true);
  for (let block = 0; block < data.length; block += 64) {
    const w: number[] = [];
    for (let i = 0; i < 16; i++) w.push(word(data, block + i * 4));
    for (let i = 16; i < 64; i++) {
      const [x, y] = [w[i - 15], w[i - 2]] as [number, number];
      const s0 = rotate(x, 25) ^ rotate(x, 14) ^ (x >>> 3);
      const s1 = rotate(y, 15) ^ rotate(y, 13) ^ (y >>> 10);
      w.push(((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0);
    }
    let [a, b, c, d, e, f, g, h] = hash as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const s1 = rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7);
      const first = (h + s1 + ((e & f) ^ (~e & g)) + (constants[i] as number) + (w[i] as number)) | 0;
      const s0 = rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10);
      const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    hash = [a, b, c, d, e, f, g, h].map((value, at) => (value + (hash[at] as number)) | 0);
  }
  return hash.map(hex).join('');
}

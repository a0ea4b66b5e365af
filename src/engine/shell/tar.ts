// Models tar@v1.35 src/tar.h
// Differs: names of more than 255 bytes, hard links, devices and sparse files are left out.
// An archive as text, as everything that files hold is here; sizes count its bytes in UTF-8.
import { utf8Bytes } from '../../api/utf8.ts';

/** One member of an archive. */
export interface TarEntry {
  /** As it stands in the archive; a directory's ends with a slash. */
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'fifo';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Of a symbolic link. */
  readonly target: string;
  readonly data: string;
}

export type TarResult =
  | { readonly ok: true; readonly entries: readonly TarEntry[] }
  /** `magic`: it is no archive; `short`: it ends in the middle of a member. */
  | { readonly ok: false; readonly problem: 'magic' | 'short'; readonly entries: readonly TarEntry[] };

const BLOCK = 512;
const TYPES = { file: '0', directory: '5', symlink: '2', fifo: '6' } as const;

/** The archive, filled up to whole records of so many blocks; null when a name is too long for one. */
export function writeTar(entries: readonly TarEntry[], blocksPerRecord = 1): string | null {
  let text = '';
  let blocks = 0;
  for (const entry of entries) {
    const size = bytesOf(entry.data);
    const head = header(entry, size);
    if (head === null) return null;
    text += head + entry.data + zeros((BLOCK - (size % BLOCK)) % BLOCK);
    blocks += 1 + Math.ceil(size / BLOCK);
  }
  const end = Math.ceil((blocks + 2) / blocksPerRecord) * blocksPerRecord;
  return text + zeros((end - blocks) * BLOCK);
}

const zeros = (count: number): string => '\0'.repeat(count);

/** How many bytes a text has in UTF-8. */
export function bytesOf(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) bytes += widthAt(text, at);
  return bytes;
}

/** Bytes of the code unit there: both halves of a pair count two. */
function widthAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code >= 0xd800 && code < 0xe000 ? 2 : 3;
}

function field(text: string, width: number): string {
  return text + zeros(Math.max(0, width - bytesOf(text)));
}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;

function header(entry: TarEntry, size: number): string | null {
  let name = entry.name;
  let prefix = '';
  if (bytesOf(name) > 100) {
    const slash = name.indexOf('/', name.length - 100);
    if (slash <= 0) return null;
    prefix = name.slice(0, slash);
    name = name.slice(slash + 1);
    if (bytesOf(prefix) > 155 || bytesOf(name) > 100) return null;
  }
  const head =
    field(name, 100) +
    octal(entry.mode & 0o7777, 8) +
    octal(entry.uid, 8) +
    octal(entry.gid, 8) +
    octal(size, 12) +
    octal(entry.mtime, 12);
  const tail = `${TYPES[entry.type] + field(entry.target, 100)}ustar\x0000${zeros(32 + 32 + 16)}${field(prefix, 155)}${zeros(12)}`;
  return `${head}${checksum(`${head}        ${tail}`).toString(8).padStart(6, '0')}\0 ${tail}`;
}

/** The sum of the bytes of a header whose own field holds blanks. */
function checksum(text: string): number {
  let sum = 0;
  for (const byte of utf8Bytes(text)) sum += byte;
  return sum;
}

/** The members of an archive, as far as it can be read. */
export function readTar(text: string): TarResult {
  const entries: TarEntry[] = [];
  for (let at = 0; at < text.length; ) {
    const end = after(text, at, BLOCK);
    if (end === null) return { ok: false, problem: entries.length === 0 ? 'magic' : 'short', entries };
    const block = text.slice(at, end);
    if (/^\0*$/.test(block)) return { ok: true, entries };
    const parts = partsOf(block);
    if (parts === null) return { ok: false, problem: 'magic', entries };
    const { size, ...entry } = parts;
    const dataEnd = after(text, end, size);
    const next = dataEnd === null ? null : after(text, dataEnd, (BLOCK - (size % BLOCK)) % BLOCK);
    if (dataEnd === null || next === null) return { ok: false, problem: 'short', entries };
    entries.push({ ...entry, data: text.slice(end, dataEnd) });
    at = next;
  }
  return text === '' ? { ok: false, problem: 'short', entries } : { ok: true, entries };
}

/** Where so many bytes after a place end; null when there are not so many. */
function after(text: string, from: number, bytes: number): number | null {
  let left = bytes;
  let at = from;
  while (left > 0 && at < text.length) left -= widthAt(text, at++);
  return left > 0 ? null : at;
}

function partsOf(block: string): (Omit<TarEntry, 'data'> & { readonly size: number }) | null {
  let at = 0;
  const take = (bytes: number): string => {
    const end = after(block, at, bytes) ?? block.length;
    const part = block.slice(at, end);
    at = end;
    const zero = part.indexOf('\0');
    return zero < 0 ? part : part.slice(0, zero);
  };
  const number = (bytes: number): number => Number.parseInt(take(bytes).trim() || '0', 8);
  const name = take(100);
  const [mode, uid, gid, size, mtime, sum] = [8, 8, 8, 12, 12, 8].map(number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const kind = take(1);
  const target = take(100);
  if (!take(8).startsWith('ustar')) return null;
  take(32 + 32 + 16);
  const prefix = take(155);
  if (checksum(blanked(block)) !== sum) return null;
  const type = (Object.keys(TYPES) as (keyof typeof TYPES)[]).find((one) => TYPES[one] === kind) ?? 'file';
  return { name: prefix === '' ? name : `${prefix}/${name}`, type, mode, uid, gid, size, mtime, target };
}

/** A header with blanks for its checksum. */
function blanked(block: string): string {
  const from = after(block, 0, 148) ?? block.length;
  return `${block.slice(0, from)}        ${block.slice(from + 8)}`;
}

import { deflateSync, Inflate } from 'fflate';
import type { SavedRun } from '../protocol/messages.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';

/** The largest run a link may unpack to, in bytes of JSON. */
export const MAX_RUN_BYTES = 2 * 1024 * 1024;
/** Packed, such a run cannot be longer than this many letters; a longer text is not even looked at. */
const MAX_LETTERS = 3 * 1024 * 1024;
/** Packed bytes handed to the unpacker at a time: what a bomb may blow up before it is noticed. */
const CHUNK_BYTES = 512;

/** Names how what follows is packed: deflated JSON in base64url. */
const PREFIX = 'r1.';

export type ShareErrorCode =
  /** It is not something this program wrote, or it was cut off on the way. */
  | 'damaged'
  /** It was written by a newer version. */
  | 'version'
  /** It would unpack to more than `MAX_RUN_BYTES`. */
  | 'tooLarge';

export class ShareError extends Error {
  readonly code: ShareErrorCode;

  constructor(code: ShareErrorCode, message: string) {
    super(message);
    this.name = 'ShareError';
    this.code = code;
  }
}

/** A run as the fragment of a link, without the `#`. Throws `ShareError` when no link could hold it. */
export function encodeRun(run: SavedRun): string {
  const bytes = new TextEncoder().encode(JSON.stringify(run));
  if (bytes.length > MAX_RUN_BYTES) {
    throw new ShareError('tooLarge', `the run takes ${bytes.length} bytes, a link holds ${MAX_RUN_BYTES}`);
  }
  return PREFIX + toBase64Url(deflateSync(bytes, { level: 9 }));
}

/**
 * The run in a link's fragment. Throws `ShareError`. Only that it is JSON with a format version is
 * checked here; whoever opens it checks the rest.
 */
export function decodeRun(text: string): SavedRun {
  const version = /^r(\d+)\./.exec(text);
  if (version === null) throw new ShareError('damaged', 'this is not a shared run');
  if (version[0] !== PREFIX) {
    throw new ShareError('version', `the link has format ${version[1]}, this version reads 1`);
  }
  if (text.length > MAX_LETTERS) throw new ShareError('tooLarge', `the link has ${text.length} letters`);
  const packed = fromBase64Url(text.slice(PREFIX.length));
  if (packed === null) throw new ShareError('damaged', 'the link holds letters that do not belong there');
  return parseRun(decodeText(inflate(packed)));
}

/** A run from a file's text. Throws `ShareError`. */
export function parseRun(text: string): SavedRun {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ShareError('damaged', 'the run is not JSON');
  }
  const version = (value as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof version !== 'number') throw new ShareError('damaged', 'the run has no format version');
  if (version !== 1) {
    throw new ShareError('version', `the run has format version ${version}, this version reads 1`);
  }
  return value as SavedRun;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ShareError('damaged', 'the run is not text');
  }
}

/** Unpacks piece by piece and stops at the limit, so that a bomb is never held in memory. */
function inflate(packed: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const stream = new Inflate((piece, final) => {
    size += piece.length;
    ended ||= final;
    if (size <= MAX_RUN_BYTES) pieces.push(piece);
  });
  try {
    for (let at = 0; at < packed.length && size <= MAX_RUN_BYTES; at += CHUNK_BYTES) {
      const next = at + CHUNK_BYTES;
      stream.push(packed.subarray(at, next), next >= packed.length);
    }
  } catch {
    throw new ShareError('damaged', 'the link was damaged or cut off');
  }
  if (size > MAX_RUN_BYTES)
    throw new ShareError('tooLarge', `the run unpacks to more than ${MAX_RUN_BYTES} bytes`);
  if (!ended) throw new ShareError('damaged', 'the link was cut off');
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

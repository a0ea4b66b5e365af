import type { SavedRun } from '../protocol/messages.ts';
import { MAX_RUN_BYTES, parseRun, ShareError } from './share.ts';

/** What a run file is called and is. */
export const RUN_FILE = { extension: '.podscope.json', mediaType: 'application/json' } as const;

/** A file can hold more than a link. */
const MAX_FILE_BYTES = 16 * MAX_RUN_BYTES;

/** The text of a run file: JSON that a person can read and compare. */
export function runToText(run: SavedRun): string {
  return `${JSON.stringify(run, null, 2)}\n`;
}

/** The run in a file the reader chose. Rejects with `ShareError`. */
export async function readRunFile(file: Blob): Promise<SavedRun> {
  if (file.size > MAX_FILE_BYTES) {
    throw new ShareError('tooLarge', `the file has ${file.size} bytes, at most ${MAX_FILE_BYTES} are read`);
  }
  return parseRun(await file.text());
}

/** Offers a run as a download of the page. */
export function downloadRun(run: SavedRun, name: string): void {
  const url = URL.createObjectURL(new Blob([runToText(run)], { type: RUN_FILE.mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}${RUN_FILE.extension}`;
  link.click();
  URL.revokeObjectURL(url);
}

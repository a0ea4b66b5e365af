import type { SavedRun } from '../../protocol/messages.ts';
import type { MessageKey } from '../i18n/index.ts';

// Packing and unpacking is only needed by who shares, saves or follows a link.
const load = () => import('../../client/index.ts');

/** What came of it: a value, or the words for why there is none. */
export type Outcome<T> = { readonly value: T } | { readonly problem: MessageKey };

/** A link that opens this page on the run. */
export async function linkTo(run: SavedRun): Promise<Outcome<string>> {
  const { encodeRun, ShareError } = await load();
  try {
    return { value: `${location.href.replace(/#.*$/, '')}#${encodeRun(run)}` };
  } catch (error) {
    if (error instanceof ShareError) return { problem: 'shell.share.noLink' };
    throw error;
  }
}

/** HTML that shows what a link opens inside another page. Addresses made here hold no sign that HTML would read. */
export function frameOf(link: string): string {
  return `<iframe src="${link}" width="100%" height="720" title="Podscope"></iframe>`;
}

/** The run in the address of the page; null when there is none. */
export async function runInAddress(hash: string): Promise<Outcome<SavedRun> | null> {
  if (!/^#r\d/.test(hash)) return null;
  const { decodeRun, ShareError } = await load();
  try {
    return { value: decodeRun(hash.slice(1)) };
  } catch (error) {
    if (error instanceof ShareError) return { problem: `shell.share.link.${error.code}` };
    throw error;
  }
}

export async function runInFile(file: Blob): Promise<Outcome<SavedRun>> {
  const { readRunFile, ShareError } = await load();
  try {
    return { value: await readRunFile(file) };
  } catch (error) {
    if (error instanceof ShareError) return { problem: `shell.share.file.${error.code}` };
    throw error;
  }
}

export async function saveRun(run: SavedRun): Promise<void> {
  const { downloadRun } = await load();
  downloadRun(run, `podscope-${run.seed}`);
}

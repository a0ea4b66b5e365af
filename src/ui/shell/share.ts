import type { SavedRun } from '../../protocol/messages.ts';

interface ShareModule {
  readonly encodeRun: (run: SavedRun) => string | null;
  readonly decodeRun: (fragment: string) => SavedRun | null;
}

const modules = import.meta.glob<ShareModule>('../../client/share.ts');

async function share(): Promise<ShareModule | undefined> {
  return modules['../../client/share.ts']?.();
}

/** A link that opens this page on the run; null when the run is too large for one. */
export async function linkTo(run: SavedRun): Promise<string | null> {
  const fragment = (await share())?.encodeRun(run) ?? null;
  return fragment === null ? null : `${location.href.replace(/#.*$/, '')}#${fragment}`;
}

/** The run in the address of the page, if there is one. */
export async function runInAddress(hash: string): Promise<SavedRun | null> {
  return hash.length > 1 ? ((await share())?.decodeRun(hash.slice(1)) ?? null) : null;
}

/** A run from the text of a file; null when it is something else. The engine checks the rest. */
export function readRun(text: string): SavedRun | null {
  try {
    const run = JSON.parse(text) as Partial<SavedRun> | null;
    if (typeof run !== 'object' || run === null || run.formatVersion !== 1) return null;
    return Array.isArray(run.branches) && typeof run.seed === 'number' ? (run as SavedRun) : null;
  } catch {
    return null;
  }
}

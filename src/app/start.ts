import { DEFAULT_EXAMPLE, openExample } from '../ui/examples/index.ts';
import { runInAddress } from '../ui/shell/share.ts';
import type { Page } from '../ui/state/index.ts';

/**
 * What the page opens on: the run in its address; else the manifest of the last visit, applied to a fresh
 * cluster; else the first example, playing.
 */
export async function begin(page: Page, hash: string): Promise<void> {
  const { store, actions } = page;
  const shared = await runInAddress(hash);
  if (shared && 'value' in shared) {
    const { manifest } = shared.value;
    if (await actions.open(shared.value)) {
      if (manifest !== undefined) actions.setManifest(manifest, null);
      return;
    }
  }
  if (shared && 'problem' in shared) actions.notify('error', shared.problem);
  if (store.getState().manifest.trim() === '') {
    await openExample(page, DEFAULT_EXAMPLE);
    return;
  }
  await actions.open({ seed: store.getState().seed });
  await actions.apply();
}

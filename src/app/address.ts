import type { Page } from '../ui/state/index.ts';
import { begin } from './start.ts';

/** The track of the lab that an address names, '' for the lab itself; null when it is no address of the lab. */
export function labInAddress(hash: string): string | null {
  const match = /^#lab(?:\/([\w-]*))?$/.exec(hash);
  return match === null ? null : (match[1] ?? '');
}

/**
 * Opens what the page's address asks for, now and whenever a link is put into it. Once the reader changes the
 * text a link brought, the link no longer says what the page shows and leaves the address: a reload then
 * keeps their text.
 */
export function followAddress(page: Page): void {
  let brought: string | null = null;
  async function enter(): Promise<void> {
    brought = null;
    const lab = labInAddress(location.hash);
    page.actions.setLab(lab);
    if (location.hash === '#stage') history.replaceState(null, '', location.pathname + location.search);
    // It opens a run of its own.
    if (lab !== null) return;
    await begin(page, location.hash);
    brought = page.store.getState().manifest;
  }
  window.addEventListener('hashchange', () => {
    const isLeaving = page.store.getState().lab !== null;
    if (isLeaving || /^#(r\d|lab)/.test(location.hash)) void enter();
  });
  page.store.subscribe(({ manifest }) => {
    if (brought === null || manifest === brought || location.hash.length < 2) return;
    history.replaceState(null, '', location.pathname + location.search);
  });
  void enter();
}

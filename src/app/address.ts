import type { Page } from '../ui/state/index.ts';
import { begin } from './start.ts';

/**
 * Opens what the page's address asks for, now and whenever a link is put into it. Once the reader changes the
 * text a link brought, the link no longer says what the page shows and leaves the address: a reload then
 * keeps their text.
 */
export function followAddress(page: Page): void {
  let brought: string | null = null;
  async function enter(): Promise<void> {
    brought = null;
    await begin(page, location.hash);
    brought = page.store.getState().manifest;
  }
  window.addEventListener('hashchange', () => {
    if (location.hash.length > 1) void enter();
  });
  page.store.subscribe(({ manifest }) => {
    if (brought === null || manifest === brought || location.hash.length < 2) return;
    history.replaceState(null, '', location.pathname + location.search);
  });
  void enter();
}

import type { PageStore } from '../ui/state/index.ts';
import { browserShelf, savePage, toSaved } from '../ui/state/saved.ts';

const REST_MS = 400;

/** Puts what the reader wrote and chose on the browser's shelf, a moment after each change and on leaving. */
export function remember(store: PageStore): void {
  const shelf = browserShelf();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saved = '';
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    const page = toSaved(store.getState());
    const text = JSON.stringify(page);
    if (text === saved) return;
    saved = text;
    savePage(shelf, page);
  };
  store.subscribe((page, before) => {
    const changed =
      page.manifest !== before.manifest ||
      page.files !== before.files ||
      page.locale !== before.locale ||
      page.theme !== before.theme ||
      page.watched !== before.watched ||
      page.leftOpen !== before.leftOpen ||
      page.rightOpen !== before.rightOpen ||
      page.leftWidth !== before.leftWidth ||
      page.rightWidth !== before.rightWidth;
    if (changed) timer ??= setTimeout(save, REST_MS);
  });
  window.addEventListener('pagehide', save);
}

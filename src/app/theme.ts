import type { PageStore } from '../ui/state/index.ts';

/** Keeps `data-theme` of the page at what the reader chose, or at what their system says. */
export function followTheme(store: PageStore): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const { theme } = store.getState();
    const shown = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    document.documentElement.dataset.theme = shown;
  };
  apply();
  dark.addEventListener('change', apply);
  store.subscribe((page, before) => {
    if (page.theme !== before.theme) apply();
  });
}

/** Keeps the language of the document at the language of its words. */
export function followLocale(store: PageStore): void {
  const apply = () => {
    document.documentElement.lang = store.getState().locale;
  };
  apply();
  store.subscribe((page, before) => {
    if (page.locale !== before.locale) apply();
  });
}

import { useSyncExternalStore } from 'react';
import { PALETTE, type Palette } from './squares.ts';

/** Null before it is read, and after the theme has changed. */
let known: Palette | null = null;
const listeners = new Set<() => void>();
let unwatch: (() => void) | null = null;

/** The colours of the page for a canvas, read again when the theme changes. */
export function usePalette(): Palette {
  return useSyncExternalStore(subscribe, read);
}

/** Asking the browser for a colour makes it work out all styles, so it is asked once. */
function read(): Palette {
  if (known === null) {
    const style = getComputedStyle(document.documentElement);
    known = Object.fromEntries(
      PALETTE.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
    ) as Palette;
  }
  return known;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  unwatch ??= watchTheme();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    unwatch?.();
    unwatch = null;
    known = null;
  };
}

function watchTheme(): () => void {
  const changed = () => {
    known = null;
    for (const listener of listeners) listener();
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const media = window.matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', changed);
  };
}

import { useSyncExternalStore } from 'react';
import { PALETTE, type Palette } from './squares.ts';

let known: { readonly signature: string; readonly palette: Palette } | undefined;

/** The colours of the page for a canvas, read again when the theme changes. */
export function usePalette(): Palette {
  return useSyncExternalStore(subscribe, read);
}

function read(): Palette {
  const style = getComputedStyle(document.documentElement);
  const values = PALETTE.map((name) => style.getPropertyValue(`--${name}`).trim());
  const signature = values.join();
  if (known?.signature !== signature) {
    const palette = Object.fromEntries(PALETTE.map((name, index) => [name, values[index]])) as Palette;
    known = { signature, palette };
  }
  return known.palette;
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const media = window.matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', changed);
  };
}

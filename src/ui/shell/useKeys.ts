import { useEffect } from 'react';
import { usePageHandle } from '../state/index.ts';
import { SHORTCUTS, spell } from './keys.ts';

const TYPING =
  'input:not([type="radio"], [type="checkbox"], [type="button"]), textarea, select, [contenteditable="true"], [contenteditable=""], [role="textbox"], .monaco-editor, .nokey';
const OWN_KEYS = '[role="menu"], [role="dialog"], [role="alertdialog"], [role="listbox"]';
/** What scrolls with the keys that step elsewhere. */
const SCROLLS = '[role="log"]';
const PRESSABLE =
  'button, a[href], summary, [role="button"], [role="tab"], [role="slider"], [role="separator"]';

/** Listens to the keys of the table. What has keys of its own (fields, menus, focused buttons) keeps them. */
export function useKeys(): void {
  const page = usePageHandle();
  useEffect(() => {
    let byPointer = false;
    const onPointer = () => {
      byPointer = true;
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Tab') byPointer = false;
      const keys = spell(event);
      const shortcut = SHORTCUTS.find((candidate) => candidate.keys.includes(keys));
      if (!shortcut || event.defaultPrevented || event.isComposing) return;
      if (page.store.getState().crash) return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (!shortcut.whileTyping) {
        if (target.closest(TYPING) || target.closest(OWN_KEYS)) return;
        // A focused button takes the space bar, unless it was only clicked with the pointer.
        if (keys === 'Space' && !byPointer && target.closest(PRESSABLE)) return;
        if (/Arrow|Page|Home|End/.test(keys) && target.closest(SCROLLS)) return;
        // The slider has pages of its own.
        if (keys.startsWith('Page') && target.closest('[role="slider"]')) return;
        if (keys.includes('Arrow') && target.closest('input[type="radio"]') && !byPointer) return;
      }
      event.preventDefault();
      // Auto-repeat may step, but must not toggle.
      if (event.repeat && !/Arrow|Page/.test(keys)) return;
      void shortcut.run(page);
    };
    window.addEventListener('pointerdown', onPointer, true);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('pointerdown', onPointer, true);
      window.removeEventListener('keydown', onKey);
    };
  }, [page]);
}

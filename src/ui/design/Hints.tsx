import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import styles from './Hints.module.css';

interface Hint {
  readonly text: string;
  readonly keys: string | undefined;
  readonly at: DOMRect;
}

const DELAY_MS = 400;

/**
 * The hints of the whole page: one layer that reads `data-hint` of what is under the pointer or has the
 * focus (`words` or `words<Tab>key`). The words are also the name of the thing, so the layer itself is
 * hidden from screen readers. Escape sends it away.
 */
export function Hints(): ReactNode {
  const [hint, setHint] = useState<Hint | null>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shown: Element | null = null;
    const hide = () => {
      clearTimeout(timer);
      shown = null;
      setHint(null);
    };
    const show = (target: EventTarget | null, delayMs: number) => {
      const owner = target instanceof Element ? target.closest('[data-hint]') : null;
      if (owner === shown) return;
      hide();
      const text = owner?.getAttribute('data-hint');
      if (!owner || !text) return;
      shown = owner;
      timer = setTimeout(() => {
        const [words = '', keys] = text.split('\t');
        if (owner.isConnected) setHint({ text: words, keys, at: owner.getBoundingClientRect() });
      }, delayMs);
    };
    let at = '';
    const over = (event: PointerEvent) => {
      // What moves under a resting pointer is not pointed at.
      const place = `${event.clientX},${event.clientY}`;
      if (event.pointerType === 'mouse' && place !== at) show(event.target, DELAY_MS);
      at = place;
    };
    const focus = (event: FocusEvent) => {
      if (event.target instanceof Element && event.target.matches(':focus-visible')) show(event.target, 0);
    };
    const key = (event: KeyboardEvent) => event.key === 'Escape' && hide();
    document.addEventListener('pointerover', over);
    document.addEventListener('focusin', focus);
    document.addEventListener('focusout', hide);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('keydown', key);
    window.addEventListener('blur', hide);
    return () => {
      hide();
      document.removeEventListener('pointerover', over);
      document.removeEventListener('focusin', focus);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('keydown', key);
      window.removeEventListener('blur', hide);
    };
  }, []);

  return hint && <HintBubble hint={hint} />;
}

function HintBubble({ hint }: { readonly hint: Hint }): ReactNode {
  const bubble = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = bubble.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    const below = hint.at.bottom + 6 + height <= window.innerHeight;
    const left = Math.min(
      Math.max(8, hint.at.left + hint.at.width / 2 - width / 2),
      window.innerWidth - width - 8,
    );
    element.style.left = `${Math.round(left)}px`;
    element.style.top = `${Math.round(below ? hint.at.bottom + 6 : hint.at.top - height - 6)}px`;
  }, [hint]);
  return (
    <div ref={bubble} className={styles.bubble} aria-hidden="true">
      {hint.text}
      {hint.keys && <kbd>{hint.keys}</kbd>}
    </div>
  );
}

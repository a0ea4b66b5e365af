import { useEffect, useRef, useState } from 'react';
import { motion, prefersReducedMotion } from '../../design/index.ts';
import { usePage } from '../../state/index.ts';

export interface Present<T> {
  readonly item: T;
  /** It is no longer there and fades. */
  readonly leaving: boolean;
}

/** The items with those that have just gone, for as long as they fade. A jump in time shows no fading. */
export function usePresence<T>(items: readonly T[], idOf: (item: T) => string): readonly Present<T>[] {
  const seq = usePage((page) => page.moment.seq);
  const playing = usePage((page) => page.play.playing);
  const before = useRef({ items, seq });
  const [gone, setGone] = useState<readonly T[]>([]);
  const wasAt = before.current;
  if (wasAt.items !== items) {
    const isForward = seq === wasAt.seq + 1 || (playing && seq > wasAt.seq);
    const ids = new Set(items.map(idOf));
    const left =
      isForward && !prefersReducedMotion() ? wasAt.items.filter((item) => !ids.has(idOf(item))) : [];
    before.current = { items, seq };
    if (left.length > 0 || gone.length > 0) setGone(left);
  } else {
    before.current = { items, seq };
  }
  useEffect(() => {
    if (gone.length === 0) return undefined;
    const timer = setTimeout(() => setGone([]), motion.slowMs);
    return () => clearTimeout(timer);
  }, [gone]);
  const here = items.map((item) => ({ item, leaving: false }));
  if (gone.length === 0) return here;
  return [...gone.map((item) => ({ item, leaving: true })), ...here];
}

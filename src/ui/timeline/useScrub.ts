import { useRef, useState } from 'react';
import { useActions } from '../state/index.ts';
import type { Place, Scale } from './scale.ts';

/**
 * Follows a pointer along the bar. One request is under way at a time; while it is, only the newest wish is
 * kept, so that a quick hand does not leave a queue behind.
 */
export function useScrub(): {
  /** Goes to a position; null when the pointer lets go. */
  readonly scrub: (position: number | null, scale: Scale) => void;
  /** Where the pointer holds the head. */
  readonly target: number | null;
} {
  const actions = useActions();
  const [target, setTarget] = useState<number | null>(null);
  const busy = useRef(false);
  const wish = useRef<Place | null>(null);

  async function follow(): Promise<void> {
    if (busy.current) return;
    busy.current = true;
    while (wish.current) {
      const next = wish.current;
      wish.current = null;
      await actions.seek(next);
    }
    busy.current = false;
  }

  function scrub(position: number | null, scale: Scale): void {
    setTarget(position);
    if (position === null) return;
    wish.current = scale.at(position);
    void follow();
  }

  return { scrub, target };
}

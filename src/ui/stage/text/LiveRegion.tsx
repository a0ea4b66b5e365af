import { type ReactNode, useEffect, useRef, useState } from 'react';
import { usePage } from '../../state/index.ts';
import { plain } from '../narrate/narrate.ts';
import { useNarration } from '../narrate/useNarration.ts';

/** A voice needs longer for a sentence than the page for a message. */
const PLAYING_MS = 2500;
const STEPPING_MS = 150;

/** Tells screen readers what happens, one sentence at a time, and only the last when much happens. */
export function LiveRegion(): ReactNode {
  const sentence = useNarration();
  const playing = usePage((page) => page.play.playing);
  const [said, setSaid] = useState('');
  const last = useRef(0);
  useEffect(() => {
    const rest = playing ? Math.max(0, last.current + PLAYING_MS - performance.now()) : STEPPING_MS;
    const timer = setTimeout(() => {
      last.current = performance.now();
      setSaid(plain(sentence));
    }, rest);
    return () => clearTimeout(timer);
  }, [sentence, playing]);
  return (
    <p className="visually-hidden" role="status" aria-live="polite" data-testid="narration">
      {said}
    </p>
  );
}

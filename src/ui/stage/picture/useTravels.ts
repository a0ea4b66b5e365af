import { createContext, useContext, useRef } from 'react';
import { prefersReducedMotion } from '../../design/index.ts';
import { usePage } from '../../state/index.ts';

/**
 * Whether the moment was reached by going forward, so that what it brought is to be seen happening. Going
 * back and jumping show the same picture at rest.
 */
export function useTravels(): boolean {
  const seq = usePage((page) => page.moment.seq);
  const branch = usePage((page) => page.moment.branch);
  const playing = usePage((page) => page.play.playing);
  const before = useRef({ seq, branch, travels: false });
  if (before.current.seq !== seq || before.current.branch !== branch) {
    const step = seq - before.current.seq;
    const isForward = before.current.branch === branch && (step === 1 || (playing && step > 0));
    before.current = { seq, branch, travels: isForward && !prefersReducedMotion() };
  }
  return before.current.travels;
}

export const TravelContext = createContext(false);
export const useIsTravelling = (): boolean => useContext(TravelContext);

/** The durations of tokens.css for motion that is driven from script, in milliseconds. */
export const motion = { quickMs: 150, moveMs: 250, slowMs: 400 } as const;

/** The curve of `--ease` for framer-motion. */
export const ease = [0.2, 0, 0, 1] as const;

/** True when the reader asked the system for less motion. */
export function prefersReducedMotion(): boolean {
  return globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false;
}

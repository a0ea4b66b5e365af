/** A page out of sight paints nothing; it still keeps up, but slowly. */
const UNSEEN_MS = 250;
/** The longest rest after much work. */
const MOST_MS = 150;
/** Work that leaves room for a paint and whatever the reader does before the next. */
const LITTLE_MS = 8;
/** The browser lays out and paints about as long as the page has worked; then it rests as long as both took. */
const REST = 2;

/**
 * Runs something after what this task brings about has been painted, and after a rest when that was much work:
 * about half of the page's time stays free for its reader.
 */
export function afterPaint(run: () => void): void {
  const startMs = performance.now();
  // React draws in a microtask of the task that changed something, so this comes after it.
  setTimeout(() => {
    const workedMs = performance.now() - startMs;
    let isDone = false;
    const rest = () => {
      if (isDone) return;
      isDone = true;
      clearTimeout(unseen);
      setTimeout(run, Math.min(MOST_MS, Math.max(0, workedMs - LITTLE_MS) * REST));
    };
    const unseen = setTimeout(rest, UNSEEN_MS);
    requestAnimationFrame(rest);
  });
}

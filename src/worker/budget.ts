/** What a message may hold, in units of about a third of a kilobyte. */
const SIZE = { least: 200, first: 1000, most: 4000 };
/** A message that took longer is followed by smaller ones; a full one that took much less, by larger ones. */
const LONG_MS = 8;
const SHORT_MS = 3;

/** How much goes into one message, so that sending it keeps neither the worker nor the page for long. */
export class Budget {
  size = SIZE.first;

  /** What the last message held, and how long it took to make and send. */
  took(used: number, costMs: number): void {
    if (costMs > LONG_MS) this.size = Math.max(SIZE.least, this.size >> 1);
    else if (costMs < SHORT_MS && used >= this.size) this.size = Math.min(SIZE.most, this.size * 2);
  }
}

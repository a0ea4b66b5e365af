// Which of several names did the writer mean?

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  let twoBack: number[] = [];
  let oneBack = Array.from({ length: width }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column < width; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (oneBack[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (oneBack[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (twoBack[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    twoBack = oneBack;
    oneBack = current;
  }
  return oneBack[width - 1] ?? 0;
}

/**
 * The candidates close enough to be a slip of the pen, best first: the same but for case, spaces and dashes, or
 * within a third of the length.
 */
export function closest(text: string, candidates: Iterable<string>, limit = 3): string[] {
  const plain = normalise(text);
  const scored: { candidate: string; score: number }[] = [];
  for (const candidate of candidates) {
    if (candidate === text) continue;
    const score =
      normalise(candidate) === plain ? 0 : editDistance(text.toLowerCase(), candidate.toLowerCase());
    if (score <= Math.max(1, Math.floor(Math.max(text.length, candidate.length) / 3))) {
      scored.push({ candidate, score });
    }
  }
  return scored
    .sort((a, b) => a.score - b.score || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map((entry) => entry.candidate);
}

function normalise(text: string): string {
  return text.toLowerCase().replace(/[\s_-]/g, '');
}

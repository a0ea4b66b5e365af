import { allIssued, type Branch, firstCreatedAfter } from './branch.ts';
import type { Position } from './types.ts';

/**
 * The Pod a reader most likely wants to follow: the first that the newest command by now brought about.
 * Without any such, the first Pod of the run; null when there is none.
 */
export function newestPod<World>(branch: Branch<World>, now: Position): string | null {
  let untilSeq = Number.POSITIVE_INFINITY;
  const commands = [...allIssued(branch)].filter((command) => command.seq <= now.seq);
  for (const { seq } of commands.reverse()) {
    const created = firstCreatedAfter(branch, seq);
    if (created !== null && created.seq <= untilSeq) return created.pod;
    untilSeq = seq;
  }
  return firstCreatedAfter(branch, 0)?.pod ?? null;
}

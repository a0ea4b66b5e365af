import { allIssued, allLandmarks, type Branch } from './branch.ts';
import type { Position } from './types.ts';

/**
 * The Pod a reader most likely wants to follow: the first that the newest command by now brought about.
 * Without any such, the first Pod of the run; null when there is none.
 */
export function newestPod<World>(branch: Branch<World>, now: Position): string | null {
  const created: { seq: number; pod: string }[] = [];
  for (const { created: isNew, seq, pod } of allLandmarks(branch)) {
    if (isNew && pod !== null) created.push({ seq, pod });
  }
  const commands = [...allIssued(branch)].filter((command) => command.seq <= now.seq);
  let untilSeq = Number.POSITIVE_INFINITY;
  for (const command of commands.reverse()) {
    const first = created.find(({ seq }) => seq > command.seq && seq <= untilSeq);
    if (first !== undefined) return first.pod;
    untilSeq = command.seq;
  }
  return created[0]?.pod ?? null;
}

import { advanceTo } from './advance.ts';
import { type Cursor, lineage, ownerOf } from './branch.ts';
import type { Target, Timeline } from './timeline.ts';
import type { Moment } from './types.ts';

/**
 * The law of the timeline, for one computed moment of the current branch: the hash of the world that
 * snapshots and replay lead to, and that of a run from the start which uses neither. The moment shown
 * stays where it is.
 */
export function straightHash<World>(
  timeline: Timeline<World>,
  to: Target,
): { moment: Moment; seek: string; straight: string } {
  const { engine, currentBranch } = timeline;
  timeline.want(to);
  while (timeline.resolve(to) === null && timeline.compute(1000) > 0);
  const position = timeline.resolve(to) ?? timeline.end;
  let cursor: Cursor<World> = { world: timeline.createWorld(), nextInput: 0 };
  const line = lineage(ownerOf(currentBranch, position));
  line.forEach(({ branch }, index) => {
    const next = line[index + 1]?.branch.parent?.at ?? position;
    cursor = advanceTo(engine, branch.inputs, { world: cursor.world, nextInput: 0 }, next);
  });
  return {
    moment: { branch: currentBranch.id, ...position },
    seek: engine.hash(timeline.worldAt(position)),
    straight: engine.hash(cursor.world),
  };
}

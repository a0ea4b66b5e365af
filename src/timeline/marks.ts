import type { PodFlow } from '../engine/trace/flow.ts';
import { allIssued, allLandmarks, allWarnings, type Branch, countLandmarks, landmarksOf } from './branch.ts';
import { commandTitle } from './title.ts';
import type { Landmark, Mark } from './types.ts';

/** Above this many, what does not concern the watched Pod gets a mark only when it is a warning. */
const CROWDED = 600;
const MOST = 1500;

/** The marks of a branch on the scrub bar in order; `flow` is the watched Pod's over the whole branch. */
export function marksOf<World>(branch: Branch<World>, flow: PodFlow | null): Mark[] {
  const own = flow === null ? [] : landmarksOf(branch, flow.pod);
  const marks = [
    ...commandMarks(branch),
    ...stepMarks(flow),
    ...own.map(markOf),
    ...otherMarks(branch, flow, own.length),
  ];
  return marks.sort((a, b) => a.seq - b.seq || a.timeMs - b.timeMs);
}

/** Where there are many, only those that are shown are looked at. */
function otherMarks<World>(branch: Branch<World>, flow: PodFlow | null, own: number): Mark[] {
  const crowded = countLandmarks(branch) - own > CROWDED;
  const marks: Mark[] = [];
  for (const landmark of crowded ? allWarnings(branch) : allLandmarks(branch)) {
    if (flow !== null && landmark.pod === flow.pod) continue;
    if (marks.push(markOf(landmark)) === MOST) break;
  }
  return marks;
}

function markOf({ seq, timeMs, kind, label, warning }: Landmark): Mark {
  return { seq, timeMs, kind, label, warning };
}

function commandMarks<World>(branch: Branch<World>): Mark[] {
  return [...allIssued(branch)].map(({ seq, timeMs, command }) => ({
    seq,
    timeMs,
    kind: 'command',
    label: commandTitle(command),
    warning: false,
  }));
}

function stepMarks(flow: PodFlow | null): Mark[] {
  const marks: Mark[] = [];
  for (const { step, record, timeMs, state } of flow?.steps ?? []) {
    if (record === null || timeMs === null) continue;
    marks.push({ seq: record, timeMs, kind: 'step', label: step, warning: state === 'waiting' });
  }
  return marks;
}

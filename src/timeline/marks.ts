import type { K8sEvent } from '../api/index.ts';
import type { PodFlow } from '../engine/trace/flow.ts';
import { type Branch, lineage, scanChanges } from './branch.ts';
import { landmarkOf, phaseOf } from './lanes.ts';
import { commandTitle } from './title.ts';
import type { Mark } from './types.ts';

/** Above this many, only what concerns the watched Pod and warnings get a mark. */
const CROWDED = 600;
const MOST = 1500;

/** The marks of a branch on the scrub bar in the order of time; `flow` is the watched Pod's over the whole branch. */
export function marksOf<World>(branch: Branch<World>, flow: PodFlow | null): Mark[] {
  const commands = commandMarks(branch);
  const own: Mark[] = flow === null ? [] : stepMarks(flow);
  const others: Mark[] = [];
  scanChanges(branch, (change) => {
    const landmark = landmarkOf(change);
    if (landmark === null) return;
    const { seq, timeMs } = change;
    const list = landmark.pod !== null && landmark.pod === flow?.pod ? own : others;
    if (landmark.kind === 'phase') {
      const phase = phaseOf(change.after);
      const warning = phase === 'Failed' || phase === 'Unknown';
      list.push({ seq, timeMs, kind: 'phase', label: phase ?? 'Deleted', warning });
    } else {
      const { reason = '', type } = change.after as K8sEvent;
      list.push({ seq, timeMs, kind: 'event', label: reason, warning: type === 'Warning' });
    }
  });
  const few = others.length <= CROWDED ? others : others.filter((mark) => mark.warning);
  const marks = [...commands, ...own, ...few.slice(0, MOST)];
  return marks.sort((a, b) => a.seq - b.seq || a.timeMs - b.timeMs);
}

function commandMarks<World>(branch: Branch<World>): Mark[] {
  const marks: Mark[] = [];
  for (const part of lineage(branch)) {
    for (const { seq, timeMs, command } of part.branch.issued) {
      if (seq > part.toSeq) break;
      marks.push({ seq, timeMs, kind: 'command', label: commandTitle(command), warning: false });
    }
  }
  return marks;
}

function stepMarks(flow: PodFlow): Mark[] {
  const marks: Mark[] = [];
  for (const { step, record, timeMs, state } of flow.steps) {
    if (record === null || timeMs === null) continue;
    marks.push({ seq: record, timeMs, kind: 'step', label: step, warning: state === 'waiting' });
  }
  return marks;
}

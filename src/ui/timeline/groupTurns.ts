import type { PodLanes } from '../../protocol/view.ts';
import type { Scale } from './scale.ts';

export interface Turn {
  readonly type: string;
  readonly status: string;
  readonly timeMs: number;
  readonly px: number;
}

export interface Group {
  readonly px: number;
  readonly turns: readonly Turn[];
  readonly label: string;
}

const NEAR_PX = 7;
const CHARACTER_PX = 6.2;

/** Each change of a condition that says something, in order; the first `False` says only that it is new. */
function turnsOf(conditions: PodLanes['conditions'], scale: Scale, width: number): Turn[] {
  return conditions
    .flatMap(({ type, spans }) =>
      spans
        .filter((span, index) => span.state === 'True' || index > 0)
        .map((span) => ({
          type,
          status: span.state,
          timeMs: span.fromMs,
          px: (scale.of(span.fromSeq) / scale.length) * width,
        })),
    )
    .sort((a, b) => a.px - b.px);
}

/** Turns that stand too close to be told apart share a dot; its label is as long as the room allows. */
export function groupTurns(
  conditions: PodLanes['conditions'],
  scale: Scale,
  width: number,
): readonly Group[] {
  const groups: { px: number; turns: Turn[] }[] = [];
  for (const turn of turnsOf(conditions, scale, width)) {
    const last = groups.at(-1);
    if (last && turn.px - last.px < NEAR_PX) last.turns.push(turn);
    else groups.push({ px: turn.px, turns: [turn] });
  }
  return groups.map((group, index) => {
    const room = (groups[index + 1]?.px ?? width) - group.px - 16;
    const named = group.turns.map((turn) =>
      turn.status === 'True' ? turn.type : `${turn.type} ${turn.status}`,
    );
    const all = named.join(', ');
    const first = named.length > 1 ? `${named[0]} +${named.length - 1}` : all;
    const label = [all, first].find((text) => text.length * CHARACTER_PX <= room) ?? '';
    return { ...group, label };
  });
}

import type { Mark } from '../../protocol/view.ts';
import type { Scale } from './scale.ts';

/** Room a step's number needs, in pixels, per character. */
const CHARACTER_PX = 7;
const GAP_PX = 4;
const BODY_PX = 7;

export interface Placed {
  readonly mark: Mark;
  readonly px: number;
  readonly labelled: boolean;
}

/**
 * Marks in pixels, those of a kind not on top of each other; a step keeps its number where there is room. Warnings are
 * placed first, so that they are never the ones left out.
 */
export function placeMarks(marks: readonly Mark[], scale: Scale, width: number): readonly Placed[] {
  const taken = new Set<string>();
  const placed: Placed[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const mark of [...marks].sort((a, b) => Number(b.warning) - Number(a.warning))) {
    const px = Math.round((scale.of(mark.seq) / scale.length) * width);
    // A step's tick is narrow; the others have a body.
    const id = `${mark.kind}:${mark.kind === 'step' ? px : Math.round(px / BODY_PX)}`;
    if (taken.has(id)) continue;
    taken.add(id);
    placed.push({ mark, px, labelled: false });
  }
  placed.sort((a, b) => a.px - b.px);
  return placed.map((each) => {
    if (each.mark.kind !== 'step') return each;
    const half = (each.mark.label.length * CHARACTER_PX) / 2;
    if (each.px - half < free) return each;
    free = each.px + half + GAP_PX;
    return { ...each, labelled: true };
  });
}

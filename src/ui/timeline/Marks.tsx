import { memo, type ReactNode } from 'react';
import type { Mark } from '../../protocol/view.ts';
import { classes } from '../design/index.ts';
import { formatTime, useT } from '../i18n/index.ts';
import styles from './Marks.module.css';
import type { Scale } from './scale.ts';

interface MarksProps {
  readonly marks: readonly Mark[];
  readonly scale: Scale;
  readonly width: number;
  /** Sequence number of the moment shown: steps up to it are in the past. */
  readonly now: number;
}

/** Room a step's number needs, in pixels, per character. */
const CHARACTER_PX = 7;
const GAP_PX = 4;

interface Placed {
  readonly mark: Mark;
  readonly px: number;
  readonly labelled: boolean;
}

/**
 * Marks in pixels, at most one of a kind per pixel; a step keeps its number where there is room. Warnings are
 * placed first, so that they are never the ones left out.
 */
export function placeMarks(marks: readonly Mark[], scale: Scale, width: number): readonly Placed[] {
  const taken = new Set<string>();
  const placed: Placed[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const mark of [...marks].sort((a, b) => Number(b.warning) - Number(a.warning))) {
    const px = Math.round((scale.of(mark.seq) / scale.length) * width);
    const id = `${mark.kind}:${px}`;
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

export const Marks = memo(function Marks({ marks, scale, width, now }: MarksProps): ReactNode {
  const t = useT();
  if (width === 0) return null;
  return (
    <div aria-hidden="true">
      {placeMarks(marks, scale, width).map(({ mark, px, labelled }) => (
        <span
          key={`${mark.kind}-${mark.seq}-${mark.label}`}
          className={classes(styles.mark, styles[mark.kind])}
          data-warning={mark.warning || undefined}
          data-past={mark.seq <= now || undefined}
          style={{ left: px }}
          data-hint={t(`timeline.mark.${mark.kind}`, { label: mark.label, time: formatTime(mark.timeMs) })}
        >
          {labelled && mark.label}
        </span>
      ))}
    </div>
  );
});

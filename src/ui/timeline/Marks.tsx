import { memo, type ReactNode } from 'react';
import type { Mark } from '../../protocol/view.ts';
import { classes } from '../design/index.ts';
import { formatTime, useT } from '../i18n/index.ts';
import styles from './Marks.module.css';
import { placeMarks } from './placeMarks.ts';
import type { Scale } from './scale.ts';

interface MarksProps {
  readonly marks: readonly Mark[];
  readonly scale: Scale;
  readonly width: number;
  /** Sequence number of the moment shown: steps up to it are in the past. */
  readonly now: number;
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
          {labelled && <span className={styles.number}>{mark.label.replace(/^t/, '')}</span>}
        </span>
      ))}
    </div>
  );
});

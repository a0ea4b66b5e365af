import { memo, type ReactNode, useMemo } from 'react';
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

/** Steps change their look as time passes them; the many other marks are only drawn again when they move. */
export function Marks({ marks, scale, width, now }: MarksProps): ReactNode {
  const steps = useMemo(() => marks.filter((mark) => mark.kind === 'step'), [marks]);
  const others = useMemo(() => marks.filter((mark) => mark.kind !== 'step'), [marks]);
  if (width === 0) return null;
  return (
    <div aria-hidden="true">
      <Placed marks={others} scale={scale} width={width} now={0} />
      <Placed marks={steps} scale={scale} width={width} now={now} />
    </div>
  );
}

const Placed = memo(function Placed({ marks, scale, width, now }: MarksProps): ReactNode {
  const t = useT();
  const placed = useMemo(() => placeMarks(marks, scale, width), [marks, scale, width]);
  return placed.map(({ mark, px, labelled }) => (
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
  ));
});

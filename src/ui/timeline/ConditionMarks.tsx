import { memo, type ReactNode } from 'react';
import type { PodLanes } from '../../protocol/view.ts';
import { formatTime, useT } from '../i18n/index.ts';
import styles from './ConditionMarks.module.css';
import { groupTurns } from './groupTurns.ts';
import type { Scale } from './scale.ts';

interface ConditionMarksProps {
  readonly conditions: PodLanes['conditions'];
  readonly scale: Scale;
  readonly width: number;
}

/** The conditions: not phases and not in a row, so they are dots where each turned true (or false again). */
export const ConditionMarks = memo(function ConditionMarks({
  conditions,
  scale,
  width,
}: ConditionMarksProps): ReactNode {
  const t = useT();
  return groupTurns(conditions, scale, width).map((group) => {
    const words = group.turns
      .map((turn) =>
        t('timeline.condition', { type: turn.type, status: turn.status, time: formatTime(turn.timeMs) }),
      )
      .join('; ');
    const good = group.turns.every((turn) => turn.status === 'True');
    return (
      <span key={group.px} className={styles.turn} style={{ left: group.px }} data-hint={words}>
        <span className={styles.dot} data-good={good || undefined} />
        {group.label ? (
          <span className={styles.label}>{group.label}</span>
        ) : (
          <span className="visually-hidden">{words}</span>
        )}
      </span>
    );
  });
});

import { memo, type ReactNode } from 'react';
import { classes } from '../../design/index.ts';
import styles from './Pod.module.css';
import type { PodDrawingProps } from './PodCard.tsx';
import { PodHead } from './PodHead.tsx';

/** A Pod on one line, where there is no room for more. */
export const PodRow = memo(function PodRow({ pod, assumed }: PodDrawingProps): ReactNode {
  return (
    <article
      className={classes(styles.pod, styles.row, assumed && styles.assumed, pod.leaving && styles.leaving)}
      data-tone={assumed ? 'assumed' : pod.tone}
    >
      <PodHead pod={pod} assumed={assumed} short />
    </article>
  );
});

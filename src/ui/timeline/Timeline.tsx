import type { ReactNode } from 'react';
import { classes } from '../design/index.ts';
import { Controls } from './Controls.tsx';
import { Lanes } from './Lanes.tsx';
import styles from './Timeline.module.css';

/** The foot of the page: what time it is, how it goes on, and the Pod's life in three kinds of lanes. */
export function Timeline({ compact = false }: { readonly compact?: boolean }): ReactNode {
  return (
    <div className={classes(styles.timeline, compact && styles.compact)}>
      <Controls compact={compact} />
      <Lanes compact={compact} />
    </div>
  );
}

import type { ReactNode } from 'react';
import { classes } from '../design/index.ts';
import { usePage } from '../state/index.ts';
import { Controls } from './Controls.tsx';
import { Lanes } from './Lanes.tsx';
import styles from './Timeline.module.css';

/** The foot of the page: what time it is, how it goes on, and the Pod's life in three kinds of lanes. */
export function Timeline({ compact = false }: { readonly compact?: boolean }): ReactNode {
  const isPending = usePage((page) => page.pending > 0 || page.heading !== null);
  const isSettled = usePage((page) => page.ready && page.bounds.settled);
  return (
    // What the page waits for can be read from outside: a test that knows need not guess how long it takes.
    <div
      className={classes(styles.timeline, compact && styles.compact)}
      data-area="timeline"
      data-pending={isPending || undefined}
      data-settled={(isSettled && !isPending) || undefined}
    >
      <Controls compact={compact} />
      <Lanes compact={compact} />
    </div>
  );
}

import type { ReactNode } from 'react';
import type { StepState } from '../../protocol/view.ts';
import { DoneIcon, PendingIcon, RunningIcon, SkippedIcon, WaitingIcon } from '../design/icons.tsx';
import styles from './StateIcon.module.css';

const icons = {
  done: DoneIcon,
  running: RunningIcon,
  waiting: WaitingIcon,
  skipped: SkippedIcon,
  pending: PendingIcon,
};

/** A step's state as a shape; its word stands beside it for those who do not see it. */
export function StateIcon({ state }: { readonly state: StepState }): ReactNode {
  const Icon = icons[state];
  return (
    <span className={styles.icon} data-state={state}>
      <Icon size={14} />
    </span>
  );
}

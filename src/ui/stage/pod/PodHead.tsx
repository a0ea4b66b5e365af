import type { ReactNode } from 'react';
import { classes } from '../../design/index.ts';
import { useT } from '../../i18n/index.ts';
import { useActions, usePage } from '../../state/index.ts';
import type { PodModel } from '../model/pod.ts';
import { STOP } from '../picture/stop.ts';
import styles from './Pod.module.css';

interface PodHeadProps {
  readonly pod: PodModel;
  readonly assumed: boolean;
  /** The only line of the Pod: it says the status, else the phase. */
  readonly short?: boolean;
}

/** Name and status of a Pod; pressing it shows the Pod. */
export function PodHead({ pod, assumed, short = false }: PodHeadProps): ReactNode {
  const t = useT();
  const actions = useActions();
  const ref = { kind: 'Pod', namespace: pod.namespace, name: pod.name, uid: pod.uid };
  const selected = usePage(
    ({ selection }) =>
      selection?.kind === 'object' &&
      selection.ref.kind === 'Pod' &&
      selection.ref.name === pod.name &&
      (selection.ref.namespace ?? 'default') === pod.namespace,
  );
  const status = assumed ? t('stage.pod.assumed') : short ? pod.status : pod.phase;
  return (
    <button
      {...STOP}
      type="button"
      className={classes(styles.head, selected && styles.selected)}
      aria-pressed={selected}
      aria-label={`${t('stage.pod.label', { name: pod.name, phase: pod.phase, status: pod.status })}${pod.ip ? `, ${pod.ip}` : ''}${assumed ? `, ${status}` : ''}`}
      data-hint={`${pod.namespace}/${pod.name}`}
      onClick={() => actions.select({ kind: 'object', ref })}
    >
      <span className={styles.podName}>{pod.name}</span>
      <span className={styles.status}>{status}</span>
    </button>
  );
}

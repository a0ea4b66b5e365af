import type { Node as FlowNode, NodeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import { type Pod, podStatus } from '../../../api/index.ts';
import { classes } from '../../design/index.ts';
import { Rich, type Translate, useT } from '../../i18n/index.ts';
import { type PageState, useActions, usePage } from '../../state/index.ts';
import { assumedNode, useUnplaced } from '../model/hooks.ts';
import { podId } from '../model/pod.ts';
import { Scaled } from './Scaled.tsx';
import styles from './Strip.module.css';
import { STOP } from './stop.ts';

export type TrayFlowNode = FlowNode<{ readonly scale: number; readonly width: number }, 'tray'>;

const CHIP_WIDTH = 150;

/** The Pods that have no node yet, each with what it waits for. */
export const TrayNode = memo(function TrayNode({ data, width, height }: NodeProps<TrayFlowNode>): ReactNode {
  const t = useT();
  const actions = useActions();
  const pods = useUnplaced();
  const isEmpty = usePage((page) => page.bounds.headSeq === 0);
  const room = Math.max(1, Math.floor((data.width - 100) / CHIP_WIDTH));
  const shown = pods.length > room ? pods.slice(0, Math.max(1, room - 1)) : pods;
  return (
    <Scaled width={width} height={height} scale={data.scale}>
      <div className={styles.strip}>
        <span className={styles.title}>{t('stage.tray')}</span>
        {pods.length === 0 && (
          <span className={styles.empty}>
            {isEmpty ? <Rich text={t('stage.empty.short')} /> : t('stage.tray.empty')}
          </span>
        )}
        {shown.map((pod, index) => (
          <UnplacedPod key={pod.metadata.uid ?? podId(pod)} pod={pod} first={index === 0} />
        ))}
        {shown.length < pods.length && (
          <button
            {...STOP}
            type="button"
            className={styles.more}
            onClick={() => actions.select({ kind: 'component', address: 'scheduler' })}
          >
            {t('stage.more', { count: pods.length - shown.length })}
          </button>
        )}
      </div>
    </Scaled>
  );
});

function UnplacedPod({ pod, first }: { readonly pod: Pod; readonly first: boolean }): ReactNode {
  const t = useT();
  const actions = useActions();
  const id = podId(pod);
  const reason = usePage((page) => waitingFor(page, id, pod, t));
  const status = podStatus(pod);
  const name = pod.metadata.name ?? '';
  const stuck = usePage((page) => page.scheduler.unschedulablePods.some((entry) => entry.pod === id));
  return (
    <button
      {...STOP}
      tabIndex={first ? 0 : -1}
      type="button"
      className={classes(styles.chip, styles.waiting, stuck && styles.stuck)}
      data-hint={`${name}: ${status}, ${reason}`}
      aria-label={`${t('stage.pod.label', { name, phase: pod.status?.phase ?? 'Pending', status })}, ${reason}`}
      onClick={() => actions.select({ kind: 'object', ref: { kind: 'Pod', ...refOf(pod) } })}
    >
      <strong>{name}</strong>
      <span>{reason}</span>
    </button>
  );
}

function refOf({ metadata }: Pod) {
  return { namespace: metadata.namespace ?? 'default', name: metadata.name ?? '', uid: metadata.uid };
}

/** In which of the scheduler's queues it is, or what keeps it out of them. */
export function waitingFor(page: PageState, id: string, pod: Pod, t: Translate): string {
  const { activeQ, backoffQ, unschedulablePods } = page.scheduler;
  if ((pod.spec.schedulingGates ?? []).length > 0) return t('stage.tray.gated');
  const stuck = unschedulablePods.find((entry) => entry.pod === id);
  if (stuck) return t('stage.tray.stuck', { plugins: stuck.plugins.join(', ') });
  if (backoffQ.some((entry) => entry.pod === id)) return t('stage.tray.backoff');
  if (activeQ.includes(id)) return t('stage.tray.active');
  return assumedNode(page, id) === null ? t('stage.tray.known') : t('stage.tray.deciding');
}

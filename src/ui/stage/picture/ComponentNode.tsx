import type { Node as FlowNode, NodeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import {
  ApiServerIcon,
  ControllerIcon,
  EtcdIcon,
  type IconProps,
  KubectlIcon,
  SchedulerIcon,
  VolumeIcon,
} from '../../design/icons.tsx';
import { classes } from '../../design/index.ts';
import { useT } from '../../i18n/index.ts';
import { sameSelection, useActions, useKind, usePage } from '../../state/index.ts';
import type { ControlRole } from '../layout/types.ts';
import { tokenWords } from '../model/message.ts';
import { Anchors } from './Anchors.tsx';
import { currentCause, currentRecord, useRoleIn } from './activity.ts';
import styles from './ComponentNode.module.css';
import { Scaled } from './Scaled.tsx';
import { FIRST_STOP } from './stop.ts';

export type ComponentFlowNode = FlowNode<
  { readonly role: ControlRole; readonly scale: number; readonly small: boolean },
  'component'
>;

const ICONS: Readonly<Record<ControlRole, (props: IconProps) => ReactNode>> = {
  kubectl: KubectlIcon,
  apiserver: ApiServerIcon,
  etcd: EtcdIcon,
  'controller-manager': ControllerIcon,
  scheduler: SchedulerIcon,
  provisioner: VolumeIcon,
};

/** A component of the control plane, or kubectl. */
export const ComponentNode = memo(function ComponentNode({
  data,
  width,
  height,
}: NodeProps<ComponentFlowNode>): ReactNode {
  const { role, scale, small } = data;
  const t = useT();
  const actions = useActions();
  const part = useRoleIn(role);
  const words = usePage((page) => {
    const record = part ? currentRecord(page) : null;
    return record ? tokenWords(record, currentCause(page)) : '';
  });
  const selected = usePage((page) => sameSelection(page.selection, { kind: 'component', address: role }));
  const Icon = ICONS[role];
  const name = t(`stage.name.${role}`);
  return (
    <Scaled width={width} height={height} scale={scale}>
      <Anchors />
      <button
        {...FIRST_STOP}
        type="button"
        className={classes(
          styles.component,
          small && styles.small,
          part && styles[part],
          selected && styles.selected,
        )}
        data-role={role}
        aria-pressed={selected}
        onClick={() => actions.select({ kind: 'component', address: role })}
      >
        <span className={styles.name}>
          {!small && (
            <span className={styles.icon} data-role={role}>
              <Icon size={16} />
            </span>
          )}
          {name}
          <span className="visually-hidden">, </span>
        </span>
        {!(small && role === 'apiserver') && <ComponentNote role={role} small={small} />}
        {part && <span className="visually-hidden">, {t(`stage.active.${part}`, { words })}</span>}
      </button>
    </Scaled>
  );
});

/** The one line a component has to say for itself at the moment. */
function ComponentNote({ role, small }: { readonly role: ControlRole; readonly small: boolean }): ReactNode {
  switch (role) {
    case 'kubectl':
      return <KubectlNote />;
    case 'etcd':
      return <EtcdNote small={small} />;
    case 'controller-manager':
      return <ManagerNote />;
    case 'scheduler':
      return <SchedulerNote />;
    default:
      return <PlainNote role={role} />;
  }
}

function PlainNote({ role }: { readonly role: 'apiserver' | 'provisioner' }): ReactNode {
  const t = useT();
  return <span className={styles.note}>{t(`stage.note.${role}`)}</span>;
}

function KubectlNote(): ReactNode {
  const t = useT();
  const line = usePage((page) => page.kubectl.at(-1)?.line ?? '');
  const shown = line.replace(/^kubectl\s+/, '');
  return (
    <span className={styles.note} data-hint={shown || undefined}>
      {shown || t('stage.note.kubectl')}
    </span>
  );
}

function EtcdNote({ small }: { readonly small: boolean }): ReactNode {
  const t = useT();
  const revision = usePage((page) => page.revision);
  return (
    <span className={styles.note}>{t(small ? 'stage.note.rev' : 'stage.note.revision', { revision })}</span>
  );
}

function ManagerNote(): ReactNode {
  const t = useT();
  const claims = useKind('PersistentVolumeClaim') as readonly {
    readonly status?: { readonly phase?: string };
  }[];
  const count = claims.filter(({ status }) => status?.phase !== 'Bound').length;
  return (
    <span className={styles.note}>
      {count === 0 ? t('stage.note.noClaims') : t('stage.note.claims', { count })}
    </span>
  );
}

function SchedulerNote(): ReactNode {
  const t = useT();
  const active = usePage((page) => page.scheduler.activeQ.length);
  const backoff = usePage((page) => page.scheduler.backoffQ.length);
  const stuck = usePage((page) => page.scheduler.unschedulablePods.length);
  return (
    <>
      <span className={styles.note} aria-hidden="true">
        {t('stage.queue', { active, backoff })}
      </span>
      <span className={classes(styles.note, stuck > 0 && styles.stuck)} aria-hidden="true">
        {t('stage.queue.stuck', { stuck })}
      </span>
      <span className="visually-hidden">{t('stage.queue.full', { active, backoff, stuck })}</span>
    </>
  );
}

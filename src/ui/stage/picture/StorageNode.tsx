import type { Node as FlowNode, NodeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import type { PersistentVolumeClaim } from '../../../api/index.ts';
import { VolumeIcon } from '../../design/icons.tsx';
import { classes } from '../../design/index.ts';
import { useT } from '../../i18n/index.ts';
import { useActions, useKind } from '../../state/index.ts';
import { Scaled } from './Scaled.tsx';
import styles from './Strip.module.css';
import { STOP } from './stop.ts';

export type StorageFlowNode = FlowNode<{ readonly scale: number; readonly width: number }, 'storage'>;

const CHIP_WIDTH = 130;

/** The claims of the cluster and the volumes they are bound to. Empty, it is not drawn at all. */
export const StorageNode = memo(function StorageNode({
  data,
  width,
  height,
}: NodeProps<StorageFlowNode>): ReactNode {
  const t = useT();
  const actions = useActions();
  const claims = useKind<PersistentVolumeClaim>('PersistentVolumeClaim');
  if (claims.length === 0) return null;
  const room = Math.max(1, Math.floor((data.width - 60) / CHIP_WIDTH));
  const shown = claims.length > room ? claims.slice(0, Math.max(1, room - 1)) : claims;
  return (
    <Scaled width={width} height={height} scale={data.scale}>
      <div className={styles.strip}>
        <span className={styles.title}>{t('stage.storage')}</span>
        {shown.map(({ metadata, spec, status }, index) => {
          const bound = status?.phase === 'Bound';
          const volume = bound ? (spec?.volumeName ?? '') : t('stage.storage.unbound');
          const name = metadata.name ?? '';
          return (
            <button
              key={metadata.uid ?? name}
              {...STOP}
              tabIndex={index === 0 ? 0 : -1}
              type="button"
              className={classes(styles.chip, !bound && styles.waiting)}
              data-hint={`PersistentVolumeClaim ${name}: ${status?.phase ?? 'Pending'} ${bound ? volume : ''}`}
              aria-label={`PersistentVolumeClaim ${name}: ${status?.phase ?? 'Pending'}, ${volume}`}
              onClick={() =>
                actions.select({
                  kind: 'object',
                  ref: {
                    kind: 'PersistentVolumeClaim',
                    namespace: metadata.namespace,
                    name,
                    uid: metadata.uid,
                  },
                })
              }
            >
              <VolumeIcon size={12} />
              <strong>{name}</strong>
              <span>{bound ? `→ ${volume}` : volume}</span>
            </button>
          );
        })}
        {shown.length < claims.length && (
          <span className={styles.more}>{t('stage.more', { count: claims.length - shown.length })}</span>
        )}
      </div>
    </Scaled>
  );
});

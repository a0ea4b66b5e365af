import { memo, type ReactNode } from 'react';
import type { Node } from '../../../api/index.ts';
import { classes } from '../../design/index.ts';
import { formatBytes, useT } from '../../i18n/index.ts';
import { useHost } from '../../state/index.ts';
import type { Level } from '../layout/types.ts';
import { useAssumedOn, useFollowedPod, usePodsOn } from '../model/hooks.ts';
import { formatCPU, formatGi, loadOf } from '../model/resources.ts';
import styles from './LoadBars.module.css';

interface LoadBarsProps {
  readonly node: Node | null;
  readonly name: string;
  readonly level: Level;
  readonly slim: boolean;
}

/** What is asked of a node and what it has; the part of the Pod that is followed stands out. */
export const LoadBars = memo(function LoadBars({ node, name, level, slim }: LoadBarsProps): ReactNode {
  const t = useT();
  const pods = usePodsOn(name);
  const assumed = useAssumedOn(name);
  const followed = useFollowedPod();
  const here =
    followed && (followed.spec.nodeName === name || assumed.some((pod) => pod === followed))
      ? followed
      : null;
  const { allocatable, requested, added } = loadOf(node, [...pods, ...assumed], here);
  const label = t('stage.node.loadLabel', {
    cpu: formatCPU(requested.milliCPU + added.milliCPU),
    cpuTotal: formatCPU(allocatable.milliCPU),
    memory: formatGi(requested.memoryBytes + added.memoryBytes),
    memoryTotal: formatGi(allocatable.memoryBytes),
  });
  return (
    <div className={classes(styles.load, styles[level], slim && styles.slim)} role="img" aria-label={label}>
      <Bar
        name={t('stage.node.cpu')}
        used={requested.milliCPU}
        added={added.milliCPU}
        total={allocatable.milliCPU}
        format={formatCPU}
        slim={slim}
        bare={level === 'tiny'}
      />
      <Bar
        name={t('stage.node.memory')}
        used={requested.memoryBytes}
        added={added.memoryBytes}
        total={allocatable.memoryBytes}
        format={formatGi}
        unit="Gi"
        slim={slim}
        bare={level === 'tiny'}
      />
    </div>
  );
});

/** What the node need not pull again. */
export function Images({ node }: { readonly node: string }): ReactNode {
  const t = useT();
  const images = useHost(node)?.images ?? [];
  const hint = images.map(({ name, sizeBytes }) => `${name} ${formatBytes(sizeBytes)}`).join('\n');
  return (
    <p className={styles.imageRow}>
      <span>{t('stage.node.images')}</span>
      <span className={styles.images} data-hint={hint || undefined}>
        {images.length === 0
          ? t('stage.node.noImages')
          : images.map(({ name }) => shortImage(name)).join(', ')}
      </span>
    </p>
  );
}

/** An image without the registry everybody means. */
export function shortImage(name: string): string {
  return name.replace(/^docker\.io\/(library\/)?/, '').replace(/^registry\.k8s\.io\//, '');
}

interface BarProps {
  readonly name: string;
  readonly used: number;
  readonly added: number;
  readonly total: number;
  readonly format: (amount: number) => string;
  readonly unit?: string;
  readonly slim: boolean;
  readonly bare: boolean;
}

function Bar({ name, used, added, total, format, unit = '', slim, bare }: BarProps): ReactNode {
  const share = (amount: number) => `${total > 0 ? Math.min(100, (amount / total) * 100) : 0}%`;
  return (
    <>
      {!bare && <span className={styles.name}>{name}</span>}
      <span className={styles.track}>
        <i className={styles.used} style={{ width: share(used) }} />
        <i className={styles.added} style={{ width: share(added) }} />
      </span>
      {!bare && (
        <span className={styles.figures}>
          {added > 0 && !slim ? (
            <>
              {format(used)} <b>+ {format(added)}</b>
            </>
          ) : (
            format(used + added)
          )}
          <span className={styles.total}>
            {' '}
            / {format(total)}
            {unit}
          </span>
        </span>
      )}
    </>
  );
}

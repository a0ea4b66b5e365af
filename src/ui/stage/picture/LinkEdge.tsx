import type { Edge, EdgeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import { classes } from '../../design/index.ts';
import { useActiveLink } from './activity.ts';
import styles from './LinkEdge.module.css';

export type LinkFlowEdge = Edge<{ readonly path: string; readonly dashed?: boolean }, 'link'>;

/** A line along which two components speak; accented after a message went along it. */
export const LinkEdge = memo(function LinkEdge({ id, data }: EdgeProps<LinkFlowEdge>): ReactNode {
  const active = useActiveLink() === id;
  return (
    <path
      d={data?.path ?? ''}
      className={classes(styles.link, data?.dashed && styles.dashed, active && styles.active)}
    />
  );
});

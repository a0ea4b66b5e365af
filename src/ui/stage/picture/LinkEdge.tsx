import type { Edge, EdgeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import { classes } from '../../design/index.ts';
import styles from './LinkEdge.module.css';

export type LinkFlowEdge = Edge<{ readonly path: string; readonly dashed?: boolean }, 'link'>;

/** A line along which two components speak, at rest. The token draws the one in use over it. */
export const LinkEdge = memo(function LinkEdge({ data }: EdgeProps<LinkFlowEdge>): ReactNode {
  return <path d={data?.path ?? ''} className={classes(styles.link, data?.dashed && styles.dashed)} />;
});

import { Handle, Position } from '@xyflow/react';
import type { ReactNode } from 'react';
import styles from './Anchors.module.css';

/** React Flow draws an edge only between handles. Ours are unseen: the lines bring their own path. */
export function Anchors(): ReactNode {
  return (
    <>
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={styles.anchor} />
      <Handle type="target" position={Position.Top} isConnectable={false} className={styles.anchor} />
    </>
  );
}

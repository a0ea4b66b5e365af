import type { Node as FlowNode, NodeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import { classes } from '../../design/index.ts';
import { useT } from '../../i18n/index.ts';
import { sameSelection, useActions, usePage } from '../../state/index.ts';
import { Anchors } from './Anchors.tsx';
import { useRoleIn } from './activity.ts';
import styles from './Parts.module.css';
import { Scaled } from './Scaled.tsx';
import { FIRST_STOP } from './stop.ts';

export type NetworkFlowNode = FlowNode<
  { readonly role: 'coredns' | 'switch'; readonly scale: number },
  'network'
>;

/** What stands on the wire between the nodes. */
export const NetworkNode = memo(function NetworkNode({
  data: { role, scale },
  width,
  height,
}: NodeProps<NetworkFlowNode>): ReactNode {
  const t = useT();
  const actions = useActions();
  const part = useRoleIn(role);
  const selected = usePage((page) => sameSelection(page.selection, { kind: 'component', address: role }));
  const full = t(`stage.full.${role}`);
  return (
    <Scaled width={width} height={height} scale={scale}>
      <Anchors />
      <button
        {...FIRST_STOP}
        type="button"
        className={classes(
          styles.part,
          styles.port,
          styles.chip,
          part && styles[part],
          selected && styles.selected,
        )}
        data-hint={full}
        aria-label={full}
        aria-pressed={selected}
        onClick={() => actions.select({ kind: 'component', address: role })}
      >
        {t(`stage.name.${role}`)}
      </button>
    </Scaled>
  );
});

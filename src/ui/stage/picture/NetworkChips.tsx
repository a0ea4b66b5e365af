import { memo, type ReactNode } from 'react';
import { classes } from '../../design/index.ts';
import { useT } from '../../i18n/index.ts';
import { sameSelection, useActions, usePage } from '../../state/index.ts';
import type { Rect } from '../layout/geometry.ts';
import type { StageLayout } from '../layout/types.ts';
import { useRoleIn } from './activity.ts';
import styles from './Parts.module.css';
import { FIRST_STOP } from './stop.ts';

/** What stands on the wire between the nodes; above the lines of what travels there. */
export const NetworkChips = memo(function NetworkChips({
  layout: { network, scale },
}: {
  readonly layout: StageLayout;
}): ReactNode {
  return (['coredns', 'switch'] as const).map((role) => (
    <Chip key={role} role={role} rect={network[role]} scale={scale} />
  ));
});

interface ChipProps {
  readonly role: 'coredns' | 'switch';
  readonly rect: Rect;
  readonly scale: number;
}

function Chip({ role, rect, scale }: ChipProps): ReactNode {
  const t = useT();
  const actions = useActions();
  const part = useRoleIn(role);
  const selected = usePage((page) => sameSelection(page.selection, { kind: 'component', address: role }));
  const full = t(`stage.full.${role}`);
  return (
    <button
      {...FIRST_STOP}
      type="button"
      className={classes(styles.part, styles.port, part && styles[part], selected && styles.selected)}
      style={{
        left: rect.x,
        top: rect.y,
        width: rect.width / scale,
        height: rect.height / scale,
        ...(scale !== 1 && { transform: `scale(${scale})`, transformOrigin: '0 0' }),
      }}
      data-group=""
      data-hint={full}
      aria-label={full}
      aria-pressed={selected}
      onClick={() => actions.select({ kind: 'component', address: role })}
    >
      {t(`stage.name.${role}`)}
    </button>
  );
}

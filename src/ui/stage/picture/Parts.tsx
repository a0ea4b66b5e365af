import { memo, type ReactNode } from 'react';
import { classes } from '../../design/index.ts';
import { useT } from '../../i18n/index.ts';
import { sameSelection, useActions, usePage } from '../../state/index.ts';
import { type Point, type Rect, roundedPath } from '../layout/geometry.ts';
import type { Card, PartRole, PortRole } from '../layout/types.ts';
import { useRoleIn } from './activity.ts';
import styles from './Parts.module.css';
import { STOP } from './stop.ts';

/** The programs of a node that make its Pods. */
export const Parts = memo(function Parts({ card }: { readonly card: Card }): ReactNode {
  const { parts, ports } = card;
  return (Object.entries({ ...parts, ...ports }) as [PartRole | PortRole, Rect][]).map(([role, rect]) => (
    <Part key={role} role={role} rect={rect} card={card} />
  ));
});

interface PartProps {
  readonly role: PartRole | PortRole;
  readonly rect: Rect;
  readonly card: Card;
}

function Part({ role, rect, card }: PartProps): ReactNode {
  const t = useT();
  const actions = useActions();
  const address = `${role}/${card.name}`;
  const part = useRoleIn(address);
  const selected = usePage((page) => sameSelection(page.selection, { kind: 'component', address }));
  const full = t(`stage.full.${role}`);
  return (
    <button
      {...STOP}
      type="button"
      className={classes(
        styles.part,
        role in card.ports && styles.port,
        part && styles[part],
        selected && styles.selected,
      )}
      // The card's border takes one unit of its own.
      style={{
        left: rect.x - card.rect.x - 1,
        top: rect.y - card.rect.y - 1,
        width: rect.width,
        height: rect.height,
      }}
      data-hint={full}
      aria-label={t('stage.who.on', { who: full, node: card.name })}
      aria-pressed={selected}
      onClick={() => actions.select({ kind: 'component', address })}
    >
      {t(`stage.name.${role}`)}
    </button>
  );
}

interface PartLinksProps {
  readonly card: Card;
  readonly links: readonly { readonly id: string; readonly points: readonly Point[] }[];
}

/** The lines between the parts of a node. */
export const PartLinks = memo(function PartLinks({ card, links }: PartLinksProps): ReactNode {
  const { x, y, width, height } = card.rect;
  return (
    <svg className={styles.links} viewBox={`${x} ${y} ${width} ${height}`} aria-hidden="true">
      {links.map(({ id, points }) => (
        <path key={id} d={roundedPath(points, 4)} />
      ))}
    </svg>
  );
});

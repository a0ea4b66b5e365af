import type { ReactNode } from 'react';
import { nodeOf, usePage } from '../../state/index.ts';
import type { StageLayout } from '../layout/types.ts';
import { currentRecord, isHurried } from '../picture/activity.ts';
import styles from './FieldTile.module.css';

/** Marks the node the current message is about, above the painted field. */
export function FieldMark({ layout }: { readonly layout: StageLayout }): ReactNode {
  const hurried = usePage(isHurried);
  const node = usePage((page) => {
    const record = currentRecord(page);
    return record && !record.background ? nodeOf(record.to) || nodeOf(record.from) : '';
  });
  const card = layout.cardOf.get(node);
  if (!card || hurried) return null;
  const { x, y, width, height } = card.rect;
  return (
    <span
      className={styles.mark}
      style={{
        transform: `translate(${x - 3}px, ${y - 3}px)`,
        width: width + 6,
        height: height + 6,
        borderWidth: 2 * layout.scale,
      }}
    />
  );
}

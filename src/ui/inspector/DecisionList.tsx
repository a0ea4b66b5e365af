import { type ReactNode, useState } from 'react';
import type { SchedulingDecision } from '../../protocol/view.ts';
import { CheckIcon, CloseIcon } from '../design/icons.tsx';
import { Button, classes } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import styles from './DecisionList.module.css';
import { type Cell, type DecisionRow, decisionRows } from './decisionRows.ts';
import { readableTerms } from './terms.ts';

const SHOWN = 20;

/** The same as the table, node by node, for a narrow column. */
export function DecisionList({ decision }: { readonly decision: SchedulingDecision }): ReactNode {
  const t = useT();
  const [all, setAll] = useState(false);
  const rows = decisionRows(decision);
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    <>
      <ul className={styles.nodes}>
        {shown.map((row) => (
          <NodeVerdict key={row.node} row={row} />
        ))}
      </ul>
      {rows.length > shown.length && (
        <Button size="s" look="quiet" onClick={() => setAll(true)}>
          {t('inspector.more', { count: rows.length - shown.length })}
        </Button>
      )}
    </>
  );
}

function NodeVerdict({ row }: { readonly row: DecisionRow }): ReactNode {
  const t = useT();
  const { rejection } = row;
  return (
    <li className={classes(styles.node, row.chosen && styles.chosen)}>
      <p className={styles.head}>
        {row.chosen && <CheckIcon size={14} />}
        {rejection && <CloseIcon size={14} />}
        <strong>{row.node}</strong>
        {row.chosen && <span>{t('inspector.decision.chosen')}</span>}
        {!rejection && <span className={styles.total}>{row.total}</span>}
      </p>
      {rejection && (
        <p className={styles.reason}>
          <strong>{rejection.plugin}</strong>: {rejection.reasons.join(', ')}
        </p>
      )}
      {row.cells.length > 0 && (
        <dl className={styles.scores}>
          {row.cells.map((cell) => (
            <Score key={cell.plugin} cell={cell} />
          ))}
        </dl>
      )}
    </li>
  );
}

function Score({ cell }: { readonly cell: Cell }): ReactNode {
  const t = useT();
  return (
    <div>
      <dt>{cell.plugin}</dt>
      <dd>
        <span className={styles.sum}>
          {cell.raw === cell.normalized ? '' : `${cell.raw} → `}
          {cell.normalized}
          {cell.weight !== 1 && ` × ${cell.weight}`}
        </span>
        <span className={styles.weighted}>{cell.weighted}</span>
      </dd>
      {readableTerms(cell.terms).map(({ name, text }) => (
        <dd key={name} className={styles.term}>
          {t.maybe(`inspector.term.${name}`) ?? name} <span className={styles.value}>{text}</span>
        </dd>
      ))}
    </div>
  );
}

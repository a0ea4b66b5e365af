import { type ReactNode, useState } from 'react';
import type { SchedulingDecision } from '../../protocol/view.ts';
import { CheckIcon } from '../design/icons.tsx';
import { Button, classes } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import styles from './DecisionTable.module.css';
import { type Cell, decisionRows } from './decisionRows.ts';
import { readableTerms } from './terms.ts';

/** More rows than this wait behind a button: nobody reads a thousand nodes at once. */
const ROWS = 50;

/** Nodes down, plugins across; every score with the arithmetic that made it. */
export function DecisionTable({ decision }: { readonly decision: SchedulingDecision }): ReactNode {
  const t = useT();
  const [all, setAll] = useState(false);
  const rows = decisionRows(decision);
  const shown = all ? rows : rows.slice(0, ROWS);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={t('inspector.decision.table')}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col" className={styles.node}>
                {t('inspector.decision.node')}
              </th>
              <th scope="col" className={styles.sum}>
                {t('inspector.decision.total')}
              </th>
              {decision.scores.map((each) => (
                <th key={each.plugin} scope="col">
                  {each.plugin}
                  <span className={styles.weight}>× {each.weight}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.node} className={classes(row.chosen && styles.chosen)}>
                <th scope="row" className={styles.node}>
                  {row.chosen && <CheckIcon size={14} className={styles.check} />}
                  {row.node}
                  {row.chosen && <span className="visually-hidden"> ({t('inspector.decision.chosen')})</span>}
                </th>
                {row.rejection ? (
                  <td colSpan={decision.scores.length + 1} className={styles.reason}>
                    <strong>{row.rejection.plugin}</strong>: {row.rejection.reasons.join(', ')}
                  </td>
                ) : (
                  <>
                    <td className={styles.total}>{row.total}</td>
                    {row.cells.map((cell) => (
                      <ScoreCell key={cell.plugin} cell={cell} />
                    ))}
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > ROWS && !all && (
        <Button size="s" look="quiet" onClick={() => setAll(true)}>
          {t('inspector.more', { count: rows.length - ROWS })}
        </Button>
      )}
    </>
  );
}

function ScoreCell({ cell }: { readonly cell: Cell }): ReactNode {
  const t = useT();
  return (
    <td>
      <span>
        {cell.raw === cell.normalized ? cell.raw : `${cell.raw} → ${cell.normalized}`}
        {cell.weight !== 1 && ` × ${cell.weight} = ${cell.weighted}`}
      </span>
      {readableTerms(cell.terms).map(({ name, text }) => (
        <span key={name} className={styles.term}>
          {t.maybe(`inspector.term.${name}`) ?? name} {text}
        </span>
      ))}
    </td>
  );
}

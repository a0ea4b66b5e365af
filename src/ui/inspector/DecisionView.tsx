import { type ReactNode, useState } from 'react';
import type { SchedulingDecision } from '../../protocol/view.ts';
import { Button, Dialog } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { decisionOf } from '../stage/model/trace.ts';
import { useFullRecord, useRecord } from '../state/index.ts';
import { DecisionList } from './DecisionList.tsx';
import { DecisionTable } from './DecisionTable.tsx';
import { Facts } from './Facts.tsx';
import { Head } from './Head.tsx';
import styles from './Inspector.module.css';

/** One scheduling attempt: which nodes were ruled out and why, and the sums that chose among the rest. */
export function DecisionView({ seq }: { readonly seq: number }): ReactNode {
  const t = useT();
  const streamed = useRecord(seq);
  // Large decisions are streamed without their columns.
  const full = useFullRecord(seq);
  const [wide, setWide] = useState(false);
  const decision = decisionOf(full ?? streamed);
  if (!decision) return <p className={styles.empty}>{t('inspector.record.gone')}</p>;
  return (
    <div className={styles.inspector}>
      <Head
        over={t('inspector.decision.title', { attempt: decision.attempt })}
        title={decision.pod}
        note={
          decision.selected
            ? t('inspector.decision.selected', { node: decision.selected })
            : t('inspector.decision.none')
        }
      />
      <Facts
        facts={[
          [
            t('inspector.decision.nodes'),
            t('inspector.decision.nodesText', {
              all: decision.nodeCount,
              examined: decision.nodes.length,
              feasible: decision.feasible.length,
            }),
          ],
          [t('inspector.decision.stopped'), stopText()],
          [
            t('inspector.decision.tie'),
            decision.ties > 1
              ? t('inspector.decision.tieText', { count: decision.ties })
              : t('inspector.decision.noTie'),
          ],
          [t('inspector.decision.failedAt'), decision.failedAt],
          [t('inspector.decision.skippedFilters'), decision.skipped?.filter.join(', ')],
          [t('inspector.decision.skippedScores'), decision.skipped?.score.join(', ')],
        ]}
      />
      {decision.message && <pre className={styles.json}>{decision.message}</pre>}
      <div className={styles.bar}>
        <span className={styles.note}>{t('inspector.decision.tableNote')}</span>
        <Button size="s" onClick={() => setWide(true)}>
          {t('inspector.decision.wide')}
        </Button>
      </div>
      <DecisionList decision={decision} />
      <Dialog
        open={wide}
        width="xl"
        title={t('inspector.decision.title', { attempt: decision.attempt })}
        description={decision.pod}
        closeLabel={t('shell.close')}
        onClose={() => setWide(false)}
      >
        <DecisionTable decision={decision} />
      </Dialog>
    </div>
  );

  function stopText(): string | null {
    const enough = (decision as SchedulingDecision).enough;
    return enough === undefined ? null : t('inspector.decision.enough', { count: enough });
  }
}

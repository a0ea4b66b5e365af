import { memo, type ReactNode } from 'react';
import { CheckIcon, FailedIcon } from '../../design/icons.tsx';
import { classes } from '../../design/index.ts';
import { type Translate, useT } from '../../i18n/index.ts';
import { useActions, usePage } from '../../state/index.ts';
import { topRows, type Verdict } from '../model/verdict.ts';
import { plain } from '../narrate/narrate.ts';
import { currentRecord } from './activity.ts';
import { shortTaint } from './shortTaint.ts';
import { STOP } from './stop.ts';
import { useIsTravelling } from './useTravels.ts';
import styles from './VerdictBox.module.css';

export interface VerdictBoxProps {
  readonly verdict: Verdict;
  /** `namespace/name` of the Pod the verdict is about. */
  readonly pod: string;
  /** The record of the decision. */
  readonly seq: number;
  /** Place among the nodes as they were examined. */
  readonly order: number;
  /** One line only: the Pod is bound, or the card is small. */
  readonly folded: boolean;
  readonly narrow: boolean;
}

const MAX_ROWS = 5;

/** What the scheduler said of this node for the Pod that is followed. */
export const VerdictBox = memo(function VerdictBox(props: VerdictBoxProps): ReactNode {
  const { verdict, pod, seq, order, folded } = props;
  const t = useT();
  const actions = useActions();
  const travels = useIsTravelling();
  const fresh = usePage((page) => currentRecord(page)?.seq === seq) && travels;
  const words = plain(wordsOf(verdict, t));
  return (
    <button
      {...STOP}
      type="button"
      className={classes(
        styles.verdict,
        styles[verdict.kind],
        'chosen' in verdict && verdict.chosen && styles.chosen,
        folded && styles.folded,
        fresh && styles.fresh,
      )}
      // Nodes are judged one after the other, at most a blink in all.
      style={fresh ? { animationDelay: `${Math.min(order, 12) * 45}ms` } : undefined}
      data-hint={words}
      aria-label={t('stage.verdict.label', { pod: pod.slice(pod.indexOf('/') + 1), verdict: words })}
      onClick={() => actions.select({ kind: 'decision', seq })}
    >
      <Content {...props} />
    </button>
  );
});

function Content({ verdict, folded, narrow }: VerdictBoxProps): ReactNode {
  const t = useT();
  switch (verdict.kind) {
    case 'ruledOut':
      return (
        <>
          <span className={styles.line}>
            <FailedIcon size={12} />
            <span className={styles.plugin}>{verdict.plugin}</span>
            {folded && <span className={styles.sum}>{reasonOf(verdict)}</span>}
          </span>
          {!folded && <span className={styles.reason}>{reasonOf(verdict)}</span>}
        </>
      );
    case 'onlyOne':
      return (
        <span className={styles.line}>
          <CheckIcon size={12} />
          {t('stage.verdict.onlyOne')}
        </span>
      );
    case 'notExamined':
      return <span className={styles.line}>{t('stage.verdict.notExamined')}</span>;
    case 'scored':
      return folded ? (
        <span className={styles.line}>
          {verdict.chosen && <CheckIcon size={12} />}
          <span className={styles.plugin}>
            {verdict.chosen ? chosenWord(verdict, t) : t('stage.verdict.score')}
          </span>
          <b>{verdict.total}</b>
        </span>
      ) : (
        <Scores verdict={verdict} narrow={narrow} />
      );
  }
}

function Scores({
  verdict,
  narrow,
}: {
  readonly verdict: Extract<Verdict, { kind: 'scored' }>;
  readonly narrow: boolean;
}): ReactNode {
  const t = useT();
  const { shown, others, rest } = topRows(verdict.rows, MAX_ROWS);
  return (
    <span className={styles.table}>
      {shown.map((row) => (
        <span key={row.plugin} className={styles.row}>
          <span className={styles.plugin}>{row.short}</span>
          {!narrow && <span className={styles.sum}>{row.arithmetic}</span>}
          <span className={styles.points}>{row.weighted}</span>
        </span>
      ))}
      {others > 0 && (
        <span className={styles.row}>
          <span className={styles.plugin}>{t('stage.verdict.others', { count: others })}</span>
          <span className={styles.points}>{rest}</span>
        </span>
      )}
      <span className={classes(styles.row, styles.total)}>
        <span className={styles.plugin}>
          {verdict.chosen && <CheckIcon size={12} />}
          {verdict.chosen ? chosenWord(verdict, t) : t('stage.verdict.total')}
        </span>
        <span className={styles.points}>{verdict.total}</span>
      </span>
    </span>
  );
}

function chosenWord(verdict: Extract<Verdict, { kind: 'scored' }>, t: Translate): string {
  return verdict.tied ? t('stage.verdict.tied') : t('stage.verdict.chosen');
}

function reasonOf(verdict: Extract<Verdict, { kind: 'ruledOut' }>): string {
  return verdict.subject === '' ? verdict.reasons.join(', ') : shortTaint(verdict.subject);
}

/** The whole verdict in words; the plugin's own stand as code. */
export function wordsOf(verdict: Verdict, t: Translate): string {
  switch (verdict.kind) {
    case 'ruledOut':
      return `${t('stage.verdict.ruledOut')}: ${verdict.plugin}: \`${`${verdict.reasons.join(', ')} ${verdict.subject}`.trim()}\``;
    case 'onlyOne':
      return t('stage.verdict.onlyOne');
    case 'notExamined':
      return t('stage.verdict.notExamined');
    case 'scored':
      return `${verdict.chosen ? `${chosenWord(verdict, t)}, ` : ''}${t('stage.verdict.points', { total: verdict.total })}`;
  }
}

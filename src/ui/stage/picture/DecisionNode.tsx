import type { Node as FlowNode, NodeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import type { SchedulingDecision } from '../../../protocol/view.ts';
import { classes } from '../../design/index.ts';
import { Rich, type Translate, useT } from '../../i18n/index.ts';
import { sameSelection, useActions, usePage } from '../../state/index.ts';
import { type ShownDecision, useDecision } from '../model/hooks.ts';
import { plain } from '../narrate/narrate.ts';
import { Anchors } from './Anchors.tsx';
import { currentRecord } from './activity.ts';
import styles from './DecisionNode.module.css';
import { Scaled } from './Scaled.tsx';
import { FIRST_STOP } from './stop.ts';

export type DecisionFlowNode = FlowNode<{ readonly scale: number }, 'decision'>;

/** How the scheduler came to its choice, in two lines. */
export const DecisionNode = memo(function DecisionNode({
  data,
  width,
  height,
}: NodeProps<DecisionFlowNode>): ReactNode {
  const shown = useDecision();
  return (
    <Scaled width={width} height={height} scale={data.scale}>
      <Anchors />
      {shown ? <Summary shown={shown} /> : <Nothing />}
    </Scaled>
  );
});

function Nothing(): ReactNode {
  const t = useT();
  return <p className={classes(styles.decision, styles.nothing)}>{t('stage.decision.none')}</p>;
}

function Summary({ shown: { record, decision } }: { readonly shown: ShownDecision }): ReactNode {
  const t = useT();
  const actions = useActions();
  const selection = { kind: 'decision', seq: record.seq } as const;
  const selected = usePage((page) => sameSelection(page.selection, selection));
  const now = usePage((page) => currentRecord(page)?.seq === record.seq);
  const [funnel, outcome, note] = summarize(decision, t);
  return (
    <button
      {...FIRST_STOP}
      type="button"
      className={classes(styles.decision, now && styles.now, selected && styles.selected)}
      aria-pressed={selected}
      aria-label={plain(
        [t('stage.decision'), decision.pod, funnel, outcome, note].filter(Boolean).join(', '),
      )}
      data-hint={decision.message || undefined}
      onClick={() => actions.select(selection)}
    >
      <span className={styles.funnel}>
        <strong className={styles.pod}>{decision.pod.slice(decision.pod.indexOf('/') + 1)}</strong>
        <span>
          <Rich text={funnel} />
        </span>
      </span>
      <span className={classes(styles.outcome, decision.selected === null && styles.stuck)}>
        <Rich text={outcome} />
      </span>
      {note !== '' && <span className={styles.note}>{note}</span>}
    </button>
  );
}

/** From how many nodes to how many, what was chosen, and what else there is to know. */
export function summarize(decision: SchedulingDecision, t: Translate): readonly [string, string, string] {
  const chosen = decision.selected;
  const feasible = decision.feasible.length;
  const isLarge = decision.nodes.length === 0 && decision.nodeCount > 0;
  const funnel = t('stage.decision.funnel', {
    count: decision.nodeCount,
    feasible: isLarge ? '…' : feasible,
  });
  const again = decision.attempt > 1 ? t('stage.decision.attempt', { attempt: decision.attempt }) : '';
  if (chosen === null) {
    const outcome = decision.failedAt
      ? t('stage.decision.failed', { at: decision.failedAt, message: decision.message })
      : decision.message;
    return [funnel, outcome, again];
  }
  if (isLarge) return [funnel, t('stage.decision.large', { node: chosen }), again];
  if (decision.scores.length === 0) {
    return [funnel, t('stage.decision.only', { node: chosen }), again || t('stage.decision.notScored')];
  }
  const total = decision.totals[decision.feasible.indexOf(chosen)] ?? 0;
  const tie =
    decision.ties > 1 ? t('stage.decision.tie', { ties: decision.ties }) : t('stage.decision.noTie');
  return [
    funnel,
    t('stage.decision.best', { node: chosen, total }),
    again === '' ? tie : `${tie} · ${again}`,
  ];
}

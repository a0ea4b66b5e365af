import type { Node as FlowNode, NodeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import type { Node } from '../../../api/index.ts';
import { taintToString } from '../../../api/index.ts';
import { classes } from '../../design/index.ts';
import { useT } from '../../i18n/index.ts';
import { sameSelection, useActions, useByRef, useHost, usePage } from '../../state/index.ts';
import type { Point } from '../layout/geometry.ts';
import type { Card, Level } from '../layout/types.ts';
import { isControlPlane, useDecision, useFollowedPod } from '../model/hooks.ts';
import { podId } from '../model/pod.ts';
import { verdictOn } from '../model/verdict.ts';
import { PodArea } from '../pod/PodArea.tsx';
import { Anchors } from './Anchors.tsx';
import { currentRecord } from './activity.ts';
import styles from './ClusterNode.module.css';
import { conditionOf } from './condition.ts';
import { Images, LoadBars } from './LoadBars.tsx';
import { PartLinks, Parts } from './Parts.tsx';
import { shortTaint } from './shortTaint.ts';
import { FIRST_STOP } from './stop.ts';
import { useIsTravelling } from './useTravels.ts';
import { VerdictBox } from './VerdictBox.tsx';

export type ClusterFlowNode = FlowNode<
  {
    readonly card: Card;
    readonly level: Level;
    readonly links: readonly { readonly id: string; readonly points: readonly Point[] }[];
  },
  'cluster'
>;

/** A machine of the cluster with its books, the scheduler's verdict, its Pods and its parts. */
export const ClusterNode = memo(function ClusterNode({ data }: NodeProps<ClusterFlowNode>): ReactNode {
  const { card, level, links } = data;
  const { name } = card;
  const node = useByRef({ kind: 'Node', name }) as Node | null;
  const shown = useDecision();
  const verdict = shown && verdictOn(shown.decision, name);
  const followed = useFollowedPod();
  const bound = followed !== null && podId(followed) === shown?.decision.pod && !!followed.spec.nodeName;
  const lit = usePage((page) => {
    const record = currentRecord(page);
    if (!record || record.background) return false;
    return record.to.endsWith(`/${name}`) || record.from.endsWith(`/${name}`);
  });
  const travels = useIsTravelling();
  const judging =
    usePage((page) => shown !== null && currentRecord(page)?.seq === shown.record.seq) && travels;
  const out = verdict?.kind === 'ruledOut' && !bound;
  const chosen = shown?.decision.selected === name && !bound;
  return (
    <section
      data-group=""
      data-judging={judging || undefined}
      className={classes(
        styles.card,
        styles[level],
        lit && styles.lit,
        chosen && styles.chosen,
        out && styles.out,
      )}
    >
      <Anchors />
      <Header name={name} node={node} level={level} slim={card.slim} />
      <LoadBars node={node} name={name} level={level} slim={card.slim} />
      {level === 'full' && <Images node={name} />}
      {shown && verdict && (
        <VerdictBox
          verdict={verdict}
          pod={shown.decision.pod}
          seq={shown.record.seq}
          order={shown.decision.nodes.indexOf(name)}
          folded={level !== 'full' || (bound && verdict.kind !== 'ruledOut')}
          narrow={card.rect.width < 150}
        />
      )}
      <PodArea
        node={name}
        card={card}
        level={level}
        judged={verdict?.kind === 'scored' && !bound && level === 'full'}
      />
      {level === 'full' && (
        <>
          <PartLinks card={card} links={links} />
          <Parts card={card} />
        </>
      )}
    </section>
  );
});

function Header({
  name,
  node,
  level,
  slim,
}: {
  readonly name: string;
  readonly node: Node | null;
  readonly level: Level;
  readonly slim: boolean;
}): ReactNode {
  const t = useT();
  const actions = useActions();
  const host = useHost(name);
  const ref = { kind: 'Node', name } as const;
  const selected = usePage(
    (page) =>
      page.selection?.kind === 'object' &&
      sameSelection(
        { kind: 'object', ref: { kind: page.selection.ref.kind, name: page.selection.ref.name } },
        { kind: 'object', ref },
      ),
  );
  const condition = conditionOf(node, host?.poweredOn ?? true, t);
  const taints = node?.spec?.taints ?? [];
  const role = node && isControlPlane(node) ? t('stage.node.controlPlane') : t('stage.node.worker');
  return (
    <header className={styles.header}>
      <button
        {...FIRST_STOP}
        type="button"
        className={classes(styles.name, selected && styles.selected)}
        aria-label={`${t('stage.node.label', { name, condition: condition.word })}, ${role}`}
        aria-pressed={selected}
        onClick={() => actions.select({ kind: 'object', ref })}
      >
        <span>{name}</span>
      </button>
      <span className={classes(styles.condition, styles[condition.tone])} aria-hidden="true">
        <i className={styles.dot} />
        {(!slim || condition.tone !== 'ready') && condition.word}
      </span>
      {level === 'full' && (
        <p className={styles.chips}>
          {!slim && <span className={styles.role}>{role}</span>}
          {taints.slice(0, 1).map((taint) => (
            <span key={taint.key + taint.effect} className={styles.taint} data-hint={taintToString(taint)}>
              {shortTaint(taintToString(taint))}
            </span>
          ))}
          {taints.length > 1 && (
            <span className={styles.role} data-hint={taints.map(taintToString).join('\n')}>
              +{taints.length - 1}
            </span>
          )}
        </p>
      )}
    </header>
  );
}

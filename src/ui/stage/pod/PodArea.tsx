import { type CSSProperties, memo, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Pod } from '../../../api/index.ts';
import { useT } from '../../i18n/index.ts';
import { useHost } from '../../state/index.ts';
import type { Card, Level } from '../layout/types.ts';
import { useAssumedOn, useFollowedPod, usePodsOn } from '../model/hooks.ts';
import { podId, podModel } from '../model/pod.ts';
import { type Drawn, drawPods, giveWay, podRoom } from './density.ts';
import styles from './Pod.module.css';
import { PodCard } from './PodCard.tsx';
import { PodRow } from './PodRow.tsx';
import { PodSquares } from './PodSquares.tsx';
import { usePresence } from './usePresence.ts';

interface PodAreaProps {
  readonly node: string;
  readonly card: Card;
  readonly level: Level;
  /** The scheduler's table for this node stands open. */
  readonly judged: boolean;
}

const uidOf = (pod: Pod) => pod.metadata.uid ?? pod.metadata.name ?? '';

/** The Pods of a node stand on its floor: the first at the bottom, so that a new one moves nobody. */
export const PodArea = memo(function PodArea({ node, card, level, judged }: PodAreaProps): ReactNode {
  const t = useT();
  const bound = usePodsOn(node);
  const assumed = useAssumedOn(node);
  const followed = useFollowedPod();
  const room = podRoom(card, level);
  const pods = useMemo(() => [...bound, ...assumed], [bound, assumed]);
  const present = usePresence(pods, uidOf);
  const drawn = useMemo(() => {
    const items = present.map(({ item }) => item);
    const focus = items.findIndex((item) => followed !== null && uidOf(item) === uidOf(followed));
    const usual = drawPods(items, focus, room.height, level === 'full' && !card.slim);
    return judged ? giveWay(items, usual, items.length - assumed.length, room.height) : usual;
  }, [present, followed, room.height, level, card.slim, judged, assumed.length]);
  const place = {
    bottom: level === 'full' ? card.rect.y + card.rect.height - card.strip.y + 4 : 8,
    maxHeight: room.height,
  };
  if (present.length === 0) {
    if (level === 'tiny' || room.height < 16) return null;
    return (
      <p className={`${styles.area} ${styles.none}`} style={place}>
        {t('stage.node.empty')}
      </p>
    );
  }
  if (drawn[0] === 'squares') {
    return (
      <div className={styles.area} style={place}>
        <PodSquares pods={pods} assumedFrom={bound.length} width={room.width} height={room.height} />
      </div>
    );
  }
  return (
    <ScrollingList label={node} style={place} revision={drawn}>
      {present
        .map(({ item: pod, leaving }, index) => (
          <PodEntry
            key={uidOf(pod)}
            pod={pod}
            node={node}
            drawn={drawn[index] ?? 'row'}
            assumed={!leaving && !pod.spec.nodeName}
            gone={leaving}
          />
        ))
        .reverse()}
    </ScrollingList>
  );
});

interface ScrollingListProps {
  readonly label: string;
  readonly style: CSSProperties;
  /** Another one when the entries may need more or less room. */
  readonly revision: unknown;
  readonly children: ReactNode;
}

/** A list that can be reached by keyboard when there is more of it than fits. */
function ScrollingList({ label, style, revision, children }: ScrollingListProps): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  const [overflows, setOverflows] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what stands in the list decides how high it is.
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null) setOverflows(element.scrollHeight > element.clientHeight + 1);
  }, [revision, style.maxHeight]);
  return (
    <ul
      ref={list}
      className={`${styles.area} nowheel`}
      style={style}
      {...(overflows && { tabIndex: 0, 'aria-label': label })}
    >
      {children}
    </ul>
  );
}

interface PodEntryProps {
  readonly pod: Pod;
  readonly node: string;
  readonly drawn: Drawn;
  readonly assumed: boolean;
  readonly gone: boolean;
}

const PodEntry = memo(function PodEntry({ pod, node, drawn, assumed, gone }: PodEntryProps): ReactNode {
  const host = useHost(node);
  const model = useMemo(() => podModel(pod, host), [pod, host]);
  return (
    <li className={styles.entry} data-gone={gone || undefined} data-pod={podId(pod)}>
      {drawn === 'row' || drawn === 'squares' ? (
        <PodRow pod={model} assumed={assumed} />
      ) : (
        <PodCard pod={model} assumed={assumed} drawn={drawn} />
      )}
    </li>
  );
});

import { type ReactNode, useEffect } from 'react';
import type { LaneSpan } from '../../protocol/view.ts';
import { Button, classes } from '../design/index.ts';
import { formatTime, useT } from '../i18n/index.ts';
import { useActions, usePage } from '../state/index.ts';
import { Section } from './Facts.tsx';
import styles from './Inspector.module.css';

/** Phase, conditions and container states over time, each by itself. */
export function PodLanesTable({ pod }: { readonly pod: string }): ReactNode {
  const t = useT();
  const { watchPod } = useActions();
  const lanes = usePage((page) => page.lanes);
  const isWatched = lanes?.pod === pod;
  useEffect(() => {
    if (!isWatched) void watchPod(pod);
  }, [isWatched, pod, watchPod]);
  if (!lanes || !isWatched) return <p className={styles.note}>{t('inspector.loading')}</p>;
  return (
    <>
      <p className={styles.note}>{t('inspector.lanes.note')}</p>
      <Lane title={t('inspector.lanes.phase')} spans={lanes.phase} />
      {lanes.conditions.map((condition) => (
        <Lane key={condition.type} title={condition.type} spans={condition.spans} />
      ))}
      {lanes.containers.map((container) => (
        <Lane
          key={container.name}
          title={t('inspector.lanes.container', { name: container.name })}
          spans={container.spans}
        />
      ))}
    </>
  );
}

function Lane({ title, spans }: { readonly title: string; readonly spans: readonly LaneSpan[] }): ReactNode {
  const t = useT();
  const actions = useActions();
  const nowMs = usePage((page) => page.moment.timeMs);
  return (
    <Section title={title}>
      <ol className={styles.spans}>
        {spans.map((span) => {
          const isNow = span.fromMs <= nowMs && (span.toMs === null || nowMs < span.toMs);
          return (
            <li
              key={`${span.fromSeq}`}
              className={classes(isNow && styles.now)}
              aria-current={isNow || undefined}
            >
              <Button size="s" look="quiet" onClick={() => void actions.seek({ seq: span.fromSeq })}>
                {formatTime(Math.max(0, span.fromMs))}
                <span className="visually-hidden"> {t('inspector.lanes.go')}</span>
              </Button>
              <span>
                {span.state}
                {span.reason && <span className={styles.note}> · {span.reason}</span>}
              </span>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

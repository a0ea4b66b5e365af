import { type KeyboardEvent, type PointerEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import type { PodLanes } from '../../protocol/view.ts';
import { formatCount, formatTime, useT } from '../i18n/index.ts';
import { useActions, usePage, usePageHandle } from '../state/index.ts';
import { ConditionMarks } from './ConditionMarks.tsx';
import styles from './Lanes.module.css';
import { Marks } from './Marks.tsx';
import { Spans } from './Spans.tsx';
import { Scale, Stops } from './scale.ts';
import { useScrub } from './useScrub.ts';
import { useWidth } from './useWidth.ts';

/** The bar itself: a ruler to go anywhere, below it the lanes of the watched Pod, through all of it the head. */
export function Lanes({ compact }: { readonly compact: boolean }): ReactNode {
  const t = useT();
  const { store } = usePageHandle();
  const version = usePage((page) => page.recordsVersion);
  const headMs = usePage((page) => page.bounds.headMs);
  const lanes = usePage((page) => page.lanes);
  const [stops] = useState(() => new Stops());
  // biome-ignore lint/correctness/useExhaustiveDependencies: records grow in place, their version tells
  const scale = useMemo(
    () => new Scale(store.getState().records, headMs, stops),
    [store, version, headMs, stops],
  );
  const [track, width] = useWidth<HTMLDivElement>();
  const { scrub, target } = useScrub();
  const dragging = useRef(false);

  function placeOf(event: PointerEvent): number {
    const box = track.current?.getBoundingClientRect();
    if (!box || box.width === 0) return 0;
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * scale.length;
  }

  return (
    // The pointer may take hold anywhere on the tracks; the keyboard has the slider on the ruler.
    <div
      className={styles.lanes}
      data-compact={compact || undefined}
      onPointerDown={(event) => {
        const inside = track.current && event.clientX >= track.current.getBoundingClientRect().left - 6;
        if (event.button !== 0 || !inside) return;
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(placeOf(event), scale);
      }}
      onPointerMove={(event) => {
        if (dragging.current) scrub(placeOf(event), scale);
      }}
      onPointerUp={() => {
        dragging.current = false;
        scrub(null, scale);
      }}
      onPointerCancel={() => {
        dragging.current = false;
        scrub(null, scale);
      }}
    >
      <span />
      <Ruler track={track} scale={scale} width={width} target={target} />
      <PodRows lanes={lanes} scale={scale} width={width} />
      {!lanes && <p className={styles.none}>{t('timeline.lanes.none')}</p>}
    </div>
  );
}

interface RulerProps {
  readonly track: React.RefObject<HTMLDivElement | null>;
  readonly scale: Scale;
  readonly width: number;
  readonly target: number | null;
}

function Ruler({ track, scale, width, target }: RulerProps): ReactNode {
  const t = useT();
  const actions = useActions();
  const moment = usePage((page) => page.moment);
  const bounds = usePage((page) => page.bounds);
  const marks = usePage((page) => page.marks);
  const percent = (place: number) => `${(100 * place) / scale.length}%`;
  const head = target ?? scale.of(moment.seq, moment.timeMs);
  const seen = scale.of(bounds.seenSeq, bounds.seenMs);

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Record<string, () => unknown> = {
      ArrowRight: () => actions.stepBy('message', 1),
      ArrowUp: () => actions.stepBy('message', 1),
      ArrowLeft: () => actions.stepBy('message', -1),
      ArrowDown: () => actions.stepBy('message', -1),
      PageUp: () => actions.stepBy('step', 1),
      PageDown: () => actions.stepBy('step', -1),
      Home: () => actions.seek({ seq: 0 }),
      End: () => actions.seek({ seq: bounds.headSeq }),
    };
    const move = event.shiftKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    void move();
  }

  return (
    <div
      ref={track}
      className={styles.ruler}
      role="slider"
      tabIndex={0}
      aria-label={t('timeline.scrub')}
      aria-valuemin={0}
      aria-valuemax={bounds.headSeq}
      aria-valuenow={moment.seq}
      aria-valuetext={t('timeline.scrub.value', {
        time: formatTime(moment.timeMs),
        seq: formatCount(moment.seq, t.locale),
        count: formatCount(bounds.headSeq, t.locale),
      })}
      onKeyDown={onKeyDown}
    >
      <div className={styles.seen} style={{ width: percent(seen) }} />
      {scale.waits(scale.length / 24).map((wait) => (
        <div
          key={wait.from}
          className={styles.wait}
          style={{ left: percent(wait.from), width: percent(wait.to - wait.from) }}
          data-hint={t('timeline.wait', { time: formatTime(wait.lastsMs) })}
        >
          {((wait.to - wait.from) / scale.length) * width > 52 && <span>{shortWait(wait.lastsMs)}</span>}
        </div>
      ))}
      <Marks marks={marks} scale={scale} width={width} now={moment.seq} />
      <div className={styles.head} style={{ left: percent(head) }} />
    </div>
  );
}

function shortWait(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  return formatTime(ms).replace(/(\.\d)\d+ s$/, '$1 s');
}

interface PodRowsProps {
  readonly lanes: PodLanes | null;
  readonly scale: Scale;
  readonly width: number;
}

function PodRows({ lanes, scale, width }: PodRowsProps): ReactNode {
  const t = useT();
  if (!lanes) return null;
  return (
    <>
      <span className={styles.label}>{t('timeline.lane.phase')}</span>
      <div className={styles.track}>
        <Spans kind="phase" spans={lanes.phase} scale={scale} width={width} />
      </div>
      <span className={styles.label}>{t('timeline.lane.conditions')}</span>
      <div className={styles.track}>
        <ConditionMarks conditions={lanes.conditions} scale={scale} width={width} />
      </div>
      {lanes.containers.map((container) => (
        <Lane key={container.name} name={container.name}>
          <Spans kind="container" spans={container.spans} scale={scale} width={width} />
        </Lane>
      ))}
    </>
  );
}

function Lane({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <>
      <span className={styles.label} title={name}>
        {name}
      </span>
      <div className={styles.track}>{children}</div>
    </>
  );
}

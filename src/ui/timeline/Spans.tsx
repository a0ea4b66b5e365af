import { memo, type ReactNode } from 'react';
import type { LaneSpan } from '../../protocol/view.ts';
import { formatTime, useT } from '../i18n/index.ts';
import styles from './Spans.module.css';
import type { Scale } from './scale.ts';

interface SpansProps {
  readonly kind: 'phase' | 'container';
  readonly spans: readonly LaneSpan[];
  readonly scale: Scale;
  readonly width: number;
}

/** Which of the phase colours says what a span is. */
export function toneOf(
  kind: SpansProps['kind'],
  { state, reason }: Pick<LaneSpan, 'state' | 'reason'>,
): string {
  if (kind === 'phase') return state.toLowerCase();
  if (state === 'Running') return 'running';
  if (state === 'Terminated') return reason === 'Completed' ? 'succeeded' : 'failed';
  return /BackOff|Err|Invalid|Error/.test(reason) ? 'failed' : 'waiting';
}

/** Bars of one lane, each with its word where there is room for it. */
export const Spans = memo(function Spans({ kind, spans, scale, width }: SpansProps): ReactNode {
  const t = useT();
  return spans.map((span, index) => {
    const next = spans[index + 1];
    const from = scale.of(span.fromSeq);
    const follows = next && next.fromMs === span.toMs;
    const to = follows
      ? scale.of(next.fromSeq)
      : span.toMs === null
        ? scale.length
        : Math.max(from, scale.ofTime(span.toMs));
    const px = ((to - from) / scale.length) * width;
    const words = span.reason && kind === 'container' ? `${span.state} · ${span.reason}` : span.state;
    const shown = px > words.length * 6.4 + 14 ? words : px > span.state.length * 6.4 + 12 ? span.state : '';
    return (
      <span
        key={`${span.fromSeq}-${span.state}`}
        className={styles.span}
        data-tone={toneOf(kind, span)}
        style={{ left: `${(100 * from) / scale.length}%`, width: `${(100 * (to - from)) / scale.length}%` }}
        data-hint={t('timeline.span', { state: words, time: formatTime(span.fromMs) })}
      >
        {shown || <span className="visually-hidden">{words}</span>}
      </span>
    );
  });
});

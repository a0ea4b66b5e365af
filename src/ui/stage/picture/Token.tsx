import { animate } from 'framer-motion/dom/mini';
import { memo, type ReactNode, useLayoutEffect, useMemo, useRef } from 'react';
import type { TraceRecord } from '../../../protocol/view.ts';
import { classes, ease, motion } from '../../design/index.ts';
import { useT } from '../../i18n/index.ts';
import { useActions, usePage } from '../../state/index.ts';
import { lengthOf, roundedPath } from '../layout/geometry.ts';
import { placeLabel } from '../layout/label.ts';
import { LABEL_HEIGHT, route } from '../layout/route.ts';
import type { Route, StageLayout } from '../layout/types.ts';
import { tokenForms } from '../model/message.ts';
import { plain, whoIs } from '../narrate/narrate.ts';
import { currentCause, currentRecord, isHurried } from './activity.ts';
import { FIRST_STOP } from './stop.ts';
import styles from './Token.module.css';
import { useRequests } from './useRequests.ts';
import { useIsTravelling } from './useTravels.ts';

/** The message of the moment on its way. There is never more than one. */
export const Token = memo(function Token({ layout }: { readonly layout: StageLayout }): ReactNode {
  const record = usePage(currentRecord);
  const cause = usePage(currentCause);
  const hurried = usePage(isHurried);
  const travels = useIsTravelling();
  const records = usePage((page) => page.records);
  const requests = useRequests();
  const packet = useMemo(() => requests?.packetOf(records, record) ?? null, [requests, records, record]);
  if (!record || hurried) return null;
  if (requests && packet) {
    const { PacketToken } = requests;
    return (
      <PacketToken
        key={record.seq}
        layout={layout}
        record={record}
        packet={packet}
        travels={travels}
        Token={TokenOnWay}
      />
    );
  }
  const way = route(layout, record.from, record.to);
  if (!way) return null;
  return (
    <TokenOnWay
      key={record.seq}
      record={record}
      forms={tokenForms(record, cause)}
      way={way}
      layout={layout}
      travels={travels}
    />
  );
});

export interface TokenOnWayProps {
  readonly record: TraceRecord;
  /** What it is called, in ever fewer words. */
  readonly forms: readonly string[];
  readonly way: Route;
  readonly layout: StageLayout;
  readonly travels: boolean;
}

function TokenOnWay({ record, forms, way, layout, travels }: TokenOnWayProps): ReactNode {
  const t = useT();
  const actions = useActions();
  const dot = useRef<HTMLSpanElement>(null);
  const label = useRef<HTMLButtonElement>(null);
  const pace = usePage((page) => (page.play.pace.kind === 'guided' ? page.play.pace.factor : 1));
  const { scale } = layout;
  const place = placeLabel(forms, way, scale);
  const path = roundedPath(way.points, layout.level === 'full' ? 6 : 6 * scale);
  const isSelf = way.points.length < 2;

  // Once per record (the token is keyed by it): a new layout or language must not replay the way.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what held when the record came is what counts
  useLayoutEffect(() => {
    if (!travels || !label.current) return undefined;
    const length = lengthOf(way.points) / scale;
    const ms = Math.min(motion.slowMs, Math.max(motion.quickMs, 140 + length * 0.6));
    const options = { duration: Math.max(motion.quickMs, ms / Math.max(1, pace)) / 1000, ease };
    const running = isSelf
      ? [animate(label.current, { opacity: [0, 1] }, options)]
      : [
          animate(
            label.current,
            { transform: [at(place.from.x, place.from.y, scale), at(place.to.x, place.to.y, scale)] },
            options,
          ),
        ];
    if (dot.current && !isSelf)
      running.push(animate(dot.current, { offsetDistance: ['0%', '100%'] }, options));
    return () => {
      for (const animation of running) animation.cancel();
    };
  }, []);

  const cut = place.words.lastIndexOf(' ');
  const verb = cut === -1 ? place.words : place.words.slice(0, cut);
  const object = cut === -1 ? '' : place.words.slice(cut + 1);
  return (
    <div className={classes(styles.token, record.background && styles.quiet)}>
      {!isSelf && (
        <svg className={styles.way} aria-hidden="true">
          <path d={path} />
        </svg>
      )}
      {!isSelf && (
        <span
          ref={dot}
          className={styles.dot}
          style={{ offsetPath: `path("${path}")`, offsetDistance: '100%', scale: String(scale) }}
        />
      )}
      <button
        {...FIRST_STOP}
        ref={label}
        type="button"
        className={styles.label}
        style={{
          transform: at(place.to.x, place.to.y, scale),
          width: place.width / scale,
          height: LABEL_HEIGHT,
        }}
        aria-label={`${plain(whoIs(record.from, t))} → ${plain(whoIs(record.to, t))}: ${forms[0]}`}
        data-hint={forms[0]}
        onClick={() => actions.select({ kind: 'record', seq: record.seq })}
      >
        <b>{verb}</b>
        {object !== '' && <span>{object}</span>}
      </button>
    </div>
  );
}

const at = (x: number, y: number, scale: number) =>
  `translate(${x}px, ${y}px)${scale === 1 ? '' : ` scale(${scale})`}`;

import { type ComponentType, memo, type ReactNode, useLayoutEffect, useState } from 'react';
import type { TraceRecord } from '../../../protocol/view.ts';
import { classes } from '../../design/index.ts';
import { useT } from '../../i18n/index.ts';
import { nodeOf, type PageState, roleOf, usePageHandle } from '../../state/index.ts';
import { centerX, type Rect, roundedPath } from '../layout/geometry.ts';
import { placeLabel } from '../layout/label.ts';
import { LABEL_HEIGHT } from '../layout/route.ts';
import type { Route, StageLayout } from '../layout/types.ts';
import type { TokenOnWayProps } from '../picture/Token.tsx';
import { podOfHop } from './ends.ts';
import { decisionWords, packetForms } from './forms.ts';
import { podRect } from './measure.ts';
import styles from './PacketToken.module.css';
import { type Packet, packetOf } from './packet.ts';
import { packetWay, roomBelow } from './ways.ts';

interface PacketTokenProps {
  readonly layout: StageLayout;
  readonly record: TraceRecord;
  readonly packet: Packet;
  readonly travels: boolean;
  /** How any message is drawn on its way. */
  readonly Token: ComponentType<TokenOnWayProps>;
}

interface Drawing {
  readonly way: Route;
  /** Where this connection has been before. */
  readonly trail: readonly string[];
  /** The Pod at the end of the hop. */
  readonly pod: Rect | null;
}

/** A packet on its hop, the way its connection has taken so far, and what the network decided. */
export const PacketToken = memo(function PacketToken(props: PacketTokenProps): ReactNode {
  const { layout, record, packet, travels, Token } = props;
  const { store } = usePageHandle();
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  // Pods stand where their lists put them: that is known once these are drawn.
  useLayoutEffect(() => {
    setDrawing(draw(store.getState(), layout, record, packet));
  }, [store, layout, record, packet]);
  if (!drawing) return null;
  const { way, trail, pod } = drawing;
  return (
    <>
      <div className={styles.over}>
        {trail.length > 0 && (
          <svg className={classes(styles.trail, record.background && styles.quiet)} aria-hidden="true">
            {trail.map((path) => (
              <path key={path} d={path} />
            ))}
          </svg>
        )}
        {pod && (
          <span
            className={classes(styles.pod, record.background && styles.quiet)}
            style={{
              transform: `translate(${pod.x - 2}px, ${pod.y - 2}px)`,
              width: pod.width + 4,
              height: pod.height + 4,
            }}
          />
        )}
      </div>
      <Token
        key={record.seq}
        record={record}
        forms={packetForms(record, packet)}
        way={way}
        layout={layout}
        travels={travels}
      />
      <div className={styles.over}>
        <Decision layout={layout} record={record} />
      </div>
    </>
  );
});

const TRAIL = 60;

function draw(page: PageState, layout: StageLayout, record: TraceRecord, packet: Packet): Drawing | null {
  const { records } = page;
  const pods = new Map<string, Rect | null>();
  const rectOf = (pod: string | null): Rect | null => {
    if (pod === null) return null;
    if (!pods.has(pod)) pods.set(pod, podRect(pod));
    return pods.get(pod) ?? null;
  };
  const wayOf = (hop: TraceRecord, of: Packet): Route | null => {
    const came = hop.cause === null ? null : (records[hop.cause - 1]?.from ?? null);
    return packetWay(layout, hop, came, rectOf(podOfHop(page, hop, of)));
  };
  const way = wayOf(record, packet);
  if (!way) return null;
  const trail = new Set<string>();
  let at: Packet | null = packet;
  for (let left = TRAIL; at && left > 0; left--) {
    for (const hop of at.hops) {
      const points = hop === record ? [] : (wayOf(hop, at)?.points ?? []);
      if (points.length > 1) trail.add(pathOf(points, layout));
    }
    const cause: number | null = at.hops[0]?.cause ?? null;
    const before: Packet | null = cause === null ? null : packetOf(records, records[cause - 1] ?? null);
    at = before?.note.connection === packet.note.connection ? before : null;
  }
  const end = podOfHop(page, record, packet);
  return {
    way,
    trail: [...trail],
    pod: roleOf(record.to) === 'runtime' || end !== null ? rectOf(end) : null,
  };
}

/** The same line in either direction is one. */
function pathOf(points: Route['points'], layout: StageLayout): string {
  const radius = layout.level === 'full' ? 6 : 6 * layout.scale;
  const a = roundedPath(points, radius);
  const b = roundedPath(points.toReversed(), radius);
  return a < b ? a : b;
}

/** What the network of a node has done with the packet, below its card. */
function Decision({
  layout,
  record,
}: {
  readonly layout: StageLayout;
  readonly record: TraceRecord;
}): ReactNode {
  const t = useT();
  // On the wire the token itself stands where the words would.
  const card = layout.cardOf.get(nodeOf(record.to));
  const decision = decisionWords(record, t);
  if (!card || !decision) return null;
  const { scale } = layout;
  const room = roomBelow(layout, card);
  const point = { x: centerX(card.ports.net ?? card.rect), y: room.y };
  const place = placeLabel(decision.forms, { points: [point], fromRoom: room, toRoom: room }, scale);
  return (
    <span
      className={classes(styles.decision, decision.failed && styles.failed)}
      style={{
        transform: `translate(${place.to.x}px, ${place.to.y}px)${scale === 1 ? '' : ` scale(${scale})`}`,
        width: place.width / scale,
        height: LABEL_HEIGHT,
      }}
      aria-hidden="true"
    >
      {place.words}
    </span>
  );
}

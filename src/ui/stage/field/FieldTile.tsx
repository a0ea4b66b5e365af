import { type Node as FlowNode, type NodeProps, useStore } from '@xyflow/react';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { type Pod, podStatus } from '../../../api/index.ts';
import { useT } from '../../i18n/index.ts';
import { type PageState, useActions, usePageHandle } from '../../state/index.ts';
import type { Card } from '../layout/types.ts';
import { useDecision, useFollowedPod } from '../model/hooks.ts';
import { podId } from '../model/pod.ts';
import { conditionOf } from '../picture/condition.ts';
import { STOP } from '../picture/stop.ts';
import { indexAt, squareGrid } from '../pod/squares.ts';
import { usePalette } from '../pod/usePalette.ts';
import { type CellSource, cellOf, sameSource, sourceOf } from './cells.ts';
import styles from './FieldTile.module.css';
import { paintCell, squaresArea } from './paintCell.ts';
import { cardAt, grainFor, type Tile } from './tiles.ts';

export type FieldFlowNode = FlowNode<{ readonly tile: Tile }, 'field'>;

interface Pointed {
  readonly card: Card;
  readonly pod: Pod | null;
}

/** A block of a large cluster: many nodes with their Pods on one canvas, of which only what changed is painted. */
export const FieldTile = memo(function FieldTile({ data }: NodeProps<FieldFlowNode>): ReactNode {
  const { tile } = data;
  const t = useT();
  const actions = useActions();
  const { store } = usePageHandle();
  const palette = usePalette();
  const decision = useDecision();
  const followed = useFollowedPod();
  const grain = useStore((flow) => grainFor(flow.transform[2], window.devicePixelRatio || 1));
  const canvas = useRef<HTMLCanvasElement>(null);
  const id = useId();
  const [active, setActive] = useState(-1);
  const [pointed, setPointed] = useState<Pointed | null>(null);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return undefined;
    element.width = Math.ceil(tile.rect.width * grain);
    element.height = Math.ceil(tile.rect.height * grain);
    context.setTransform(grain, 0, 0, grain, -tile.rect.x * grain, -tile.rect.y * grain);
    const font = `620 11px ${getComputedStyle(element).fontFamily}`;
    const painted: (CellSource | undefined)[] = [];
    const paint = (page: PageState) => {
      tile.cards.forEach((card, index) => {
        const source = sourceOf(page, card);
        if (sameSource(painted[index], source)) return;
        painted[index] = source;
        paintCell(context, cellOf(card, source, decision, followed, t), palette, font, grain);
      });
    };
    paint(store.getState());
    let frame = 0;
    const stop = store.subscribe((page, before) => {
      if (page.viewVersion === before.viewVersion && page.moment === before.moment) return;
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        paint(store.getState());
      });
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [tile, grain, palette, decision, followed, store, t]);

  const shown = tile.cards[active];
  return (
    <div
      {...STOP}
      tabIndex={0}
      role="listbox"
      data-group=""
      className={styles.tile}
      aria-label={`${t('stage.nodes')}: ${tile.cards[0]?.name ?? ''} … ${tile.cards.at(-1)?.name ?? ''}`}
      aria-activedescendant={shown ? `${id}-option` : undefined}
      data-hint={pointed ? wordsFor(pointed) : undefined}
      onPointerMove={(event) => setPointed(find(event))}
      onPointerLeave={() => setPointed(null)}
      onClick={(event) => select(find(event))}
      onKeyDown={walk}
    >
      <canvas ref={canvas} style={{ width: tile.rect.width, height: tile.rect.height }} />
      {shown && (
        <>
          <span
            className={styles.cursor}
            style={{
              left: shown.rect.x - tile.rect.x - 3,
              top: shown.rect.y - tile.rect.y - 3,
              width: shown.rect.width + 6,
              height: shown.rect.height + 6,
            }}
          />
          <span
            id={`${id}-option`}
            role="option"
            tabIndex={-1}
            aria-selected="true"
            className="visually-hidden"
          >
            {wordsFor({ card: shown, pod: null })}
          </span>
        </>
      )}
    </div>
  );

  function wordsFor({ card, pod }: Pointed): string {
    if (pod) return `${podId(pod)}: ${podStatus(pod)}`;
    const { node, poweredOn, bound } = sourceOf(store.getState(), card);
    const condition = conditionOf(node, poweredOn, t).word;
    return `${t('stage.node.label', { name: card.name, condition })}, ${t('stage.node.pods', { count: bound.length })}`;
  }

  /** What is under the pointer: a Pod's square, or else the node around it. */
  function find(event: { readonly clientX: number; readonly clientY: number }): Pointed | null {
    const box = canvas.current?.getBoundingClientRect();
    if (!box || box.width === 0) return null;
    const zoom = box.width / tile.rect.width;
    const point = {
      x: tile.rect.x + (event.clientX - box.left) / zoom,
      y: tile.rect.y + (event.clientY - box.top) / zoom,
    };
    const card = tile.cards[cardAt(tile, point)];
    if (!card) return null;
    const { bound, assumed } = sourceOf(store.getState(), card);
    const pods = [...bound, ...assumed];
    const area = squaresArea(card.rect);
    const grid = squareGrid(pods.length, area.width, area.height);
    return { card, pod: pods[indexAt(grid, pods.length, point.x - area.x, point.y - area.y)] ?? null };
  }

  function select(found: Pointed | null): void {
    if (!found) return;
    if (!found.pod) {
      actions.select({ kind: 'object', ref: { kind: 'Node', name: found.card.name } });
      return;
    }
    const { namespace = 'default', name = '', uid } = found.pod.metadata;
    actions.select({ kind: 'object', ref: { kind: 'Pod', namespace, name, uid } });
  }

  function walk(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: active === -1 ? 1 : tile.columns,
      ArrowUp: -tile.columns,
    };
    const step = steps[event.key];
    if (event.key === 'Enter' && shown) select({ card: shown, pod: null });
    else if (step !== undefined && active + step >= 0 && active + step < tile.cards.length)
      setActive(active + step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
});

import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { type Pod, podStatus } from '../../../api/index.ts';
import { useT } from '../../i18n/index.ts';
import { useActions } from '../../state/index.ts';
import { podId, podTone } from '../model/pod.ts';
import { STOP } from '../picture/stop.ts';
import styles from './PodSquares.module.css';
import { heightOf, indexAt, paintSquare, squareAt, squareGrid } from './squares.ts';
import { usePalette } from './usePalette.ts';

interface PodSquaresProps {
  readonly pods: readonly Pod[];
  /** From this one on they are only assumed here. */
  readonly assumedFrom: number;
  readonly width: number;
  readonly height: number;
}

/** Many Pods, each a square on one canvas; arrows walk through them, Enter shows one. */
export const PodSquares = memo(function PodSquares(props: PodSquaresProps): ReactNode {
  const { pods, assumedFrom, width, height } = props;
  const t = useT();
  const actions = useActions();
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const id = useId();
  const [active, setActive] = useState(-1);
  const grid = useMemo(() => squareGrid(pods.length, width, height), [pods.length, width, height]);
  const tall = heightOf(grid);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const density = Math.min(2, window.devicePixelRatio || 1) * (grid.cell < 8 ? 1.5 : 1);
    element.width = Math.ceil(width * density);
    element.height = Math.ceil(tall * density);
    context.scale(density, density);
    context.clearRect(0, 0, width, tall);
    pods.forEach((pod, index) => {
      const { x, y } = squareAt(grid, index);
      paintSquare(context, x, y, grid.cell, index >= assumedFrom ? 'assumed' : podTone(pod), palette);
    });
  }, [pods, assumedFrom, grid, width, tall, palette]);

  const select = (index: number) => {
    const pod = pods[index];
    if (!pod) return;
    const { namespace = 'default', name = '', uid } = pod.metadata;
    actions.select({ kind: 'object', ref: { kind: 'Pod', namespace, name, uid } });
  };
  const at = (event: { readonly clientX: number; readonly clientY: number }) => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box || box.width === 0) return -1;
    const zoom = box.width / width;
    return indexAt(grid, pods.length, (event.clientX - box.left) / zoom, (event.clientY - box.top) / zoom);
  };
  const shown = pods[active];
  const words = shown ? `${podId(shown)}: ${podStatus(shown)}` : '';
  return (
    <div
      {...STOP}
      tabIndex={-1}
      role="listbox"
      className={styles.squares}
      style={{ width, height: tall }}
      aria-label={t('stage.squares.label', { count: pods.length, phases: countTones(pods) })}
      aria-activedescendant={shown ? `${id}-option` : undefined}
      data-hint={words || undefined}
      onPointerMove={(event) => setActive(at(event))}
      onPointerLeave={() => setActive(-1)}
      onClick={(event) => select(at(event))}
      onKeyDown={(event) => walk(event)}
    >
      <canvas ref={canvas} style={{ width, height: tall }} />
      {shown && (
        <>
          <span
            className={styles.cursor}
            style={{
              transform: `translate(${squareAt(grid, active).x - 2}px, ${squareAt(grid, active).y - 2}px)`,
              width: grid.cell + 4,
              height: grid.cell + 4,
            }}
          />
          <span
            id={`${id}-option`}
            role="option"
            tabIndex={-1}
            aria-selected="true"
            className="visually-hidden"
          >
            {words}
          </span>
        </>
      )}
    </div>
  );

  function walk(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: -grid.columns,
      ArrowUp: grid.columns,
    };
    const step = steps[event.key];
    if (event.key === 'Enter' || event.key === ' ') select(active);
    else if (step !== undefined && active + step >= 0 && active + step < pods.length)
      setActive(active + step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
});

/** `87 Running, 3 Pending`. */
export function countTones(pods: readonly Pod[]): string {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const phase = pod.status?.phase ?? 'Pending';
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  return [...counts].map(([phase, count]) => `${count} ${phase}`).join(', ');
}

import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { classes } from '../design/index.ts';
import styles from './Splitter.module.css';

export interface SplitterProps {
  readonly label: string;
  /** The pane that grows: the one before the bar or the one after. */
  readonly grows: 'before' | 'after';
  readonly width: number;
  readonly min: number;
  readonly max: number;
  readonly onResize: (width: number) => void;
  /** Double click or Enter. */
  readonly onCollapse: () => void;
}

/** The bar between two panes: drag it, or move it with the arrow keys. */
export function Splitter({ label, grows, width, min, max, onResize, onCollapse }: SplitterProps): ReactNode {
  const start = useRef<{ x: number; width: number } | null>(null);
  const sign = grows === 'before' ? 1 : -1;
  const set = (value: number) => onResize(Math.round(Math.min(max, Math.max(min, value))));

  function onKeyDown(event: KeyboardEvent): void {
    const to: Record<string, number> = {
      ArrowRight: width + sign * 16,
      ArrowLeft: width - sign * 16,
      Home: min,
      End: max,
    };
    const value = to[event.key];
    if (event.key === 'Enter') onCollapse();
    else if (value !== undefined) set(value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is a widget, not a rule
    <div
      className={classes(styles.splitter, styles[grows])}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      onKeyDown={onKeyDown}
      onDoubleClick={onCollapse}
      onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => {
        if (start.current) set(start.current.width + sign * (event.clientX - start.current.x));
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onPointerCancel={() => {
        start.current = null;
      }}
    />
  );
}

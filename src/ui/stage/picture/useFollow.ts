import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { motion, prefersReducedMotion } from '../../design/index.ts';
import { usePage } from '../../state/index.ts';
import type { Rect, Size } from '../layout/geometry.ts';
import { placeOf } from '../layout/route.ts';
import type { StageLayout } from '../layout/types.ts';
import { currentRecord, isHurried } from './activity.ts';

const MARGIN = 40;

/** Where the picture can only be seen in part, it follows the message to its receiver. */
export function useFollow(layout: StageLayout, size: Size): void {
  const { getViewport, setViewport } = useReactFlow();
  const receiver = usePage((page) => {
    const record = isHurried(page) ? null : currentRecord(page);
    return record && !record.background ? record.to : '';
  });
  const seq = usePage((page) => page.moment.seq);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each record is followed anew
  useEffect(() => {
    const place = receiver === '' ? null : placeOf(layout, receiver);
    if (!place) return;
    const viewport = getViewport();
    const moved = shiftToShow(place, viewport, size);
    if (!moved) return;
    void setViewport(
      { ...viewport, ...moved },
      { duration: prefersReducedMotion() ? 0 : motion.moveMs, interpolate: 'linear' },
    );
  }, [receiver, seq, layout, size, getViewport, setViewport]);
}

/** The least shift of the view that shows a rect of the world; null when it is seen already. */
export function shiftToShow(
  rect: Rect,
  view: { readonly x: number; readonly y: number; readonly zoom: number },
  size: Size,
): { readonly x: number; readonly y: number } | null {
  const x = along(rect.x * view.zoom + view.x, rect.width * view.zoom, size.width);
  const y = along(rect.y * view.zoom + view.y, rect.height * view.zoom, size.height);
  return x === 0 && y === 0 ? null : { x: view.x + x, y: view.y + y };
}

function along(start: number, length: number, room: number): number {
  const margin = Math.min(MARGIN, Math.max(0, (room - length) / 2));
  if (length > room) return start > 0 || start + length < room ? -start : 0;
  if (start < 0) return margin - start;
  if (start + length > room) return room - margin - start - length;
  return 0;
}

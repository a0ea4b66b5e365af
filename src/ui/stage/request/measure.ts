import { clamp, type Rect } from '../layout/geometry.ts';

/** Where a Pod is drawn, in the unit of the picture; null when it is not drawn as a thing of its own. */
export function podRect(pod: string): Rect | null {
  const plane = document.querySelector<HTMLElement>('[data-area="stage"] .react-flow__viewport');
  const drawn = plane?.querySelector(`[data-pod="${CSS.escape(pod)}"]`);
  if (!plane || !drawn) return null;
  const origin = plane.getBoundingClientRect();
  const zoom = plane.offsetWidth === 0 ? 1 : origin.width / plane.offsetWidth;
  const box = drawn.getBoundingClientRect();
  // What is scrolled out of its list is shown at the list's edge.
  const list = drawn.parentElement?.getBoundingClientRect() ?? box;
  const top = clamp(box.top, list.top, Math.max(list.top, list.bottom - 8));
  const foot = clamp(box.bottom, top, list.bottom);
  return {
    x: (box.left - origin.left) / zoom,
    y: (top - origin.top) / zoom,
    width: box.width / zoom,
    height: (foot - top) / zoom,
  };
}

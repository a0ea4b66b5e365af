import type { KeyboardEvent } from 'react';

/**
 * Things one can reach with the keyboard carry `data-stop`; those that belong together stand in one
 * `data-group`. Tab goes from group to group, up and down within one. Left and right belong to time.
 */
export function moveFocus(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = event.target as HTMLElement;
  const group = target.closest('[data-group]');
  if (!group || !target.matches('[data-stop]')) return;
  const stops = [...group.querySelectorAll<HTMLElement>('[data-stop]')];
  const next = stops[stops.indexOf(target) + (event.key === 'ArrowDown' ? 1 : -1)];
  event.preventDefault();
  event.stopPropagation();
  next?.focus({ preventScroll: true });
  next?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
}

/** The first stop of a group takes part in Tab, the others are reached from it. */
export const FIRST_STOP = { 'data-stop': '', tabIndex: 0 } as const;
export const STOP = { 'data-stop': '', tabIndex: -1 } as const;

/** Something kept at the record `seq`. */
export interface At {
  readonly seq: number;
}

/**
 * Thins a list once it is longer than `capacity`: every second one of the older half goes. Done again
 * and again, the distance between what is left doubles with its age, so the list stays short and the
 * recent past, where most seeks go, stays dense. The first and the last stay.
 */
export function thin<T>(list: readonly T[], capacity: number): readonly T[] {
  if (list.length <= capacity) return list;
  const half = list.length >> 1;
  return list.filter((_, index) => index >= half || index % 2 === 0);
}

/** Index of the last one at or before `seq`; -1 when there is none. */
export function lastAtOrBefore(list: readonly At[], seq: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as At).seq <= seq) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

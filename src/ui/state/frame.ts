import type { Frame, Moment } from '../../protocol/view.ts';
import type { PageState } from './page.ts';

export const isSame = (one: Moment, other: Moment): boolean =>
  one.branch === other.branch && one.seq === other.seq && one.timeMs === other.timeMs;

/** What a frame changes of the page. `records` and `tables` are changed in place. */
export function applyFrame(page: PageState, frame: Frame): Partial<PageState> {
  const change: { -readonly [K in keyof PageState]?: PageState[K] } = {
    moment: frame.moment,
    bounds: frame.bounds,
    play: frame.play,
    ready: true,
  };
  // Going on playing is going elsewhere.
  if (page.heading !== null && (frame.play.playing || isSame(frame.moment, page.heading)))
    change.heading = null;
  if (frame.branches) change.branches = frame.branches;
  // Another run begins without a word about records when it has none yet: those of the one before are not its own.
  const isOther = frame.view?.reset === true;
  if (frame.records || isOther) {
    page.records.length = Math.min(page.records.length, frame.records?.from ?? 0);
    for (const record of frame.records?.added ?? []) page.records.push(record);
    change.recordsVersion = page.recordsVersion + 1;
  }
  if (frame.view) {
    page.tables.apply(frame.view);
    change.viewVersion = page.viewVersion + 1;
    change.revision = frame.view.revision;
    change.scheduler = page.tables.scheduler;
    if (frame.view.kubectl) change.kubectl = frame.view.kubectl;
  }
  if (frame.flow !== undefined) change.flow = frame.flow;
  if (frame.lanes !== undefined) change.lanes = frame.lanes;
  if (frame.marks) change.marks = frame.marks;
  return change;
}

import { type Pod, summarizePod } from '../../../api/index.ts';
import { timeMsOf } from '../../kernel/timestamp.ts';
import { humanDuration } from './duration.ts';

/** What the columns READY, STATUS and RESTARTS say of a Pod. */
export interface PodSummary {
  readonly ready: string;
  readonly status: string;
  readonly restarts: string;
}

export function summarize(pod: Pod, nowMs: number): PodSummary {
  const { ready, total, status, restarts, lastEnd } = summarizePod(pod);
  const ago = restarts === 0 || lastEnd === '' ? '' : ` (${humanDuration(nowMs - timeMsOf(lastEnd))} ago)`;
  return { ready: `${ready}/${total}`, status, restarts: `${restarts}${ago}` };
}

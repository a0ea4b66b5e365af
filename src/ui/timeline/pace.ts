import type { Pace } from '../../protocol/view.ts';
import type { MessageKey, Params } from '../i18n/index.ts';

/** The paces on offer, slow to fast. */
export const GUIDED_FACTORS = [0.5, 1, 2] as const;
export const CLOCK_RATES = [0.1, 1, 10, 100, 1000] as const;

export function samePace(a: Pace, b: Pace): boolean {
  if (a.kind === 'guided') return b.kind === 'guided' && a.factor === b.factor;
  if (a.kind === 'clock') return b.kind === 'clock' && a.rate === b.rate;
  return b.kind === 'max';
}

/** The pace in a word or two. */
export function paceMessage(pace: Pace): [MessageKey, Params] {
  switch (pace.kind) {
    case 'guided':
      return ['timeline.pace.guided', { factor: pace.factor === 0.5 ? '½' : pace.factor }];
    case 'clock':
      return ['timeline.pace.clock', { rate: pace.rate }];
    case 'max':
      return ['timeline.pace.max', {}];
  }
}

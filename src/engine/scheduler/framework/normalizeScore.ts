// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/helper/normalize_score.go

export const MAX_NODE_SCORE = 100;

/** Scales scores in place to 0…100 by the highest; `reverse` makes the lowest the best. */
export function defaultNormalizeScore(scores: number[], reverse: boolean): void {
  let max = 0;
  for (const score of scores) if (score > max) max = score;
  if (max === 0) {
    if (reverse) scores.fill(MAX_NODE_SCORE);
    return;
  }
  for (let i = 0; i < scores.length; i++) {
    const score = Math.trunc((MAX_NODE_SCORE * (scores[i] as number)) / max);
    scores[i] = reverse ? MAX_NODE_SCORE - score : score;
  }
}

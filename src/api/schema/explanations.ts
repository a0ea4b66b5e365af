// Upstream's descriptions in full, for `kubectl explain`. About 70 KiB compressed: import this module lazily.
import { type Explained, explainText } from './explain.ts';
import { explanations } from './generated/explanations.ts';

/** What `kubectl explain` prints. */
export function explain(explained: Explained): string {
  return explainText(explained, (type, property) => explanations[type]?.[property]);
}

import { usePage } from '../state/context.ts';
import { type Translate, translator } from './dictionary.ts';

/** The translator of the page's language: `const t = useT(); t('steps.title')`. */
export function useT(): Translate {
  return translator(usePage((page) => page.locale));
}

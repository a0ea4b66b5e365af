import { useMemo } from 'react';
import type { Diagnostic } from '../../api/index.ts';
import { formatMessage } from '../../api/manifest/messages.ts';
import { type Translate, useT } from '../i18n/index.ts';

/** A diagnostic in the reader's language. */
export interface Words {
  /** What is wrong, for a beginner where there are such words, otherwise as the API server says it. */
  plain(diagnostic: Diagnostic): string;
  /** The API server's own sentence is worth showing as well. */
  isExplained(diagnostic: Diagnostic): boolean;
  /** Both, for a marker in the text. */
  message(diagnostic: Diagnostic): string;
  fixTitle(diagnostic: Diagnostic): string;
}

export function wordsFor(t: Translate): Words {
  const plain = (each: Diagnostic): string =>
    each.explain ? formatMessage(t.locale, each.explain) : each.message;
  const isExplained = (each: Diagnostic): boolean => plain(each) !== each.message;
  return {
    plain,
    isExplained,
    message: (each) => (isExplained(each) ? `${plain(each)}\n\n${each.message}` : each.message),
    fixTitle: (each) => (each.fix ? formatMessage(t.locale, each.fix.title) : t('editor.fix.default')),
  };
}

export function useWords(): Words {
  const t = useT();
  return useMemo(() => wordsFor(t), [t]);
}

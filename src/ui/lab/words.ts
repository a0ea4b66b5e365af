import type { Words } from '../../lessons/lab/index.ts';
import { useT } from '../i18n/index.ts';
import { fill, type Params } from '../i18n/text.ts';
import { type LabWords, labEn } from './messages.en.ts';
import { labZh } from './messages.zh.ts';

/** The lab's words in the page's language; `say` takes those of a track. */
export function useWords(): {
  readonly w: (key: keyof LabWords, params?: Params) => string;
  readonly say: (words: Words) => string;
} {
  const { locale } = useT();
  const isChinese = locale === 'zh-CN';
  return {
    w: (key, params) => fill((isChinese ? labZh : labEn)[key], params),
    say: ({ en, zh }) => (isChinese ? zh : en),
  };
}

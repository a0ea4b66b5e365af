export type { Translate } from './dictionary.ts';
export { bringWords, loadLocale, translate, translator } from './dictionary.ts';
export { formatBytes, formatCount, formatShortTime, formatTime } from './format.ts';
export type { Locale } from './locale.ts';
export { isLocale, LOCALES, pickLocale } from './locale.ts';
export type { Dictionary, MessageKey } from './messages.ts';
export { Rich } from './Rich.tsx';
export type { Params } from './text.ts';
export { useT } from './useT.ts';

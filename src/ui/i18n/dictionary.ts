import type { Locale } from './locale.ts';
import { en, type MessageKey } from './messages.ts';
import { fill, type Params } from './text.ts';

/** English as far as its areas have come. */
const english: { [K in MessageKey]?: string } = { ...en };
const loaded = new Map<Locale, { readonly [K in MessageKey]?: string }>([['en', english]]);

/** Adds the English words of an area that is fetched when it is wanted. */
export function bringWords(words: { readonly [K in MessageKey]?: string }): void {
  Object.assign(english, words);
}

/** Fetches the words of a locale; until then `translate` answers in English. */
export async function loadLocale(locale: Locale): Promise<void> {
  if (loaded.has(locale)) return;
  const { zh } = await import('./messages.zh.ts');
  loaded.set('zh-CN', zh);
}

export function translate(locale: Locale, key: MessageKey, params?: Params): string {
  return fill((loaded.get(locale) ?? english)[key] ?? key, params);
}

export function hasMessage(key: string): key is MessageKey {
  return Object.hasOwn(english, key);
}

export interface Translate {
  (key: MessageKey, params?: Params): string;
  readonly locale: Locale;
  /** For keys made at run time, such as a reason code: null when there is no such message. */
  maybe(key: string, params?: Params): string | null;
}

const translators = new Map<string, Translate>();

/** The translator of a locale; the same function each time, so that it can be a dependency of a hook. */
export function translator(locale: Locale): Translate {
  // Before the words have arrived it answers in English, and must be another function afterwards.
  const id = `${locale}:${loaded.has(locale)}`;
  const known = translators.get(id);
  if (known) return known;
  const translate_ = (key: MessageKey, params?: Params) => translate(locale, key, params);
  const t: Translate = Object.assign(translate_, {
    locale,
    maybe: (key: string, params?: Params) => (hasMessage(key) ? translate(locale, key, params) : null),
  });
  translators.set(id, t);
  return t;
}

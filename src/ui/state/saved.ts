import { isLocale, type Locale } from '../i18n/locale.ts';
import type { PageState, Theme } from './page.ts';

const KEY = 'podscope.page';

/** What survives a reload. */
export interface SavedPage {
  readonly manifest?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly locale?: Locale;
  readonly theme?: Theme;
  readonly reading?: PageState['watched']['reading'];
  readonly leftOpen?: boolean;
  readonly rightOpen?: boolean;
  readonly leftWidth?: number;
  readonly rightWidth?: number;
}

export type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

/** The browser's own shelf, or none where the reader has forbidden it. */
export function browserShelf(): Shelf | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** What an earlier visit left; whatever is not as expected is dropped. */
export function loadPage(shelf: Shelf | null): SavedPage {
  try {
    const value: unknown = JSON.parse(shelf?.getItem(KEY) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    const found = value as Record<string, unknown>;
    return {
      ...(typeof found.manifest === 'string' && { manifest: found.manifest }),
      ...(isFiles(found.files) && { files: found.files }),
      ...(isLocale(found.locale) && { locale: found.locale }),
      ...(isTheme(found.theme) && { theme: found.theme }),
      ...(isReading(found.reading) && { reading: found.reading }),
      ...(typeof found.leftOpen === 'boolean' && { leftOpen: found.leftOpen }),
      ...(typeof found.rightOpen === 'boolean' && { rightOpen: found.rightOpen }),
      ...(isWidth(found.leftWidth) && { leftWidth: found.leftWidth }),
      ...(isWidth(found.rightWidth) && { rightWidth: found.rightWidth }),
    };
  } catch {
    return {};
  }
}

export function savePage(shelf: Shelf | null, page: SavedPage): void {
  try {
    shelf?.setItem(KEY, JSON.stringify(page));
  } catch {
    // A full or forbidden shelf only means that the next visit starts afresh.
  }
}

export function toSaved(page: PageState): SavedPage {
  return {
    manifest: page.manifest,
    files: page.files,
    locale: page.locale,
    theme: page.theme,
    reading: page.watched.reading,
    leftOpen: page.leftOpen,
    rightOpen: page.rightOpen,
    leftWidth: page.leftWidth,
    rightWidth: page.rightWidth,
  };
}

function isFiles(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === 'string')
  );
}

function isTheme(value: unknown): value is Theme {
  return value === 'system' || value === 'light' || value === 'dark';
}

function isWidth(value: unknown): value is number {
  return typeof value === 'number' && value >= 200 && value <= 800;
}

function isReading(value: unknown): value is PageState['watched']['reading'] {
  return value === 'classic' || value === 'parallel' || value === 'today';
}

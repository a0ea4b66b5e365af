import type { ReactNode } from 'react';
import {
  AutoThemeIcon,
  BookIcon,
  ChevronDownIcon,
  KeyboardIcon,
  LanguageIcon,
  MoonIcon,
  SunIcon,
} from '../design/icons.tsx';
import { IconButton, Menu, type MenuItem } from '../design/index.ts';
import { EXAMPLES, findExample, openExample } from '../examples/index.ts';
import { LOCALES, useT } from '../i18n/index.ts';
import { type Theme, useActions, usePage, usePageHandle } from '../state/index.ts';
import { BranchMenu } from './BranchMenu.tsx';
import styles from './Header.module.css';
import { RunPopover } from './RunPopover.tsx';
import { ShareMenu } from './ShareMenu.tsx';
import { TopBar, TopLink } from './TopBar.tsx';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const themeIcons = { system: AutoThemeIcon, light: SunIcon, dark: MoonIcon };
/** A language is called by its own name in every language. */
const languageNames = { en: 'English', 'zh-CN': '简体中文' };

export function Header(): ReactNode {
  const t = useT();
  const { setDialog } = useActions();
  return (
    <TopBar
      title="Podscope"
      places={
        <>
          <ExamplesMenu />
          <TopLink href="#lab" hint={t('shell.labHint')}>
            {t('shell.lab')}
          </TopLink>
        </>
      }
    >
      <BranchMenu />
      <RunPopover />
      <ShareMenu />
      <LanguageMenu />
      <ThemeMenu />
      <span className={styles.wideOnly}>
        <IconButton label={t('shell.keys.title')} keys="?" onClick={() => setDialog('keys')}>
          <KeyboardIcon />
        </IconButton>
      </span>
    </TopBar>
  );
}

function ExamplesMenu(): ReactNode {
  const t = useT();
  const page = usePageHandle();
  const current = findExample(usePage((state) => state.exampleId));
  const items: MenuItem[] = EXAMPLES.flatMap(({ id, examples }): MenuItem[] => [
    { kind: 'heading', id, label: t(`examples.group.${id}`) },
    ...examples.map(
      (example): MenuItem => ({
        kind: 'choice',
        checked: example === current,
        id: example.id,
        label: t(`examples.${example.id}.title`),
        note: t(`examples.${example.id}.note`),
        onSelect: () => void openExample(page, example.id),
      }),
    ),
  ]);
  const title = current && t(`examples.${current.id}.title`);
  return (
    <Menu
      look="quiet"
      className={styles.examples}
      label={title ? `${t('shell.examples')}: ${title}` : t('shell.examples')}
      icon={<BookIcon />}
      items={items}
      columns={3}
    >
      <span className={styles.exampleTitle}>{title ?? t('shell.examples')}</span>
      <ChevronDownIcon size={12} />
    </Menu>
  );
}

export function LanguageMenu(): ReactNode {
  const t = useT();
  const { setLocale } = useActions();
  const items: MenuItem[] = LOCALES.map((locale) => ({
    kind: 'choice',
    id: locale,
    label: <span lang={locale}>{languageNames[locale]}</span>,
    checked: locale === t.locale,
    onSelect: () => void setLocale(locale),
  }));
  return <Menu look="quiet" label={t('shell.language')} icon={<LanguageIcon />} items={items} align="end" />;
}

export function ThemeMenu(): ReactNode {
  const t = useT();
  const { setTheme } = useActions();
  const theme = usePage((page) => page.theme);
  const Icon = themeIcons[theme];
  const items: MenuItem[] = THEMES.map((choice) => ({
    kind: 'choice',
    id: choice,
    label: t(`shell.theme.${choice}`),
    checked: choice === theme,
    onSelect: () => setTheme(choice),
  }));
  return <Menu look="quiet" label={t('shell.theme')} icon={<Icon />} items={items} align="end" />;
}

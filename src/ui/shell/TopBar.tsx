import type { ReactNode } from 'react';
import { LogoIcon } from '../design/icons.tsx';
import { classes } from '../design/index.ts';
import styles from './TopBar.module.css';

/** The bar at the top of a page: what this is, where one can go, and behind the gap what can be set. */
export function TopBar({
  title,
  keepsTitle = false,
  places,
  children,
}: {
  readonly title: string;
  /** The title is shown in a narrow window as well. */
  readonly keepsTitle?: boolean;
  readonly places: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <header className={styles.bar}>
      <h1 className={classes(styles.title, keepsTitle && styles.kept)}>
        <LogoIcon size={20} />
        {title}
      </h1>
      {places}
      <span className={styles.gap} />
      {children}
    </header>
  );
}

/** A way to another page, beside the menus. */
export function TopLink({
  href,
  hint,
  children,
}: {
  readonly href: string;
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <a className={styles.link} href={href} data-hint={hint}>
      {children}
    </a>
  );
}

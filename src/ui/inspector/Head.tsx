import type { ReactNode } from 'react';
import { CloseIcon } from '../design/icons.tsx';
import { IconButton } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { focusSoon } from '../shell/keys.ts';
import { useActions } from '../state/index.ts';
import styles from './Inspector.module.css';

export interface HeadProps {
  /** The kind of thing, above its name. */
  readonly over: string;
  readonly title: ReactNode;
  readonly note?: ReactNode;
}

export function Head({ over, title, note }: HeadProps): ReactNode {
  const t = useT();
  const { select, setPane } = useActions();
  return (
    <header className={styles.head}>
      <div className={styles.headWords}>
        <p className={styles.over}>{over}</p>
        <h2 className={styles.title}>{title}</h2>
        {note && <p className={styles.note}>{note}</p>}
      </div>
      <IconButton
        size="s"
        label={t('inspector.close')}
        onClick={() => {
          select(null);
          setPane('steps');
          focusSoon('#pane-side [role="tab"][aria-selected="true"], #pane-side button');
        }}
      >
        <CloseIcon />
      </IconButton>
    </header>
  );
}

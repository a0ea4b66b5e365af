import type { ReactNode } from 'react';
import { InspectIcon, StageIcon, StepsIcon, YamlIcon } from '../design/icons.tsx';
import { useT } from '../i18n/index.ts';
import { type Pane, useActions, usePage } from '../state/index.ts';
import styles from './PaneBar.module.css';

const PANES: readonly { readonly pane: Pane; readonly Icon: typeof YamlIcon }[] = [
  { pane: 'yaml', Icon: YamlIcon },
  { pane: 'stage', Icon: StageIcon },
  { pane: 'steps', Icon: StepsIcon },
  { pane: 'inspect', Icon: InspectIcon },
];

/** The foot of a narrow window: one pane at a time. */
export function PaneBar(): ReactNode {
  const t = useT();
  const { setPane } = useActions();
  const current = usePage((page) => page.pane);
  return (
    <nav className={styles.bar} aria-label={t('shell.panes')}>
      {PANES.map(({ pane, Icon }) => (
        <button
          key={pane}
          type="button"
          className={styles.button}
          aria-current={pane === current ? 'page' : undefined}
          onClick={() => setPane(pane)}
        >
          <Icon size={20} />
          {t(`shell.tab.${pane}`)}
        </button>
      ))}
    </nav>
  );
}

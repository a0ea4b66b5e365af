import type { ReactNode } from 'react';
import { Dialog } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { useActions, usePage } from '../state/index.ts';
import styles from './KeySheet.module.css';
import { SHORTCUTS, showKeys } from './keys.ts';

const GROUPS = ['time', 'view', 'edit'] as const;

export function KeySheet(): ReactNode {
  const t = useT();
  const open = usePage((page) => page.dialog === 'keys');
  const { setDialog } = useActions();
  return (
    <Dialog
      open={open}
      title={t('shell.keys.title')}
      description={t('shell.keys.note')}
      closeLabel={t('shell.close')}
      width="l"
      onClose={() => setDialog(null)}
    >
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3 className={styles.heading}>{t(`shell.keys.group.${group}`)}</h3>
            <dl className={styles.list}>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map((shortcut) => (
                <div key={shortcut.id} className={styles.row}>
                  <dt>
                    {shortcut.keys.map((keys) => (
                      <kbd key={keys} className={styles.key}>
                        {showKeys(keys)}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{t(shortcut.label)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

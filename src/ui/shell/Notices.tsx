import { type ReactNode, useEffect } from 'react';
import { CloseIcon, ErrorIcon, InfoIcon } from '../design/icons.tsx';
import { IconButton } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { type Notice, useActions, usePage } from '../state/index.ts';
import styles from './Notices.module.css';

const STAY_MS = 6000;

/** Short sentences at the foot of the page; said aloud as well. */
export function Notices(): ReactNode {
  const notices = usePage((page) => page.notices);
  return (
    <div className={styles.notices} role="status" aria-live="polite">
      {notices.map((notice) => (
        <NoticeRow key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeRow({ notice }: { readonly notice: Notice }): ReactNode {
  const t = useT();
  const { dismissNotice } = useActions();
  useEffect(() => {
    if (notice.tone === 'error') return;
    const timer = setTimeout(() => dismissNotice(notice.id), STAY_MS);
    return () => clearTimeout(timer);
  }, [notice, dismissNotice]);
  return (
    <div className={styles.notice} data-tone={notice.tone}>
      {notice.tone === 'error' ? <ErrorIcon /> : <InfoIcon />}
      <span>{t(notice.key, notice.params)}</span>
      <IconButton size="s" label={t('shell.close')} onClick={() => dismissNotice(notice.id)}>
        <CloseIcon />
      </IconButton>
    </div>
  );
}

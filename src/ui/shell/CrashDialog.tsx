import { type ReactNode, useState } from 'react';
import type { CrashReport } from '../../protocol/messages.ts';
import { CheckIcon, CopyIcon, UndoIcon } from '../design/icons.tsx';
import { Button, Dialog } from '../design/index.ts';
import { formatTime, useT } from '../i18n/index.ts';
import { useActions, usePage } from '../state/index.ts';
import styles from './CrashDialog.module.css';
import { copyText } from './copy.ts';

/** A fault of the engine itself: what it was, a report to hand on, and the way back. */
export function CrashDialog(): ReactNode {
  const crash = usePage((page) => page.crash);
  return crash && <CrashBody crash={crash} />;
}

function CrashBody({ crash }: { readonly crash: CrashReport }): ReactNode {
  const t = useT();
  const actions = useActions();
  const seed = usePage((page) => page.seed);
  const [copied, setCopied] = useState(false);
  const report = JSON.stringify(crash, null, 2);

  function goBack(): void {
    const { run, lastGood } = crash;
    actions.dismissCrash();
    void actions.open(run ? { ...run, moment: lastGood ?? run.moment } : { seed });
  }

  return (
    <Dialog
      open
      title={t('shell.crash.title')}
      description={t('shell.crash.text')}
      closeLabel={t('shell.close')}
      onClose={actions.dismissCrash}
    >
      <pre className={styles.message}>{crash.message}</pre>
      <details className={styles.details}>
        <summary>{t('shell.crash.details')}</summary>
        <textarea className={styles.report} readOnly value={report} aria-label={t('shell.crash.details')} />
      </details>
      <div className={styles.buttons}>
        <Button
          icon={copied ? <CheckIcon /> : <CopyIcon />}
          onClick={() => void copyText(report).then(setCopied)}
        >
          {copied ? t('shell.copied') : t('shell.crash.copy')}
        </Button>
        <Button look="primary" icon={<UndoIcon />} onClick={goBack}>
          {crash.lastGood
            ? t('shell.crash.backTo', { time: formatTime(crash.lastGood.timeMs) })
            : t('shell.crash.restart')}
        </Button>
      </div>
    </Dialog>
  );
}

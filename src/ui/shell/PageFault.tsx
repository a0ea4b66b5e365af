import { type ReactNode, useState } from 'react';
import { CheckIcon, CopyIcon, ErrorIcon } from '../design/icons.tsx';
import { Button } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { usePageHandle } from '../state/index.ts';
import styles from './Area.module.css';
import { copyText } from './copy.ts';

/** What is left when the frame of the page itself has failed. */
export function PageFault({ error }: { readonly error: Error }): ReactNode {
  const t = useT();
  const { store } = usePageHandle();
  const [copied, setCopied] = useState(false);

  function report(): string {
    const { moment, seed, manifest } = store.getState();
    return JSON.stringify({ message: error.message, stack: error.stack, moment, seed, manifest }, null, 2);
  }

  return (
    <main className={styles.failed} role="alert">
      <ErrorIcon size={24} />
      <h1>{t('shell.fault.title')}</h1>
      <pre className={styles.message}>{error.message}</pre>
      <div className={styles.buttons}>
        <Button
          icon={copied ? <CheckIcon /> : <CopyIcon />}
          onClick={() => void copyText(report()).then(setCopied)}
        >
          {copied ? t('shell.copied') : t('shell.crash.copy')}
        </Button>
        <Button look="primary" onClick={() => location.reload()}>
          {t('shell.fault.reload')}
        </Button>
      </div>
    </main>
  );
}

import { type ReactNode, Suspense } from 'react';
import { ErrorIcon } from '../design/icons.tsx';
import { Button } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import styles from './Area.module.css';
import { ErrorBoundary } from './ErrorBoundary.tsx';

/** A part of the page that may come later and may fail alone. */
export function Area({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  const t = useT();
  return (
    <ErrorBoundary
      fallback={(error, retry) => (
        <div className={styles.failed} role="alert">
          <ErrorIcon size={24} />
          <p>{t('shell.area.failed', { name })}</p>
          <pre className={styles.message}>{error.message}</pre>
          <Button onClick={retry}>{t('shell.area.retry')}</Button>
        </div>
      )}
    >
      <Suspense fallback={<div className={styles.waiting} />}>{children}</Suspense>
    </ErrorBoundary>
  );
}

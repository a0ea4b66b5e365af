import type { ReactNode } from 'react';
import { Button } from '../../design/index.ts';
import { useT } from '../../i18n/index.ts';
import { useActions } from '../../state/index.ts';
import styles from './Copied.module.css';
import { problemOfName } from './files.ts';

/** Files that a command has written on the reader's machine: to look at, to keep for later lines, to download. */
export function Copied({ files }: { readonly files: Readonly<Record<string, string>> }): ReactNode {
  const t = useT();
  const { setFile } = useActions();
  return (
    <ul className={styles.list}>
      {Object.entries(files).map(([path, text]) => {
        const name = path.replace(/^(\.?\/)+/, '');
        return (
          <li key={path} className={styles.file}>
            <details>
              <summary className={styles.name}>{path}</summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
              <pre className={styles.text} tabIndex={0}>
                {text}
              </pre>
            </details>
            {problemOfName(name, []) === null && (
              <Button size="s" onClick={() => setFile(name, text)}>
                {t('shell.files.keep')}
              </Button>
            )}
            <Button size="s" look="quiet" onClick={() => download(name, text)}>
              {t('shell.files.download')}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

function download(path: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = path.slice(path.lastIndexOf('/') + 1) || 'file';
  link.click();
  // The browser has to have begun first.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

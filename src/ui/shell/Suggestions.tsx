import type { ReactNode } from 'react';
import { useT } from '../i18n/index.ts';
import { usePage } from '../state/index.ts';
import styles from './Suggestions.module.css';

/** Lines worth typing about the Pod that is followed, for who has not typed one yet. */
export function Suggestions({ onChoose }: { readonly onChoose: (line: string) => void }): ReactNode {
  const t = useT();
  const pod = usePage((page) => page.flow?.pod ?? null);
  const [namespace = '', name = ''] = pod?.split('/') ?? [];
  const of = namespace === '' || namespace === 'default' ? '' : ` -n ${namespace}`;
  const lines = [
    [`get pods -o wide${of}`, t('shell.try.get')],
    ...(name === ''
      ? []
      : ([
          [`describe pod ${name}${of}`, t('shell.try.describe')],
          [`logs ${name}${of}`, t('shell.try.logs')],
          [`exec -it ${name}${of} -- sh`, t('shell.try.exec')],
          [`delete pod ${name}${of}`, t('shell.try.delete')],
        ] as const)),
    ['taint nodes node-1 maintenance=now:NoExecute', t('shell.try.taint')],
    ['explain pod.spec.restartPolicy', t('shell.try.explain')],
  ] as const;
  return (
    <section className={styles.try} aria-label={t('shell.try')}>
      <h2 className={styles.title}>{t('shell.try')}</h2>
      <ul className={styles.lines}>
        {lines.map(([line, what]) => (
          <li key={line}>
            <button type="button" className={styles.line} onClick={() => onChoose(line)}>
              <code>{line}</code>
              <span className={styles.what}>{what}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

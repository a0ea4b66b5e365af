import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { ObjectRef } from '../../protocol/view.ts';
import { Button, classes } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { copyText } from '../shell/copy.ts';
import { useActions, useKeyOf, useObjectAt, usePage } from '../state/index.ts';
import styles from './Inspector.module.css';
import { lineDiff } from './lineDiff.ts';

/** An object as YAML; what the message shown has changed in it is marked. */
export function YamlView({ target }: { readonly target: ObjectRef }): ReactNode {
  const t = useT();
  const { notify } = useActions();
  const present = useKeyOf(target);
  // After its deletion the object is still worth reading: its key stays.
  const [lastKey, setLastKey] = useState(present);
  useEffect(() => {
    if (present) setLastKey(present);
  }, [present]);
  const seq = usePage((page) => page.moment.seq);
  const found = useObjectAt(present ?? lastKey, seq);
  const [noise, setNoise] = useState(false);
  const [printer, setPrinter] = useState<typeof import('./yamlText.ts') | null>(null);
  useEffect(() => {
    void import('./yamlText.ts').then(setPrinter);
  }, []);

  const lines = useMemo(() => {
    if (!printer || !found) return null;
    return lineDiff(printer.yamlLines(found.before, noise), printer.yamlLines(found.after, noise));
  }, [printer, found, noise]);
  if (!lines) return <p className={styles.note}>{t(present ? 'inspector.loading' : 'inspector.notThere')}</p>;

  const added = lines.filter((line) => line.sign === '+').length;
  const gone = lines.filter((line) => line.sign === '-').length;
  async function copy(): Promise<void> {
    const text = (lines ?? []).filter((line) => line.sign !== '-').map((line) => line.text);
    if (await copyText(`${text.join('\n')}\n`)) notify('info', 'shell.copied');
  }
  return (
    <>
      <div className={styles.bar}>
        <span className={styles.note}>
          {added + gone === 0 ? t('inspector.yaml.same') : t('inspector.yaml.changed', { added, gone })}
        </span>
        <Button size="s" look="quiet" aria-pressed={noise} onClick={() => setNoise(!noise)}>
          {t('inspector.yaml.noise')}
        </Button>
        <Button size="s" onClick={() => void copy()}>
          {t('inspector.copy')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles.yaml} tabIndex={0}>
        {lines.map((line, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            key={index}
            className={classes(line.sign === '+' && styles.added, line.sign === '-' && styles.gone)}
          >
            <span className={styles.sign}>{line.sign}</span>
            {line.text}
          </div>
        ))}
      </pre>
    </>
  );
}

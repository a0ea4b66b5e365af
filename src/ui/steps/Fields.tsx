import { type ReactNode, useEffect, useState } from 'react';
import type { Reading } from '../../protocol/view.ts';
import { useT } from '../i18n/index.ts';
import { useActions, usePage } from '../state/index.ts';
import { fieldsOf } from './readings.ts';
import styles from './StepDetail.module.css';

type Locate = typeof import('../editor/locate.ts').locateField;

/** The reader of YAML comes after the first paint. */
function useLocate(): Locate | null {
  const [locate, setLocate] = useState<Locate | null>(null);
  useEffect(() => {
    let wanted = true;
    void import('../editor/locate.ts').then(({ locateField }) => wanted && setLocate(() => locateField));
    return () => {
      wanted = false;
    };
  }, []);
  return locate;
}

const MOST = 3;

/** The fields of the manifest that decide a step, with the lines they stand on. */
export function Fields({ reading, step }: { readonly reading: Reading; readonly step: string }): ReactNode {
  const t = useT();
  const { revealField } = useActions();
  const locate = useLocate();
  const pod = usePage((page) => page.flow?.pod ?? page.lanes?.pod ?? null);
  const manifest = usePage((page) => page.manifest);
  if (!locate || !pod || manifest === '') return null;
  const object = { kind: 'Pod', name: pod.slice(pod.indexOf('/') + 1) };
  const found = fieldsOf(reading, step).flatMap((path) => {
    const lines = locate(manifest, { object, path });
    return lines ? [{ path, lines }] : [];
  });
  if (found.length === 0) return null;
  return (
    <p>
      <b className={styles.label}>{t('steps.field')}</b>{' '}
      {found.slice(0, MOST).map(({ path, lines }) => (
        <button
          key={path}
          type="button"
          className={styles.field}
          onClick={() => revealField({ object, path })}
        >
          <code>{path.replace(/^spec\.((init)?[cC]ontainers\[\d+\]\.)?/, '')}</code>
          <span>
            {lines.from === lines.to
              ? t('steps.field.line', { from: lines.from })
              : t('steps.field.lines', { from: lines.from, to: lines.to })}
          </span>
        </button>
      ))}
    </p>
  );
}

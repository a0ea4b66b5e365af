import { type ReactNode, useState } from 'react';
import type { Diagnostic } from '../../api/index.ts';
import { ErrorIcon, InfoIcon, WarningIcon } from '../design/icons.tsx';
import { Button, classes } from '../design/index.ts';
import { Rich, useT } from '../i18n/index.ts';
import styles from './Problems.module.css';
import { useWords } from './words.ts';

export interface ProblemsProps {
  readonly diagnostics: readonly Diagnostic[];
  readonly onGo: (diagnostic: Diagnostic) => void;
  readonly onFix: (diagnostic: Diagnostic) => void;
}

const SHOWN = 3;
const ICONS = { error: ErrorIcon, warning: WarningIcon, info: InfoIcon } as const;
const ORDER = { error: 0, warning: 1, info: 2 } as const;

/** What is wrong, in words, with the line it stands on and the change that mends it. */
export function Problems({ diagnostics, onGo, onFix }: ProblemsProps): ReactNode {
  const t = useT();
  const words = useWords();
  const [whole, setWhole] = useState(false);
  if (diagnostics.length === 0) return null;
  const sorted = [...diagnostics].sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || a.line - b.line);
  const shown = whole ? sorted : sorted.slice(0, SHOWN);
  const rest = sorted.length - shown.length;
  return (
    <section className={styles.problems} aria-label={t('editor.problems')}>
      <ul className={styles.list}>
        {shown.map((each) => {
          const Icon = ICONS[each.severity];
          return (
            <li key={`${each.line}:${each.column}:${each.code}:${each.message}`} className={styles.problem}>
              <span className={classes(styles.icon, styles[each.severity])}>
                <Icon />
                <span className="visually-hidden">{t(`editor.severity.${each.severity}`)}</span>
              </span>
              <div className={styles.words}>
                <p>
                  <button type="button" className={styles.line} onClick={() => onGo(each)}>
                    {t('editor.line', { line: each.line })}
                  </button>{' '}
                  <Rich text={words.plain(each)} />
                </p>
                {words.isExplained(each) && (
                  <p className={styles.upstream}>
                    <span className="visually-hidden">{t('editor.upstream')}: </span>
                    <code>{each.message}</code>
                  </p>
                )}
              </div>
              {each.fix && (
                <Button size="s" onClick={() => onFix(each)} title={words.fixTitle(each)}>
                  {t('editor.fix')}
                  <span className="visually-hidden">: {words.fixTitle(each)}</span>
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {(rest > 0 || whole) && sorted.length > SHOWN && (
        <Button size="s" look="quiet" onClick={() => setWhole(!whole)} aria-expanded={whole}>
          {whole ? t('editor.fewerProblems') : t('editor.moreProblems', { count: rest })}
        </Button>
      )}
    </section>
  );
}

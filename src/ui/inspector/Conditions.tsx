import type { ReactNode } from 'react';
import { classes } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { Section } from './Facts.tsx';
import styles from './Inspector.module.css';

interface AnyCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly lastTransitionTime?: string | null | undefined;
}

/** Each condition is a question with an answer of its own: they are not stages. */
export function Conditions({ conditions }: { readonly conditions: readonly AnyCondition[] }): ReactNode {
  const t = useT();
  return (
    <Section title={t('inspector.conditions')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('inspector.condition.type')}</th>
            <th scope="col">{t('inspector.condition.status')}</th>
            <th scope="col">{t('inspector.condition.since')}</th>
          </tr>
        </thead>
        <tbody>
          {conditions.map((each) => (
            <tr key={each.type}>
              <th scope="row">
                {each.type}
                {(each.reason || each.message) && (
                  <span className={styles.detail}>
                    {each.reason}
                    {each.reason && each.message ? ': ' : ''}
                    {each.message}
                  </span>
                )}
              </th>
              <td className={classes(styles.answer, styles[toneOf(each)])}>{each.status}</td>
              <td>{clock(each.lastTransitionTime)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** For most conditions True is as it should be; these say that something is wrong. */
const TROUBLES = /(Pressure|Unavailable|DisruptionTarget|FileSystemResizePending)$/;

function toneOf({ type, status }: AnyCondition): string {
  if (status === 'Unknown') return 'isUnknown';
  return (status === 'True') === TROUBLES.test(type) ? 'isBad' : 'isGood';
}

/** The time of day of an RFC 3339 time: every run begins at midnight, so it reads as time since then. */
function clock(time: string | null | undefined): string {
  return time?.slice(11, 19) ?? '';
}

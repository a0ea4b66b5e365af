import type { ReactNode } from 'react';
import type { TraceRecord } from '../../protocol/view.ts';
import { InspectIcon } from '../design/icons.tsx';
import { IconButton } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { nodeOf, roleOf, useActions, usePage } from '../state/index.ts';
import styles from './StepDetail.module.css';

const LINKS = 3;

function verbOf({ verb, detail }: Pick<TraceRecord, 'verb' | 'detail'>): string {
  return typeof detail?.event === 'string' ? `${verb} ${detail.event}` : verb;
}

/** A message in a few signs: `scheduler → apiserver bind`. These are Kubernetes' own words. */
export function recordWords(record: Pick<TraceRecord, 'from' | 'to' | 'verb' | 'detail'>): string {
  const from = roleOf(record.from);
  const to = record.from === record.to ? '' : ` → ${roleOf(record.to)}`;
  const node = nodeOf(record.to) && nodeOf(record.from) !== nodeOf(record.to) ? ` ${nodeOf(record.to)}` : '';
  return `${from}${to}${node} · ${verbOf(record)}`;
}

/** The message behind a step and what led to it, link by link; each leads there. */
export function CauseChain({ seq }: { readonly seq: number }): ReactNode {
  const t = useT();
  const actions = useActions();
  const chain = usePage((page) => chainOf(page.records, seq));
  const records = usePage((page) => page.records);
  const links = chain.split(',').map(Number);
  return (
    <div className={styles.chain}>
      <b className={styles.label}>{t('steps.record')}</b>
      <ol>
        {links.map((link, index) => {
          const record = records[link - 1];
          if (!record) return null;
          const words = recordWords(record);
          return (
            <li key={link}>
              {index > 0 && (
                <span className={styles.cause}>
                  <span aria-hidden="true">←</span>
                  <span className="visually-hidden">{t('steps.record.cause')}</span>
                </span>
              )}
              <button
                type="button"
                className={styles.link}
                aria-label={t('steps.record.go', { seq: link, words })}
                data-hint={t('steps.record.go', { seq: link, words })}
                onClick={() => void actions.seek({ seq: link })}
              >
                <span className={styles.seq}>#{link}</span>
                {index === 0 && ` ${verbOf(record)}`}
              </button>
            </li>
          );
        })}
      </ol>
      <IconButton
        size="s"
        className={styles.inspect}
        label={t('steps.record.inspect')}
        onClick={() => actions.select({ kind: 'record', seq })}
      >
        <InspectIcon size={14} />
      </IconButton>
    </div>
  );
}

/** The sequence numbers from a message back along its causes, as text so that equal chains are equal. */
export function chainOf(records: readonly Pick<TraceRecord, 'cause'>[], seq: number): string {
  const chain = [seq];
  while (chain.length < LINKS) {
    const cause = records[(chain.at(-1) ?? 0) - 1]?.cause;
    if (!cause) break;
    chain.push(cause);
  }
  return chain.join(',');
}

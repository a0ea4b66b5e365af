import { type ReactNode, useMemo, useState } from 'react';
import type { TraceRecord } from '../../protocol/view.ts';
import { Button } from '../design/index.ts';
import { formatTime, useT } from '../i18n/index.ts';
import { tokenWords } from '../stage/model/message.ts';
import { RequestPart } from '../stage/request/RequestPart.tsx';
import { useActions, useFullRecord, useRecord, useRecords } from '../state/index.ts';
import { Facts, Section } from './Facts.tsx';
import { Head } from './Head.tsx';
import styles from './Inspector.module.css';
import { ComponentLink, ObjectLink, RecordLink } from './links.tsx';

/** Of a long chain of causes these are shown at first: how it began, and what led here. */
const FIRST_CAUSES = 3;
const LAST_CAUSES = 6;
/** How many of the messages a message caused are listed. */
const EFFECTS = 12;

/** One message: who told whom what, why, and what came of it. */
export function RecordView({ seq }: { readonly seq: number }): ReactNode {
  const t = useT();
  const actions = useActions();
  const record = useRecord(seq);
  const full = useFullRecord(seq);
  const { records, version } = useRecords();
  const chain = useMemo(() => causesOf(records, record), [records, record]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the trace is changed in place, its version tells
  const effects = useMemo(() => effectsOf(records, seq), [records, seq, version]);
  const [unfolded, setUnfolded] = useState(false);
  const isFolded = !unfolded && chain.length > FIRST_CAUSES + LAST_CAUSES + 1;
  if (!record) return <p className={styles.empty}>{t('inspector.record.gone')}</p>;
  const isDecision = record.verb === 'schedule' && record.detail?.decision !== undefined;
  const detail = detailOf(full ?? record);
  return (
    <div className={styles.inspector}>
      <Head
        over={t('inspector.record.title', { seq })}
        title={tokenWords(record, chain.at(-2))}
        note={formatTime(record.timeMs)}
      />
      <div className={styles.bar}>
        <Button size="s" onClick={() => void actions.seek({ seq })}>
          {t('inspector.record.go')}
        </Button>
        {isDecision && (
          <Button size="s" look="plain" onClick={() => actions.select({ kind: 'decision', seq })}>
            {t('inspector.record.decision')}
          </Button>
        )}
      </div>
      <RequestPart record={record} />
      <Facts
        facts={[
          [t('inspector.record.from'), <ComponentLink key="from" address={record.from} />],
          [t('inspector.record.to'), <ComponentLink key="to" address={record.to} />],
          [t('inspector.record.about'), record.object && <ObjectLink key="object" target={record.object} />],
          [t('inspector.record.way'), t('inspector.record.wayText', { ms: record.timeMs - record.sentMs })],
          [
            t('inspector.record.change'),
            record.change &&
              t(
                record.change.before === null
                  ? 'inspector.record.createdAt'
                  : record.change.after === null
                    ? 'inspector.record.deletedAt'
                    : 'inspector.record.changedAt',
                { before: record.change.before ?? 0, after: record.change.after ?? 0 },
              ),
          ],
        ]}
      />
      <Section title={t('inspector.record.causes')} note={t('inspector.record.causesNote')}>
        <ol className={styles.chain}>
          {chain.map((each, index) => {
            if (isFolded && index === FIRST_CAUSES) {
              return (
                <li key="folded">
                  <Button size="s" look="quiet" onClick={() => setUnfolded(true)}>
                    {t('inspector.record.between', { count: chain.length - FIRST_CAUSES - LAST_CAUSES })}
                  </Button>
                </li>
              );
            }
            if (isFolded && index > FIRST_CAUSES && index < chain.length - LAST_CAUSES) return null;
            return (
              <li key={each.seq} aria-current={each.seq === seq ? 'true' : undefined}>
                <RecordLink record={each} cause={chain[index - 1]} />
              </li>
            );
          })}
        </ol>
      </Section>
      {effects.length > 0 && (
        <Section title={t('inspector.record.effects')}>
          <ul className={styles.chain}>
            {effects.slice(0, EFFECTS).map((each) => (
              <li key={each.seq}>
                <RecordLink record={each} cause={record} />
              </li>
            ))}
          </ul>
          {effects.length > EFFECTS && (
            <p className={styles.note}>{t('inspector.more', { count: effects.length - EFFECTS })}</p>
          )}
        </Section>
      )}
      {detail && (
        <Section title={t('inspector.record.detail')}>
          <pre className={styles.json}>{detail}</pre>
        </Section>
      )}
    </div>
  );
}

/** From the command of the user down to the record itself. */
function causesOf(records: readonly TraceRecord[], record: TraceRecord | null): TraceRecord[] {
  const chain: TraceRecord[] = [];
  for (let at = record; at; at = at.cause === null ? null : (records[at.cause - 1] ?? null))
    chain.unshift(at);
  return chain;
}

/** Effects come later in the trace than their cause, but never long after the last one: read on from there. */
function effectsOf(records: readonly TraceRecord[], seq: number): TraceRecord[] {
  const effects: TraceRecord[] = [];
  for (let at = seq; at < records.length; at++) {
    const each = records[at] as TraceRecord;
    if (each.cause === seq) effects.push(each);
  }
  return effects;
}

/** What the receiver noted; the decision has a view of its own. */
function detailOf(record: TraceRecord): string | null {
  if (!record.detail) return null;
  const { decision: _, ...rest } = record.detail;
  return Object.keys(rest).length === 0 ? null : JSON.stringify(rest, null, 2);
}

import type { ReactNode } from 'react';
import type { Address, TraceRecord } from '../../protocol/view.ts';
import { formatTime, useT } from '../i18n/index.ts';
import { nodeOf, roleOf, useHost, usePage, useRecords } from '../state/index.ts';
import { Facts, Section } from './Facts.tsx';
import { Head } from './Head.tsx';
import { HostFacts } from './HostFacts.tsx';
import styles from './Inspector.module.css';
import { RecordLink } from './links.tsx';

const LAST = 12;

/** A part of the cluster: what it is for, what it holds, and the last messages it sent or got. */
export function ComponentView({ address }: { readonly address: Address }): ReactNode {
  const t = useT();
  const role = roleOf(address);
  const node = nodeOf(address);
  const host = useHost(node);
  const revision = usePage((page) => page.revision);
  const seq = usePage((page) => page.moment.seq);
  const { records } = useRecords();
  const last = lastOf(records, address, seq);
  return (
    <div className={styles.inspector}>
      <Head
        over={node || t('inspector.component.controlPlane')}
        title={t.maybe(`stage.name.${role}`) ?? role}
      />
      <p>{t.maybe(`inspector.component.${role}`)}</p>
      {role === 'etcd' && <Facts facts={[[t('inspector.component.revision'), revision]]} />}
      {role === 'scheduler' && <Queues />}
      {host && <HostFacts host={host} />}
      <Section title={t('inspector.component.messages')}>
        {last.length === 0 && <p className={styles.note}>{t('inspector.none')}</p>}
        <ul className={styles.chain}>
          {last.map((record) => (
            <li key={record.seq}>
              <RecordLink record={record} cause={record.cause === null ? null : records[record.cause - 1]} />
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

function Queues(): ReactNode {
  const t = useT();
  const { activeQ, backoffQ, unschedulablePods } = usePage((page) => page.scheduler);
  return (
    <Facts
      facts={[
        ['activeQ', activeQ.join(', ') || t('inspector.none')],
        [
          'backoffQ',
          backoffQ.map(({ pod, untilMs }) => `${pod} → ${formatTime(untilMs)}`).join(', ') ||
            t('inspector.none'),
        ],
        [
          'unschedulablePods',
          unschedulablePods.map(({ pod, plugins }) => `${pod} (${plugins.join(', ')})`).join(', ') ||
            t('inspector.none'),
        ],
      ]}
    />
  );
}

/** The newest first, up to the moment shown; periodic work is left out. */
function lastOf(records: readonly TraceRecord[], address: Address, seq: number): TraceRecord[] {
  const found: TraceRecord[] = [];
  for (let at = Math.min(seq, records.length) - 1; at >= 0 && found.length < LAST; at--) {
    const record = records[at] as TraceRecord;
    if (!record.background && (record.from === address || record.to === address)) found.push(record);
  }
  return found;
}

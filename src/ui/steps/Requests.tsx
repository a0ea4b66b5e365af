import '../stage/request/words.ts';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { ChevronDownIcon, ChevronRightIcon, InspectIcon } from '../design/icons.tsx';
import { Button, classes, IconButton } from '../design/index.ts';
import { formatShortTime, useT } from '../i18n/index.ts';
import { RequestList, type Row, saysOf, targetOf, whoAsks } from '../stage/request/list.ts';
import { FAILURES, tellingHop } from '../stage/request/story.ts';
import { useActions, usePage, usePageHandle, useRecords } from '../state/index.ts';
import styles from './Requests.module.css';

/** The requests of the run, to go from one to the next; nothing while there are none. */
export function Requests(): ReactNode {
  const t = useT();
  const { seek } = useActions();
  const rows = useRows();
  const seq = usePage((page) => page.moment.seq);
  const [open, setOpen] = useState(false);
  if (rows.length === 0) return null;
  // The last that had begun.
  const at = rows.findLastIndex((row) => row.seq <= seq);
  const before = rows[at]?.seq === seq ? rows[at - 1] : rows[at];
  const next = rows[at + 1];
  const go = (row: Row | undefined) => row && void seek({ seq: row.seq });
  return (
    <section className={styles.requests} aria-label={t('request.list')}>
      <div className={styles.head}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          aria-label={`${t('request.list.count', { count: rows.length })}: ${t(open ? 'request.list.hide' : 'request.list.show')}`}
          onClick={() => setOpen(!open)}
        >
          {open ? <ChevronDownIcon size={12} /> : <ChevronRightIcon size={12} />}
          {t('request.list.count', { count: rows.length })}
        </button>
        <IconButton size="s" label={t('request.list.previous')} disabled={!before} onClick={() => go(before)}>
          <span className={styles.back}>
            <ChevronRightIcon size={14} />
          </span>
        </IconButton>
        <IconButton size="s" label={t('request.list.next')} disabled={!next} onClick={() => go(next)}>
          <ChevronRightIcon size={14} />
        </IconButton>
      </div>
      {open ? (
        <List rows={rows} at={at} />
      ) : (
        rows[at] && (
          <ul className={styles.list}>
            <Line row={rows[at]} current />
          </ul>
        )
      )}
    </section>
  );
}

function useRows(): readonly Row[] {
  const { records, version } = useRecords();
  const [list] = useState(() => new RequestList());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the trace is changed in place, its version tells
  return useMemo(() => list.sync(records), [list, records, version]);
}

function List({ rows, at }: { readonly rows: readonly Row[]; readonly at: number }): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the request of the moment
  useEffect(() => {
    list.current?.querySelector('[data-current]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <ul ref={list} className={classes(styles.list, styles.all)}>
      {rows.map((row, index) => (
        <Line key={row.story.connection} row={row} current={index === at} />
      ))}
    </ul>
  );
}

function Line({ row, current }: { readonly row: Row; readonly current: boolean }): ReactNode {
  const t = useT();
  const actions = useActions();
  const { store } = usePageHandle();
  const { story, seq } = row;
  const { outcome, note } = story;
  const failed = FAILURES.has(outcome.kind);
  const first = story.hops[0];
  const asks = story.names.length > 0 ? 'DNS' : (note.says ?? '');
  const look = () => {
    const telling = tellingHop(story);
    void actions.seek({ seq: telling });
    actions.select({ kind: 'record', seq: telling });
  };
  return (
    <li className={classes(styles.line, current && styles.current)} data-current={current || undefined}>
      <button
        type="button"
        className={styles.row}
        aria-current={current ? 'true' : undefined}
        onClick={() => void actions.seek({ seq })}
      >
        <span className={styles.words}>
          {t('request.from', { client: whoAsks(story, t), target: targetOf(store.getState(), story) })}{' '}
          <span className={styles.asks}>{asks}</span>
        </span>
        <span className={classes(styles.outcome, failed && styles.failed)}>
          {t(`request.${outcome.kind}`, saysOf(story))}
        </span>
        {first && <span className={styles.time}>{formatShortTime(first.timeMs)}</span>}
      </button>
      {failed ? (
        <Button size="s" className={styles.why} onClick={look}>
          {t('request.list.why')}
        </Button>
      ) : (
        <IconButton size="s" label={t('request.list.inspect')} onClick={look}>
          <InspectIcon size={14} />
        </IconButton>
      )}
    </li>
  );
}

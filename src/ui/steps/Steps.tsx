import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { FlowStep, Reading } from '../../protocol/view.ts';
import { classes, SegmentedControl } from '../design/index.ts';
import { formatShortTime, type Translate, useT } from '../i18n/index.ts';
import { useActions, usePage, usePod } from '../state/index.ts';
import { FollowMenu } from './FollowMenu.tsx';
import { depthOf, READINGS, shownNumber } from './readings.ts';
import { currentStep, type Row, rowsOf, stepsOf } from './rows.ts';
import { StateIcon } from './StateIcon.tsx';
import { StepDetail } from './StepDetail.tsx';
import styles from './Steps.module.css';
import { type StepParams, shortReason, titleOf } from './texts.ts';

const Requests = lazy(async () => ({ default: (await import('./Requests.tsx')).Requests }));

/** The creation of the followed Pod as a list of steps, in one of three readings. */
export function Steps(): ReactNode {
  const t = useT();
  const { setReading } = useActions();
  const { reading } = usePage((page) => page.watched);
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <SegmentedControl
          label={t('steps.reading')}
          value={reading}
          segments={READINGS.map((value) => ({
            value,
            label: t(`steps.reading.${value}`),
            hint: t(`steps.reading.${value}.hint`),
          }))}
          onChange={(value) => void setReading(value)}
        />
        <FollowMenu />
      </div>
      <StepList reading={reading} />
      <Suspense fallback={null}>
        <Requests />
      </Suspense>
    </div>
  );
}

function StepList({ reading }: { readonly reading: Reading }): ReactNode {
  const t = useT();
  const flow = usePage((page) => page.flow);
  const marks = usePage((page) => page.marks);
  const moment = usePage((page) => page.moment);
  const { seek } = useActions();
  const params = useParams(t);
  const steps = stepsOf(flow, reading);
  const rows = useMemo(() => rowsOf(steps, marks), [steps, marks]);
  const current = currentStep(steps);
  // What the reader opened without going there; the next moment closes it.
  const [opened, setOpened] = useState<{ readonly step: string; readonly moment: typeof moment } | null>(
    null,
  );
  const shown = opened && opened.moment === moment ? opened.step : current;
  const list = useRef<HTMLOListElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the step that is explained
  useEffect(() => {
    list.current?.querySelector('[data-open]')?.scrollIntoView({ block: 'nearest' });
  }, [shown, reading]);

  return (
    <ol ref={list} className={styles.list} aria-label={t('steps.list', { pod: params.pod })}>
      {rows.map((row) => {
        const first = row.steps[0];
        if (!first) return null;
        const open = row.steps.some(({ step }) => step === shown);
        return (
          <li
            key={first.step}
            className={classes(styles.item, open && styles.open)}
            data-open={open || undefined}
          >
            <button
              type="button"
              className={styles.row}
              data-state={first.state}
              style={{ paddingInlineStart: 8 + depthOf(first.step) * 14 }}
              aria-current={first.step === current ? 'step' : undefined}
              aria-expanded={open}
              onClick={() => {
                if (row.seq === null || first.state === 'skipped') setOpened({ step: first.step, moment });
                else void seek({ seq: row.seq });
              }}
            >
              <StateIcon state={first.state} />
              <RowWords row={row} open={open} reading={reading} params={params} t={t} />
            </button>
            {open && <StepDetail step={first} reading={reading} params={params} />}
          </li>
        );
      })}
    </ol>
  );
}

interface RowWordsProps {
  readonly row: Row;
  readonly open: boolean;
  readonly reading: Reading;
  readonly params: StepParams;
  readonly t: Translate;
}

function RowWords({ row, open, reading, params, t }: RowWordsProps): ReactNode {
  const first = row.steps[0] as FlowStep;
  const last = row.steps.at(-1) as FlowStep;
  const folded = row.steps.length > 1;
  const number = folded ? `${shownNumber(first.step)}–${shownNumber(last.step)}` : shownNumber(first.step);
  const reason = first.reason && first.state !== 'done' ? shortReason(t, first.reason) : null;
  const title = titleOf(t, reading, first, params);
  return (
    <>
      <span className={styles.number}>{number}</span>
      <span className={classes(styles.title, !open && first.state === 'skipped' && styles.oneLine)}>
        {folded ? t('steps.skipped', { reason: reason ?? '' }) : title}
        {!folded && reason && (first.state === 'skipped' || first.state === 'waiting') && (
          <span className={styles.reason} data-state={first.state}>
            {first.state === 'skipped' ? reason : t('steps.waiting', { reason })}
          </span>
        )}
        <span className="visually-hidden">, {t(`steps.state.${first.state}`)}</span>
      </span>
      {first.timeMs !== null && <span className={styles.time}>{formatShortTime(first.timeMs)}</span>}
    </>
  );
}

/** The names the sentences speak of: what is known of the Pod at the moment shown. */
function useParams(t: Translate): StepParams {
  const name = usePage((page) => page.flow?.pod ?? page.watched.pod ?? page.lanes?.pod ?? null);
  const pod = usePod(name);
  return useMemo(() => {
    const images = [...(pod?.spec.initContainers ?? []), ...(pod?.spec.containers ?? [])].map(
      (container) => container.image ?? '',
    );
    return {
      pod: name?.replace(/^default\//, '') ?? 'Pod',
      node: pod?.spec.nodeName || t('steps.someNode'),
      images: [...new Set(images)].join(', ') || t('steps.images'),
    };
  }, [name, pod, t]);
}

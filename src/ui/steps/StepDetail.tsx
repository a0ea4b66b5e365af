import type { ReactNode } from 'react';
import type { FlowStep, Reading, SchedulingDecision } from '../../protocol/view.ts';
import { ChevronRightIcon } from '../design/icons.tsx';
import { Button } from '../design/index.ts';
import { Rich, useT } from '../i18n/index.ts';
import { useActions, useFullRecord, usePage } from '../state/index.ts';
import { CauseChain } from './CauseChain.tsx';
import { Fields } from './Fields.tsx';
import { decides } from './readings.ts';
import styles from './StepDetail.module.css';
import { decisionSentence, longReason, type StepParams, sentenceOf } from './texts.ts';

export interface StepDetailProps {
  readonly step: FlowStep;
  readonly reading: Reading;
  readonly params: StepParams;
}

/** A step explained: what happens, why, which field of the manifest decides, and the messages behind it. */
export function StepDetail({ step, reading, params }: StepDetailProps): ReactNode {
  const t = useT();
  const what = sentenceOf(t, reading, step.step, 'what', params);
  const why = sentenceOf(t, reading, step.step, 'why', params);
  const note = sentenceOf(t, reading, step.step, 'note', params);
  const skipped = step.state === 'skipped';
  // What holds it up is the news; the general remarks would only push it out of sight.
  const waiting = step.state === 'waiting';
  const seq = step.state === 'done' ? (step.endRecord ?? step.record) : step.record;
  return (
    <div className={styles.detail}>
      {step.reason && <Reason step={step} />}
      {!skipped && decides(reading, step.step) && seq !== null ? (
        <Decision seq={seq} fallback={what} />
      ) : (
        !skipped && <Line label={t('steps.what')} text={what} />
      )}
      {!skipped && !waiting && <Line label={t('steps.why')} text={why} />}
      {!skipped && !waiting && <Line label={t('steps.note')} text={note} />}
      <Fields reading={reading} step={step.step} />
      {step.record !== null && <CauseChain seq={step.record} />}
    </div>
  );
}

function Line({ label, text }: { readonly label: string; readonly text: string | null }): ReactNode {
  if (!text) return null;
  return (
    <p>
      <b className={styles.label}>{label}</b> <Rich text={text} />
    </p>
  );
}

/** Why it waits, was left out, or ran otherwise; then Kubernetes' own words, as they are. */
function Reason({ step }: { readonly step: FlowStep }): ReactNode {
  const t = useT();
  if (!step.reason) return null;
  const text = longReason(t, step.reason);
  return (
    <div className={styles.reason} data-state={step.state}>
      {text && (
        <p>
          <Rich text={text} />
        </p>
      )}
      {step.reason.text && (
        <p className={styles.quote} lang="en">
          {step.reason.text}
        </p>
      )}
    </div>
  );
}

function Decision({ seq, fallback }: { readonly seq: number; readonly fallback: string | null }): ReactNode {
  const t = useT();
  const { select } = useActions();
  const verb = usePage((page) => page.records[seq - 1]?.verb);
  const schedule = usePage((page) => {
    // The step may end with the binding; the attempt is the last message of that kind before it.
    for (let at = seq; at > 0 && at > seq - 200; at -= 1)
      if (page.records[at - 1]?.verb === 'schedule') return at;
    return null;
  });
  const record = useFullRecord(verb === undefined ? null : schedule);
  const decision = record?.detail?.decision as SchedulingDecision | undefined;
  return (
    <>
      <Line label={t('steps.what')} text={decision ? decisionSentence(t, decision) : fallback} />
      {schedule !== null && (
        <Button size="s" className={styles.more} onClick={() => select({ kind: 'decision', seq: schedule })}>
          {t('steps.decision.inspect')}
          <ChevronRightIcon size={12} />
        </Button>
      )}
    </>
  );
}

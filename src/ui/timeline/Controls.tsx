import type { ReactNode } from 'react';
import { ChevronDownIcon, PauseIcon, PlayIcon, StepBackIcon, StepForwardIcon } from '../design/icons.tsx';
import { Button, IconButton, Menu, type MenuItem } from '../design/index.ts';
import { formatCount, formatTime, useT } from '../i18n/index.ts';
import { type StepUnit, useActions, usePage } from '../state/index.ts';
import styles from './Controls.module.css';
import { CLOCK_RATES, GUIDED_FACTORS, paceMessage, samePace } from './pace.ts';

const UNITS: readonly StepUnit[] = ['message', 'step', 'event'];

export function Controls({ compact }: { readonly compact: boolean }): ReactNode {
  const t = useT();
  const actions = useActions();
  const unit = usePage((page) => page.unit);
  const atStart = usePage((page) => page.moment.seq === 0);
  return (
    <div className={styles.controls} data-compact={compact || undefined}>
      <div className={styles.transport}>
        <IconButton
          look="plain"
          label={t(`timeline.back.${unit}`)}
          keys="←"
          disabled={atStart}
          onClick={() => void actions.stepBy(unit, -1)}
        >
          <StepBackIcon />
        </IconButton>
        <PlayButton />
        <IconButton
          look="plain"
          label={t(`timeline.forward.${unit}`)}
          keys="→"
          onClick={() => void actions.stepBy(unit, 1)}
        >
          <StepForwardIcon />
        </IconButton>
      </div>
      <Clock />
      <div className={styles.menus}>
        <UnitMenu />
        <PaceMenu />
      </div>
    </div>
  );
}

function PlayButton(): ReactNode {
  const t = useT();
  const { togglePlay } = useActions();
  const playing = usePage((page) => page.play.playing);
  const label = playing ? t('timeline.pause') : t('timeline.play');
  return (
    <Button
      look="primary"
      className={styles.play}
      icon={playing ? <PauseIcon /> : <PlayIcon />}
      aria-label={label}
      aria-keyshortcuts="Space"
      data-hint={`${label}\tSpace`}
      onClick={() => void togglePlay()}
    />
  );
}

function Clock(): ReactNode {
  const t = useT();
  const { seq, timeMs } = usePage((page) => page.moment);
  const head = usePage((page) => page.bounds.headSeq);
  const settled = usePage((page) => page.bounds.settled);
  const count = formatCount(Math.max(head, seq), t.locale);
  return (
    <div className={styles.clock}>
      <div className={styles.time}>{formatTime(timeMs)}</div>
      <div className={styles.of}>
        {t(settled ? 'timeline.message' : 'timeline.messageMore', {
          seq: formatCount(seq, t.locale),
          count,
        })}
      </div>
    </div>
  );
}

function UnitMenu(): ReactNode {
  const t = useT();
  const { setUnit } = useActions();
  const unit = usePage((page) => page.unit);
  const items: MenuItem[] = [
    { kind: 'heading', id: 'heading', label: t('timeline.unit') },
    ...UNITS.map(
      (choice): MenuItem => ({
        kind: 'choice',
        id: choice,
        label: t(`timeline.unit.${choice}`),
        note: t(`timeline.unit.${choice}.note`),
        checked: choice === unit,
        onSelect: () => setUnit(choice),
      }),
    ),
  ];
  return (
    <Menu look="quiet" size="s" label={`${t('timeline.unit')}: ${t(`timeline.unit.${unit}`)}`} items={items}>
      {t(`timeline.unit.${unit}`)}
      <ChevronDownIcon size={12} />
    </Menu>
  );
}

function PaceMenu(): ReactNode {
  const t = useT();
  const { setPace } = useActions();
  const pace = usePage((page) => page.pace);
  const choice = (candidate: typeof pace, note?: string): MenuItem => ({
    kind: 'choice',
    id: JSON.stringify(candidate),
    label: t(...paceMessage(candidate)),
    note,
    checked: samePace(candidate, pace),
    onSelect: () => void setPace(candidate),
  });
  const items: MenuItem[] = [
    { kind: 'heading', id: 'guided', label: t('timeline.pace.guidedHeading') },
    ...GUIDED_FACTORS.map((factor) => choice({ kind: 'guided', factor })),
    { kind: 'heading', id: 'clock', label: t('timeline.pace.clockHeading') },
    ...CLOCK_RATES.map((rate) => choice({ kind: 'clock', rate })),
    { kind: 'line', id: 'line' },
    choice({ kind: 'max' }, t('timeline.pace.maxNote')),
  ];
  return (
    <Menu look="quiet" size="s" label={`${t('timeline.pace')}: ${t(...paceMessage(pace))}`} items={items}>
      {t(...paceMessage(pace))}
      <ChevronDownIcon size={12} />
    </Menu>
  );
}

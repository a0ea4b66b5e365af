import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import { LAB_TRACKS, type LabStep, type LabTrack } from '../../lessons/lab/index.ts';
import { CheckIcon, UndoIcon } from '../design/icons.tsx';
import { Button, classes, prefersReducedMotion } from '../design/index.ts';
import { Rich } from '../i18n/Rich.tsx';
import styles from './Guide.module.css';
import { useWords } from './words.ts';

export interface GuideProps {
  readonly track: LabTrack;
  /** How many steps are done. */
  readonly done: number;
  readonly onType: (commands: readonly string[]) => void;
  readonly onStartOver: () => void;
  readonly onExample: () => void;
}

/** The tracks, and the steps of the one that is walked. */
export function Guide({ track, done, onType, onStartOver, onExample }: GuideProps): ReactNode {
  const { w, say } = useWords();
  const isFinished = done === track.steps.length;
  return (
    <div className={styles.guide}>
      <nav aria-label={w('tracks')} className={styles.tracks}>
        {LAB_TRACKS.map((each) => (
          <a key={each.id} href={`#lab/${each.id}`} aria-current={each === track ? 'page' : undefined}>
            {say(each.title)}
          </a>
        ))}
      </nav>
      <p className={styles.intro}>
        <Rich text={say(track.intro)} />
      </p>
      <p className={styles.progress}>
        <span className={styles.bar} aria-hidden="true">
          <span style={{ inlineSize: `${(done / track.steps.length) * 100}%` }} />
        </span>
        <span role="status">{w('progress', { done, all: track.steps.length })}</span>
        <Button look="quiet" size="s" icon={<UndoIcon />} onClick={onStartOver} title={w('startOverNote')}>
          {w('startOver')}
        </Button>
      </p>
      <ol className={styles.steps} aria-label={w('steps')}>
        {track.steps.map((step, index) => (
          <Step
            key={step.id}
            step={step}
            number={index + 1}
            state={index < done ? 'done' : index === done ? 'next' : 'later'}
            isLatest={index === done - 1}
            onType={onType}
          />
        ))}
      </ol>
      <section className={classes(styles.end, isFinished && styles.finished)}>
        <h2>{w('finished')}</h2>
        <p>
          <Rich text={say(track.inKubernetes)} />
        </p>
        <Button look={isFinished ? 'primary' : 'plain'} onClick={onExample}>
          {w('openExample')}
        </Button>
      </section>
    </div>
  );
}

interface StepProps {
  readonly step: LabStep;
  readonly number: number;
  readonly state: 'done' | 'next' | 'later';
  /** The last one that was done: what there is to see in it stays open. */
  readonly isLatest: boolean;
  readonly onType: (commands: readonly string[]) => void;
}

function Step({ step, number, state, isLatest, onType }: StepProps): ReactNode {
  const { w, say } = useWords();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!isLatest) return;
    item.current?.scrollIntoView({ block: 'nearest', behavior: prefersReducedMotion() ? 'auto' : 'smooth' });
  }, [isLatest]);
  const isDone = state === 'done';
  return (
    <li ref={item} className={classes(styles.step, styles[state])} data-state={state} data-step={step.id}>
      <details open={state === 'next' || isLatest}>
        <summary aria-current={state === 'next' ? 'step' : undefined}>
          <span className={styles.mark}>{isDone ? <CheckIcon size={12} /> : number}</span>
          <span className={styles.title}>{say(step.title)}</span>
          {isDone && <span className="visually-hidden">{w('done')}</span>}
        </summary>
        <div className={styles.body}>
          <p>
            <Rich text={say(step.why)} />
          </p>
          <Commands
            lines={step.commands}
            look={state === 'next' ? 'primary' : 'plain'}
            label={w('typeIt')}
            of={say(step.title)}
            onType={onType}
          />
          {isDone && (
            <>
              <h2>{w('look')}</h2>
              <p>
                <Rich text={say(step.see)} />
              </p>
              <Commands
                lines={step.look}
                look="plain"
                label={w('typeLook')}
                of={say(step.title)}
                onType={onType}
              />
            </>
          )}
        </div>
      </details>
    </li>
  );
}

/** A word of a command is broken only where it is longer than a line. */
function word(text: string, index: number): ReactNode {
  const end = text.trimEnd();
  return (
    <Fragment key={`${index} ${text}`}>
      <span className={styles.word}>{end}</span>
      {text.slice(end.length)}
    </Fragment>
  );
}

function Commands({
  lines,
  look,
  label,
  of,
  onType,
}: {
  readonly lines: readonly string[];
  readonly look: 'primary' | 'plain';
  readonly label: string;
  readonly of: string;
  readonly onType: (commands: readonly string[]) => void;
}): ReactNode {
  return (
    <div className={styles.commands}>
      <pre>
        <code>
          {lines
            .join('\n')
            .split(/(?<=\s)/)
            .map(word)}
        </code>
      </pre>
      <Button look={look} size="s" aria-label={`${label}: ${of}`} onClick={() => onType(lines)}>
        {label}
      </Button>
    </div>
  );
}

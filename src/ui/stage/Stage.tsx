import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { StageIcon, StepsIcon } from '../design/icons.tsx';
import { IconButton } from '../design/index.ts';
import { Rich, useT } from '../i18n/index.ts';
import { usePage } from '../state/index.ts';
import type { Size } from './layout/geometry.ts';
import { layoutStage } from './layout/layout.ts';
import { DecisionContext, useClusterShape, useShownDecision } from './model/hooks.ts';
import { useNarration } from './narrate/useNarration.ts';
import { Picture } from './picture/Picture.tsx';
import styles from './Stage.module.css';
import { LiveRegion } from './text/LiveRegion.tsx';

/** It is read when the page rests, or on demand: the first picture need not wait for it. */
const TextView = lazy(async () => ({ default: (await import('./text/TextView.tsx')).TextView }));

/** The cluster at the moment shown, as a picture and as text, with one sentence for what happens. */
export function Stage(): ReactNode {
  const t = useT();
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const [asText, setAsText] = useState(false);
  const [fit, setFit] = useState(0);
  const ready = usePage((page) => page.ready);
  const computing = usePage((page) => page.bounds.computing);
  const shape = useClusterShape();
  const decision = useShownDecision();
  const layout = useMemo(() => (size ? layoutStage(shape, size) : null), [shape, size]);
  return (
    <DecisionContext value={decision}>
      <div className={styles.stage} data-area="stage">
        <div ref={frame} className={styles.frame}>
          {!ready && <p className={styles.loading}>{t('stage.loading')}</p>}
          {ready && !asText && size && layout && <Picture layout={layout} size={size} fit={fit} />}
          <Suspense fallback={null}>{ready && <TextView shown={asText} />}</Suspense>
        </div>
        <footer className={styles.foot}>
          <Caption />
          {computing && <span className={styles.computing}>{t('stage.computing')}</span>}
          {!asText && (
            <IconButton label={t('stage.fit')} size="s" onClick={() => setFit(fit + 1)}>
              <FitIcon />
            </IconButton>
          )}
          <IconButton
            label={asText ? t('stage.asPicture') : t('stage.asText')}
            size="s"
            aria-pressed={asText}
            onClick={() => setAsText(!asText)}
          >
            {asText ? <StageIcon /> : <StepsIcon />}
          </IconButton>
        </footer>
        <LiveRegion />
      </div>
    </DecisionContext>
  );
}

/** What happens at the moment, in one sentence under the picture. */
function Caption(): ReactNode {
  const t = useT();
  const sentence = useNarration();
  const isFresh = usePage((page) => page.bounds.headSeq === 0);
  const text = sentence || t(isFresh ? 'stage.empty' : 'stage.start');
  return (
    <p className={styles.caption} data-testid="caption">
      <Rich text={text} />
    </p>
  );
}

function FitIcon(): ReactNode {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3" />
    </svg>
  );
}

/** The size of an element in whole units, null before it is known. */
function useSize(ref: React.RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => {
      const width = Math.floor(element.clientWidth);
      const height = Math.floor(element.clientHeight);
      if (width === 0 || height === 0) return;
      setSize((known) => (known?.width === width && known.height === height ? known : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}

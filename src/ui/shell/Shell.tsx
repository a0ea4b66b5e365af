import { type CSSProperties, lazy, type ReactNode, useEffect, useRef } from 'react';
import { SidebarLeftIcon, SidebarRightIcon } from '../design/icons.tsx';
import { classes, Hints, IconButton, Tabs } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { NARROW, type Pane, useActions, useMedia, usePage } from '../state/index.ts';
import { Steps } from '../steps/Steps.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import { Area } from './Area.tsx';
import { CrashDialog } from './CrashDialog.tsx';
import { Desk } from './Desk.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Header } from './Header.tsx';
import { KeySheet } from './KeySheet.tsx';
import { Notices } from './Notices.tsx';
import { PageFault } from './PageFault.tsx';
import { PaneBar } from './PaneBar.tsx';
import styles from './Shell.module.css';
import skip from './SkipLink.module.css';
import { Splitter } from './Splitter.tsx';
import { useKeys } from './useKeys.ts';

// Always wanted, so fetched at once rather than when it is first rendered.
const stage = import('../stage/Stage.tsx');
const Stage = lazy(async () => ({ default: (await stage).Stage }));
const Inspector = lazy(async () => ({ default: (await import('../inspector/Inspector.tsx')).Inspector }));

const MIN_SIDE = 264;
const MAX_SIDE = 640;

/** The frame around everything: header, three panes, timeline. */
export function Shell(): ReactNode {
  return (
    <ErrorBoundary fallback={(error) => <PageFault error={error} />}>
      <Frame />
    </ErrorBoundary>
  );
}

function Frame(): ReactNode {
  useKeys();
  const narrow = useMedia(NARROW);
  const t = useT();
  return (
    <>
      <a className={skip.skip} href="#main">
        {t('shell.skip')}
      </a>
      {narrow ? <NarrowShell /> : <WideShell />}
      <KeySheet />
      <CrashDialog />
      <Notices />
      <Hints />
    </>
  );
}

function WideShell(): ReactNode {
  const t = useT();
  const { setSides } = useActions();
  const leftOpen = usePage((page) => page.leftOpen);
  const rightOpen = usePage((page) => page.rightOpen);
  const leftWidth = usePage((page) => page.leftWidth);
  const rightWidth = usePage((page) => page.rightWidth);
  useKeptFocus(leftOpen, 'left');
  useKeptFocus(rightOpen, 'right');
  const widths = {
    '--left': leftOpen ? `${leftWidth}px` : '0px',
    '--right': rightOpen ? `${rightWidth}px` : '0px',
  } as CSSProperties;
  return (
    <div className={styles.wide} style={widths}>
      <Header />
      {leftOpen && (
        <section id="pane-yaml" className={styles.left} aria-label={t('shell.pane.yaml')}>
          <Desk
            trailing={
              <IconButton
                id="hide-left"
                size="s"
                label={t('shell.hideLeft')}
                onClick={() => setSides({ leftOpen: false })}
              >
                <SidebarLeftIcon />
              </IconButton>
            }
          />
          <Splitter
            label={t('shell.resizeLeft')}
            grows="before"
            width={leftWidth}
            min={MIN_SIDE}
            max={MAX_SIDE}
            onResize={(width) => setSides({ leftWidth: width })}
            onCollapse={() => setSides({ leftOpen: false })}
          />
        </section>
      )}
      <main id="main" className={styles.stage} tabIndex={-1} aria-label={t('shell.pane.stage')}>
        {!leftOpen && (
          <IconButton
            id="show-left"
            className={classes(styles.reopen, styles.reopenLeft)}
            look="plain"
            label={t('shell.showLeft')}
            onClick={() => setSides({ leftOpen: true })}
          >
            <SidebarLeftIcon />
          </IconButton>
        )}
        {!rightOpen && (
          <IconButton
            id="show-right"
            className={classes(styles.reopen, styles.reopenRight)}
            look="plain"
            label={t('shell.showRight')}
            onClick={() => setSides({ rightOpen: true })}
          >
            <SidebarRightIcon />
          </IconButton>
        )}
        <Area name={t('shell.pane.stage')}>
          <Stage />
        </Area>
      </main>
      {rightOpen && <Side width={rightWidth} />}
      <TimelineArea />
    </div>
  );
}

/** Whoever hides a side from within it stands before the button that shows it again, and the other way round. */
function useKeptFocus(isOpen: boolean, side: 'left' | 'right'): void {
  const was = useRef(isOpen);
  useEffect(() => {
    if (was.current === isOpen) return;
    was.current = isOpen;
    if (document.activeElement !== document.body) return;
    document.getElementById(`${isOpen ? 'hide' : 'show'}-${side}`)?.focus();
  }, [isOpen, side]);
}

/** Steps and inspector share the right side: choosing something to inspect turns to it. */
function Side({ width }: { readonly width: number }): ReactNode {
  const t = useT();
  const { setPane, setSides } = useActions();
  const side = usePage((page) => page.side);
  return (
    <aside id="pane-side" className={styles.right} aria-label={t('shell.pane.side')}>
      <Tabs
        label={t('shell.pane.side')}
        className={styles.fill}
        value={side}
        onChange={(value) => setPane(value)}
        trailing={
          <IconButton
            id="hide-right"
            size="s"
            label={t('shell.hideRight')}
            onClick={() => setSides({ rightOpen: false })}
          >
            <SidebarRightIcon />
          </IconButton>
        }
        tabs={[
          {
            value: 'steps',
            label: t('shell.pane.steps'),
            content: (
              <Area name={t('shell.pane.steps')}>
                <Steps />
              </Area>
            ),
          },
          {
            value: 'inspect',
            label: t('shell.pane.inspect'),
            content: (
              <Area name={t('shell.pane.inspect')}>
                <Inspector />
              </Area>
            ),
          },
        ]}
      />
      <Splitter
        label={t('shell.resizeRight')}
        grows="after"
        width={width}
        min={MIN_SIDE}
        max={MAX_SIDE}
        onResize={(to) => setSides({ rightWidth: to })}
        onCollapse={() => setSides({ rightOpen: false })}
      />
    </aside>
  );
}

/** Where the keys look for a pane, in a wide window and in a narrow one. */
const PANE_IDS = {
  yaml: 'pane-yaml',
  stage: 'pane-stage',
  steps: 'pane-side',
  inspect: 'pane-side',
} as const;

function NarrowShell(): ReactNode {
  const t = useT();
  const pane = usePage((page) => page.pane);
  return (
    <div className={styles.narrow}>
      <Header />
      <main id="main" className={styles.only} tabIndex={-1} aria-label={t(`shell.pane.${pane}`)}>
        <div id={PANE_IDS[pane]} className={styles.pane}>
          <Area key={pane} name={t(`shell.pane.${pane}`)}>
            {paneContent(pane)}
          </Area>
        </div>
      </main>
      <TimelineArea compact />
      <PaneBar />
    </div>
  );
}

function paneContent(pane: Pane): ReactNode {
  switch (pane) {
    case 'yaml':
      return <Desk />;
    case 'stage':
      return <Stage />;
    case 'steps':
      return <Steps />;
    case 'inspect':
      return <Inspector />;
  }
}

function TimelineArea({ compact = false }: { readonly compact?: boolean }): ReactNode {
  const t = useT();
  return (
    <section className={styles.time} aria-label={t('shell.pane.timeline')}>
      <Area name={t('shell.pane.timeline')}>
        <Timeline compact={compact} />
      </Area>
    </section>
  );
}

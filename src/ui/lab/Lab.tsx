import '../xray/words.ts';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { LAB_TRACKS, type LabTrack } from '../../lessons/lab/index.ts';
import { classes, Hints, SegmentedControl } from '../design/index.ts';
import { type ExampleId, findExample, openExample } from '../examples/index.ts';
import { CrashDialog } from '../shell/CrashDialog.tsx';
import { LanguageMenu, ThemeMenu } from '../shell/Header.tsx';
import { Notices } from '../shell/Notices.tsx';
import skip from '../shell/SkipLink.module.css';
import { TopBar, TopLink } from '../shell/TopBar.tsx';
import { useActions, usePage, usePageHandle } from '../state/index.ts';
import { Picture } from '../xray/Picture.tsx';
import { Shares } from '../xray/Shares.tsx';
import { Guide } from './Guide.tsx';
import styles from './Lab.module.css';
import { useProgress } from './progress.ts';
import { Shell } from './terminal/shell.ts';
import { type Screen, Terminal } from './terminal/Terminal.tsx';
import { useLab } from './useLab.ts';
import { useWords } from './words.ts';

/** The page with a machine to try namespaces on. */
export function Lab(): ReactNode {
  const wanted = usePage((page) => page.lab);
  const track = LAB_TRACKS.find(({ id }) => id === wanted) ?? (LAB_TRACKS[0] as LabTrack);
  // Each track, and each new start, has a machine of its own.
  const [start, setStart] = useState(0);
  return (
    <>
      <Track key={`${track.id} ${start}`} track={track} onStartOver={() => setStart(start + 1)} />
      <CrashDialog />
      <Notices />
      <Hints />
    </>
  );
}

function Track({
  track,
  onStartOver,
}: {
  readonly track: LabTrack;
  readonly onStartOver: () => void;
}): ReactNode {
  const { w } = useWords();
  const page = usePageHandle();
  const { setLab } = useActions();
  const screen = useRef<Screen | null>(null);
  const shell = useRef<Shell | null>(null);
  const lab = useLab(
    useCallback((text: string) => shell.current?.output(text), []),
    () => {
      shell.current?.reset();
      screen.current?.write(`\r\n${w('loggedOut')}\r\n`);
    },
  );
  const done = useProgress(track, lab.view);
  /** What stands above the terminal in a narrow window; a wide one shows both. */
  const [side, setSide] = useState<'guide' | 'picture'>('guide');
  const latest = useRef(lab);
  latest.current = lab;

  useEffect(() => {
    const made = new Shell({
      show: (text) => screen.current?.write(text),
      clear: () => screen.current?.clear(),
      columns: () => screen.current?.columns ?? 80,
      send: (line) => {
        const { columns = 80, rows = 24 } = screen.current ?? {};
        latest.current.type(line, { columns, rows });
      },
      signal: (signal) => latest.current.interrupt(signal),
      end: () => latest.current.end(),
      files: (folder) => latest.current.files(folder),
      known: () => ({ containers: latest.current.view?.containers.map(({ name }) => name) ?? [] }),
    });
    made.lesson = track.steps.flatMap(({ commands, look }) => [...commands, ...look]);
    shell.current = made;
    return () => {
      shell.current = null;
    };
  }, [track]);

  const openOnStage = () => {
    history.pushState(null, '', location.pathname + location.search);
    setLab(null);
    if (findExample(track.example)) void openExample(page, track.example as ExampleId);
  };
  const type = (commands: readonly string[]) => {
    shell.current?.type(commands.flatMap((command) => command.split('\n')));
    // A keyboard on the screen would stand before what is to be seen.
    if (!window.matchMedia('(pointer: coarse)').matches) screen.current?.focus();
  };

  return (
    <div className={styles.lab}>
      <button type="button" className={skip.skip} onClick={() => screen.current?.focus()}>
        {w('skip')}
      </button>
      <TopBar title={w('title')} keepsTitle places={<TopLink href="#stage">{w('back')}</TopLink>}>
        <LanguageMenu />
        <ThemeMenu />
      </TopBar>
      <section className={styles.sides} aria-label={w('sides')}>
        <SegmentedControl
          label={w('sides')}
          value={side}
          onChange={setSide}
          segments={[
            { value: 'guide', label: w('steps') },
            { value: 'picture', label: w('pictureShort') },
          ]}
        />
      </section>
      <aside className={classes(styles.guide, side !== 'guide' && styles.behind)} aria-label={w('tracks')}>
        <Guide track={track} done={done} onType={type} onStartOver={onStartOver} onExample={openOnStage} />
      </aside>
      <main className={styles.main}>
        <section className={styles.terminal} aria-label={w('terminal')}>
          <Terminal
            label={w('terminal')}
            screen={screen}
            onKey={(data) => shell.current?.key(data)}
            isEmpty={() => shell.current?.isEmpty ?? true}
          />
          <p className={styles.hint}>{w('terminalHint')}</p>
        </section>
        <section
          className={classes(styles.picture, side !== 'picture' && styles.behind)}
          aria-label={w('picture')}
        >
          <h2>{w('picture')}</h2>
          {lab.view === null ? (
            <p className={styles.starting}>{w('starting')}</p>
          ) : (
            <>
              <Picture view={lab.view} onKill={lab.kill} />
              <Shares view={lab.view} />
            </>
          )}
        </section>
      </main>
    </div>
  );
}

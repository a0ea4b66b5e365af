import { lazy, type ReactNode, Suspense, useLayoutEffect, useRef, useState } from 'react';
import type { KubectlOutput } from '../../../protocol/view.ts';
import { CopyIcon } from '../../design/icons.tsx';
import { Button, classes, IconButton } from '../../design/index.ts';
import { formatTime, useT } from '../../i18n/index.ts';
import { useActions } from '../../state/index.ts';
import { copyText } from '../copy.ts';
import { Copied } from './Copied.tsx';
import styles from './Output.module.css';
import { Terminal } from './Terminal.tsx';
import { TypeLine } from './TypeLine.tsx';

const Explained = lazy(async () => ({ default: (await import('./Explained.tsx')).Explained }));

/** One command and what it printed. */
export function Output({
  output,
  onType,
  onStop,
}: {
  readonly output: KubectlOutput;
  readonly onType: (what: { readonly text: string } | { readonly end: true }) => void;
  readonly onStop: () => void;
}): ReactNode {
  const t = useT();
  const { line, atMs, stdout, stderr, explained, terminal, files, reads = false, exitCode } = output;
  return (
    <div className={styles.output}>
      <div className={styles.command}>
        <code>{line}</code>
        <span className={styles.time}>{formatTime(atMs)}</span>
      </div>
      {terminal && <Terminal place={terminal} ended={exitCode !== null} />}
      {stdout && <Printed name={line}>{stdout}</Printed>}
      {explained && (
        <Suspense fallback={null}>
          <Explained explained={explained}>{(text) => <Printed name={line}>{text}</Printed>}</Explained>
        </Suspense>
      )}
      {stderr && <pre className={styles.fault}>{stderr}</pre>}
      {files && <Copied files={files} />}
      {reads && (
        <TypeLine
          prompt=""
          onLine={(typed) => onType({ text: `${typed}\n` })}
          onEnd={() => onType({ end: true })}
          onInterrupt={onStop}
        />
      )}
      {exitCode === null && !terminal && !reads && (
        <p className={styles.running}>
          {t('shell.kubectl.running')}
          <Button size="s" onClick={onStop}>
            {t('shell.kubectl.stop')}
          </Button>
        </p>
      )}
    </div>
  );
}

/** Text that is not wrapped: a wide table scrolls by itself, and its edges show that there is more. */
function Printed({ name, children }: { readonly name: string; readonly children: string }): ReactNode {
  const box = useRef<HTMLPreElement>(null);
  const [more, setMore] = useState({ before: false, after: false });

  function look(): void {
    const { scrollLeft = 0, scrollWidth = 0, clientWidth = 0 } = box.current ?? {};
    const before = scrollLeft > 0;
    const after = scrollLeft + clientWidth < scrollWidth - 1;
    setMore((known) => (known.before === before && known.after === after ? known : { before, after }));
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again whenever there is other text
  useLayoutEffect(() => {
    look();
    const observer = new ResizeObserver(look);
    if (box.current !== null) observer.observe(box.current);
    return () => observer.disconnect();
  }, [children]);

  const isWide = more.before || more.after;
  return (
    <div className={classes(styles.frame, more.before && styles.before, more.after && styles.after)}>
      <pre
        ref={box}
        className={styles.text}
        onScroll={look}
        {...(isWide && { tabIndex: 0, role: 'group', 'aria-label': name })}
      >
        {children}
      </pre>
      <CopyButton text={children} />
    </div>
  );
}

function CopyButton({ text }: { readonly text: string }): ReactNode {
  const t = useT();
  const { notify } = useActions();
  async function copy(): Promise<void> {
    if (await copyText(text)) notify('info', 'shell.copied');
    else notify('error', 'shell.kubectl.noClipboard');
  }
  return (
    <IconButton
      className={styles.copy}
      size="s"
      look="plain"
      label={t('shell.kubectl.copy')}
      onClick={() => void copy()}
    >
      <CopyIcon size={14} />
    </IconButton>
  );
}

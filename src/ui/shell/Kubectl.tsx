import { type FormEvent, type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { KubectlOutput } from '../../protocol/view.ts';
import { Button } from '../design/index.ts';
import { formatTime, useT } from '../i18n/index.ts';
import { useActions, usePage } from '../state/index.ts';
import styles from './Kubectl.module.css';

/** A command line to the cluster: what kubectl printed, and a line to type the next one on. */
export function Kubectl(): ReactNode {
  const t = useT();
  const actions = useActions();
  const outputs = usePage((page) => page.kubectl);
  const [line, setLine] = useState('');
  const [back, setBack] = useState(0);
  const scroll = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls down whenever there is more
  useLayoutEffect(() => {
    scroll.current?.scrollTo({ top: scroll.current.scrollHeight });
  }, [outputs]);

  async function run(event: FormEvent): Promise<void> {
    event.preventDefault();
    const command = withoutName(line.trim());
    if (command === '') return;
    setLine('');
    setBack(0);
    if (await actions.command({ type: 'kubectl', line: command })) await actions.play();
  }

  /** Up and down walk through what was typed before. */
  function recall(event: KeyboardEvent<HTMLInputElement>): void {
    const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = Math.min(outputs.length, Math.max(0, back + by));
    setBack(next);
    setLine(next === 0 ? '' : withoutName(outputs[outputs.length - next]?.line ?? ''));
  }

  return (
    <div className={styles.kubectl}>
      <div
        ref={scroll}
        className={styles.outputs}
        role="log"
        aria-label={t('shell.kubectl.log')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {outputs.length === 0 && <p className={styles.empty}>{t('shell.kubectl.empty')}</p>}
        {outputs.map((output) => (
          <Output key={output.id} output={output} />
        ))}
      </div>
      <form className={styles.line} onSubmit={(event) => void run(event)}>
        <label className={styles.prompt} htmlFor="kubectl-line">
          kubectl
        </label>
        <input
          id="kubectl-line"
          className={styles.input}
          value={line}
          placeholder="get pods -o wide"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onChange={(event) => setLine(event.target.value)}
          onKeyDown={recall}
        />
        <Button type="submit" size="s" disabled={line.trim() === ''}>
          {t('shell.kubectl.run')}
        </Button>
      </form>
    </div>
  );
}

/** The name of the program stands before the field already; who pastes a whole line is understood as well. */
function withoutName(line: string): string {
  return line.replace(/^(\$\s*)?kubectl\s+/, '');
}

function Output({ output }: { readonly output: KubectlOutput }): ReactNode {
  const t = useT();
  return (
    <div className={styles.output}>
      <div className={styles.command}>
        <code>{output.line}</code>
        <span className={styles.time}>{formatTime(output.atMs)}</span>
      </div>
      {output.stdout && <pre className={styles.text}>{output.stdout}</pre>}
      {output.stderr && <pre className={styles.fault}>{output.stderr}</pre>}
      {output.exitCode === null && <p className={styles.waiting}>{t('shell.kubectl.waiting')}</p>}
    </div>
  );
}

import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useT } from '../../i18n/index.ts';
import styles from './Terminal.module.css';

/** A line to type for something that runs, with Ctrl-D and Ctrl-C. */
export function TypeLine({
  prompt,
  onLine,
  onEnd,
  onInterrupt,
}: {
  readonly prompt: string;
  readonly onLine: (line: string) => void;
  readonly onEnd: () => void;
  readonly onInterrupt: () => void;
}): ReactNode {
  const t = useT();
  const [line, setLine] = useState('');
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    input.current?.focus();
  }, []);

  function send(event: FormEvent): void {
    event.preventDefault();
    setLine('');
    onLine(line);
  }

  function onKey(event: KeyboardEvent<HTMLInputElement>): void {
    const { key, ctrlKey, currentTarget } = event;
    if (!ctrlKey) return;
    if (key === 'c' && currentTarget.selectionStart === currentTarget.selectionEnd) {
      event.preventDefault();
      setLine('');
      onInterrupt();
    } else if (key === 'd' && line === '') {
      event.preventDefault();
      onEnd();
    }
  }

  return (
    <>
      <form className={styles.line} onSubmit={send}>
        <span className={styles.prompt}>{prompt}</span>
        <input
          ref={input}
          className={styles.input}
          aria-label={t('shell.kubectl.type')}
          title={t('shell.kubectl.keys')}
          value={line}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onChange={(event) => setLine(event.target.value)}
          onKeyDown={onKey}
        />
      </form>
      <p className={styles.keys}>{t('shell.kubectl.keys')}</p>
    </>
  );
}

import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useT } from '../../i18n/index.ts';
import { useActions, usePage } from '../../state/index.ts';
import { readable } from './readable.ts';
import styles from './Terminal.module.css';

/** A terminal of a machine in place: what it shows at this moment, and while it is open a line to type on. */
export function Terminal({
  place: { node, terminal },
  ended,
}: {
  readonly place: { readonly node: string; readonly terminal: string };
  readonly ended: boolean;
}): ReactNode {
  const t = useT();
  const actions = useActions();
  const moment = usePage((page) => page.moment);
  const [shown, setShown] = useState({ branch: moment.branch, text: '', to: 0 });
  const [line, setLine] = useState('');
  const input = useRef<HTMLInputElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again at every moment
  useEffect(() => {
    let wanted = true;
    const { branch } = moment;
    const from = shown.branch === branch ? shown.to : 0;
    void actions.terminal(node, terminal, from).then((found) => {
      if (!wanted || found === null) return;
      const goesOn = found.from === from && from > 0;
      if (goesOn && found.text === '') return;
      setShown({ branch, text: goesOn ? shown.text + found.text : found.text, to: found.to });
    });
    return () => {
      wanted = false;
    };
  }, [actions, node, terminal, moment]);

  useEffect(() => {
    if (!ended) input.current?.focus();
  }, [ended]);

  async function give(what: { text: string } | { end: true } | { signal: 'INT' }): Promise<void> {
    const command = { type: 'terminal', node, terminal, ...what, echo: true } as const;
    if (await actions.command(command)) await actions.play();
  }

  function send(event: FormEvent): void {
    event.preventDefault();
    setLine('');
    void give({ text: `${line}\n` });
  }

  function onKey(event: KeyboardEvent<HTMLInputElement>): void {
    const { key, ctrlKey, currentTarget } = event;
    if (!ctrlKey) return;
    if (key === 'c' && currentTarget.selectionStart === currentTarget.selectionEnd) {
      event.preventDefault();
      setLine('');
      void give({ signal: 'INT' });
    } else if (key === 'd' && line === '') {
      event.preventDefault();
      void give({ end: true });
    }
  }

  const { above, prompt } = readable(shown.text);
  return (
    <div className={styles.terminal}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles.text} role="log" aria-label={t('shell.kubectl.terminal')} tabIndex={0}>
        {ended ? above + prompt : above}
      </pre>
      {!ended && (
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
      )}
      {!ended && <p className={styles.keys}>{t('shell.kubectl.keys')}</p>}
    </div>
  );
}

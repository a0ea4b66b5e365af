import { type ReactNode, useEffect, useState } from 'react';
import { useT } from '../../i18n/index.ts';
import { useActions, usePage } from '../../state/index.ts';
import { readable } from './readable.ts';
import styles from './Terminal.module.css';
import { TypeLine } from './TypeLine.tsx';

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

  async function give(what: { text: string } | { end: true } | { signal: 'INT' }): Promise<void> {
    const command = { type: 'terminal', node, terminal, ...what, echo: true } as const;
    if (await actions.command(command)) await actions.play();
  }

  const { above, prompt } = readable(shown.text);
  return (
    <div className={styles.terminal}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles.text} role="log" aria-label={t('shell.kubectl.terminal')} tabIndex={0}>
        {ended ? above + prompt : above}
      </pre>
      {!ended && (
        <TypeLine
          prompt={prompt}
          onLine={(line) => void give({ text: `${line}\n` })}
          onEnd={() => void give({ end: true })}
          onInterrupt={() => void give({ signal: 'INT' })}
        />
      )}
    </div>
  );
}

import { type FormEvent, type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { KindInfo } from '../../api/index.ts';
import type { KubectlOutput } from '../../protocol/view.ts';
import { Button } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { useActions, usePage, usePageHandle } from '../state/index.ts';
import { Files } from './console/Files.tsx';
import { filesFor, workspaceFiles } from './console/files.ts';
import { Output } from './console/Output.tsx';
import styles from './Kubectl.module.css';
import { Suggestions } from './Suggestions.tsx';

type Complete = typeof import('./console/complete.ts').complete;

/** A command line to the cluster: what kubectl printed, and a line to type the next one on. */
export function Kubectl(): ReactNode {
  const t = useT();
  const page = usePageHandle();
  const actions = useActions();
  const outputs = usePage((state) => state.kubectl);
  const [line, setLine] = useState('');
  const [back, setBack] = useState(0);
  const [choices, setChoices] = useState<readonly string[]>([]);
  const scroll = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const complete = useRef<Complete | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls down whenever there is more
  useLayoutEffect(() => {
    scroll.current?.scrollTo({ top: scroll.current.scrollHeight });
  }, [outputs]);

  function type(text: string): void {
    setLine(text);
    setChoices([]);
  }

  /** Puts a line where it can be changed before it is run. */
  function choose(text: string): void {
    type(text);
    field.current?.focus();
  }

  async function run(event: FormEvent): Promise<void> {
    event.preventDefault();
    const command = withoutName(line.trim());
    if (command === '') return;
    type('');
    setBack(0);
    const files = filesFor(command, page.store.getState());
    const input = { type: 'kubectl', line: command, ...(files && { files }) } as const;
    if (await actions.command(input)) await actions.play();
  }

  async function typeInto(id: number, what: { text: string } | { end: true }): Promise<void> {
    if (await actions.command({ type: 'type', id, ...what })) await actions.play();
  }

  async function stop(id: number): Promise<void> {
    if (await actions.command({ type: 'interrupt', id })) await actions.play();
  }

  function onKey(event: KeyboardEvent<HTMLInputElement>): void {
    const { key, ctrlKey, shiftKey, currentTarget } = event;
    if (key === 'ArrowUp' || key === 'ArrowDown') recall(event, key === 'ArrowUp' ? 1 : -1);
    else if (key === 'Tab' && !shiftKey) finish(event);
    else if (key === 'c' && ctrlKey && currentTarget.selectionStart === currentTarget.selectionEnd) {
      // As in a terminal: it ends what runs, or else gives the line up.
      event.preventDefault();
      const running = outputs.findLast(({ exitCode }) => exitCode === null);
      if (running !== undefined) void stop(running.id);
      else type('');
    }
  }

  /** Up and down walk through what was typed before. */
  function recall(event: KeyboardEvent, by: 1 | -1): void {
    event.preventDefault();
    const next = Math.min(outputs.length, Math.max(0, back + by));
    setBack(next);
    type(next === 0 ? '' : withoutName(outputs[outputs.length - next]?.line ?? ''));
  }

  /** The Tab key goes on with the word; where there is nothing to go on with, it leaves the field. */
  function finish(event: KeyboardEvent<HTMLInputElement>): void {
    if (line.trim() === '' || event.currentTarget.selectionStart !== line.length) return;
    const { tables, ...state } = page.store.getState();
    const found = complete.current?.(line, {
      files: Object.keys(workspaceFiles(state)),
      names: ({ kind }: KindInfo, namespace) =>
        [...tables.ofKind(kind).values()]
          .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
          .map(({ metadata }) => metadata.name ?? '')
          .sort(),
    });
    if (!found) return;
    event.preventDefault();
    setLine(found.line);
    setChoices(found.options.length > 1 ? found.options : []);
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
          <Output
            key={output.id}
            output={output}
            onType={(what) => void typeInto(output.id, what)}
            onStop={() => void stop(output.id)}
          />
        ))}
        {outputs.every(isApply) && <Suggestions onChoose={choose} />}
      </div>
      <p className={styles.choices} role="status">
        {choices.join('  ')}
      </p>
      <Files />
      <form className={styles.line} onSubmit={(event) => void run(event)}>
        <label className={styles.prompt} htmlFor="kubectl-line">
          kubectl
        </label>
        <input
          ref={field}
          id="kubectl-line"
          className={styles.input}
          value={line}
          placeholder="get pods -o wide"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onFocus={() => {
            void import('./console/complete.ts').then((module) => {
              complete.current = module.complete;
            });
          }}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKey}
        />
        <Button type="submit" size="s" disabled={line.trim() === ''}>
          {t('shell.kubectl.run')}
        </Button>
      </form>
    </div>
  );
}

/** What the button Apply has sent, as opposed to what the reader has typed. */
function isApply({ line }: KubectlOutput): boolean {
  return line.startsWith('kubectl apply -f ');
}

/** The name of the program stands before the field already; who pastes a whole line is understood as well. */
function withoutName(line: string): string {
  return line.replace(/^(\$\s*)?kubectl\s+/, '');
}

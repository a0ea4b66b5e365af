import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { Button, Dialog } from '../../design/index.ts';
import { Rich, useT } from '../../i18n/index.ts';
import { useActions, usePage } from '../../state/index.ts';
import styles from './Files.module.css';
import { MANIFEST_FILE, problemOfName } from './files.ts';

interface Draft {
  /** The file that is being changed; null for a new one. */
  readonly old: string | null;
  readonly name: string;
  readonly text: string;
}

/** The files that a line may name: the manifest of the editor, and those the reader writes here. */
export function Files(): ReactNode {
  const t = useT();
  const { setDesk } = useActions();
  const files = usePage((page) => page.files);
  const [draft, setDraft] = useState<Draft | null>(null);
  return (
    <div className={styles.files}>
      <span className={styles.title}>{t('shell.files.title')}</span>
      <button
        type="button"
        className={styles.file}
        data-hint={t('shell.files.manifest')}
        onClick={() => setDesk('manifest')}
      >
        {MANIFEST_FILE}
      </button>
      {Object.entries(files).map(([name, text]) => (
        <button
          key={name}
          type="button"
          className={styles.file}
          data-hint={t('shell.files.edit')}
          onClick={() => setDraft({ old: name, name, text })}
        >
          {name}
        </button>
      ))}
      <Button look="quiet" size="s" onClick={() => setDraft({ old: null, name: '', text: '' })}>
        {t('shell.files.new')}
      </Button>
      <Dialog
        open={draft !== null}
        title={t(draft?.old == null ? 'shell.files.newTitle' : 'shell.files.editTitle')}
        description={<Rich text={t('shell.files.about')} />}
        closeLabel={t('shell.close')}
        onClose={() => setDraft(null)}
      >
        {draft && <FileForm draft={draft} onDone={() => setDraft(null)} />}
      </Dialog>
    </div>
  );
}

function FileForm({ draft, onDone }: { readonly draft: Draft; readonly onDone: () => void }): ReactNode {
  const t = useT();
  const id = useId();
  const { setFile } = useActions();
  const files = usePage((page) => page.files);
  const [name, setName] = useState(draft.name);
  const [text, setText] = useState(draft.text);
  const taken = [MANIFEST_FILE, ...Object.keys(files)].filter((other) => other !== draft.old);
  const problem = problemOfName(name, taken);

  function save(event: FormEvent): void {
    event.preventDefault();
    if (problem !== null) return;
    if (draft.old !== null && draft.old !== name) setFile(draft.old, null);
    setFile(name, text);
    onDone();
  }

  return (
    <form className={styles.form} onSubmit={save}>
      <label htmlFor={`${id}-name`}>{t('shell.files.name')}</label>
      <input
        id={`${id}-name`}
        className={styles.input}
        value={name}
        placeholder="nginx.conf"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-invalid={problem !== null && name !== ''}
        aria-describedby={`${id}-problem`}
        onChange={(event) => setName(event.target.value.trim())}
      />
      <p id={`${id}-problem`} className={styles.problem} role="status">
        {problem !== null && problem !== 'empty' && t(`shell.files.problem.${problem}`)}
      </p>
      <label htmlFor={`${id}-text`}>{t('shell.files.text')}</label>
      <textarea
        id={`${id}-text`}
        className={styles.input}
        value={text}
        rows={12}
        spellCheck={false}
        autoCapitalize="off"
        onChange={(event) => setText(event.target.value)}
      />
      <div className={styles.buttons}>
        {draft.old !== null && (
          <Button
            onClick={() => {
              if (draft.old !== null) setFile(draft.old, null);
              onDone();
            }}
          >
            {t('shell.files.remove')}
          </Button>
        )}
        <Button type="submit" look="primary" disabled={problem !== null}>
          {t('shell.files.save')}
        </Button>
      </div>
    </form>
  );
}

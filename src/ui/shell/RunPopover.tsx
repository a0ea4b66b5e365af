import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { ChevronDownIcon } from '../design/icons.tsx';
import { Button, Popover } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { useActions, usePage } from '../state/index.ts';
import styles from './RunPopover.module.css';

export const KUBERNETES = '1.36';
const MAX_SEED = 2 ** 31 - 1;

/** Which Kubernetes this is and which draw of chance; the same seed gives the same run. */
export function RunPopover(): ReactNode {
  const t = useT();
  const seed = usePage((page) => page.seed);
  return (
    <Popover
      look="quiet"
      align="end"
      className={styles.button}
      label={t('shell.run.label', { seed, version: KUBERNETES })}
      content={(close) => <RunForm close={close} />}
    >
      <span className={styles.long}>Kubernetes {KUBERNETES}</span>
      <span className={styles.seed}>{t('shell.run.seed', { seed })}</span>
      <ChevronDownIcon size={12} />
    </Popover>
  );
}

function RunForm({ close }: { readonly close: () => void }): ReactNode {
  const t = useT();
  const id = useId();
  const actions = useActions();
  const seed = usePage((page) => page.seed);
  const [value, setValue] = useState(String(seed));
  const number = Number(value);
  const valid = /^\d+$/.test(value) && number <= MAX_SEED;

  async function start(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!valid) return;
    close();
    await actions.open({ seed: number });
    await actions.apply();
  }

  return (
    <form className={styles.form} onSubmit={(event) => void start(event)}>
      <p>{t('shell.run.about', { version: KUBERNETES })}</p>
      <div className={styles.row}>
        <label htmlFor={id}>{t('shell.run.seedLabel')}</label>
        <input
          id={id}
          className={styles.input}
          inputMode="numeric"
          value={value}
          aria-invalid={!valid}
          onChange={(event) => setValue(event.target.value.trim())}
        />
        <Button type="submit" disabled={!valid}>
          {t('shell.run.start')}
        </Button>
      </div>
      <p className={styles.note}>{valid ? t('shell.run.note') : t('shell.run.invalid', { max: MAX_SEED })}</p>
    </form>
  );
}

import { type ReactNode, useState } from 'react';
import type { Pod } from '../../api/index.ts';
import { useT } from '../i18n/index.ts';
import { usePage, usePageHandle } from '../state/index.ts';
import { FLAGS, type Flag, setFlag } from './flags.ts';
import styles from './Xray.module.css';

/** What the Pod shares, to be changed: none of it may change while a Pod lives, so it is made anew. */
export function Flags({ pod }: { readonly pod: Pod }): ReactNode {
  const t = useT();
  const page = usePageHandle();
  const manifest = usePage((state) => state.manifest);
  /** The change that is being made. */
  const [wanted, setWanted] = useState<{ readonly flag: Flag; readonly on: boolean } | null>(null);
  const target = { namespace: pod.metadata.namespace ?? 'default', name: pod.metadata.name ?? '' };
  const isInText = setFlag(manifest, target, 'hostPID', true) !== null;

  async function toggle(flag: Flag, on: boolean): Promise<void> {
    const text = setFlag(manifest, target, flag, on);
    if (text === null) return;
    setWanted({ flag, on });
    const { actions } = page;
    actions.setManifest(text);
    const line = `delete pod ${target.name} -n ${target.namespace} --now`;
    if (await actions.command({ type: 'kubectl', line })) {
      await actions.play();
      await gone(page, pod.metadata.uid ?? '');
      await actions.apply();
    }
    setWanted(null);
  }

  return (
    <fieldset className={styles.flags} disabled={wanted !== null || !isInText}>
      <legend>{t('xray.flags')}</legend>
      {FLAGS.map((flag) => (
        <label key={flag}>
          <input
            type="checkbox"
            checked={wanted?.flag === flag ? wanted.on : pod.spec[flag] === true}
            onChange={(event) => void toggle(flag, event.target.checked)}
          />
          <code>{flag}</code>
        </label>
      ))}
      <p className={styles.note}>{t(isInText ? 'xray.flagsHow' : 'xray.flagsElsewhere')}</p>
    </fieldset>
  );
}

/** Resolves once the Pod with this uid is gone from the moment shown. */
function gone({ store }: ReturnType<typeof usePageHandle>, uid: string): Promise<void> {
  const isThere = (): boolean => {
    for (const [, object] of store.getState().tables.ofKind('Pod'))
      if (object.metadata.uid === uid) return true;
    return false;
  };
  return new Promise((done) => {
    if (!isThere()) return done();
    const stop = store.subscribe(() => {
      if (isThere()) return;
      stop();
      done();
    });
  });
}

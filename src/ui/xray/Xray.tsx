import './words.ts';
import type { ReactNode } from 'react';
import type { Pod } from '../../api/index.ts';
import { useT } from '../i18n/index.ts';
import { useActions } from '../state/index.ts';
import { Flags } from './Flags.tsx';
import { Picture } from './Picture.tsx';
import { Shares } from './Shares.tsx';
import { useMachine } from './useMachine.ts';
import styles from './Xray.module.css';

/** What is inside a Pod: namespaces, processes, mounts. */
export function Xray({ node, pod }: { readonly node: string; readonly pod: Pod }): ReactNode {
  const t = useT();
  const { command } = useActions();
  const view = useMachine(node, `${pod.metadata.namespace}/${pod.metadata.name}`);
  if (view === null || view.containers.length === 0)
    return <p className={styles.note}>{t('xray.nothing')}</p>;
  const kill = (pid: number) =>
    void command({ type: 'fault', fault: { kind: 'Signal', node, pid, signal: 'KILL' } });
  return (
    <div className={styles.xray}>
      <p className={styles.note}>{t('xray.how')}</p>
      <Picture view={view} onKill={kill} />
      {pod.metadata.ownerReferences === undefined && <Flags pod={pod} />}
      <Shares view={view} />
      <Mounts view={view} />
    </div>
  );
}

function Mounts({ view }: { readonly view: NonNullable<ReturnType<typeof useMachine>> }): ReactNode {
  const t = useT();
  const rows = view.containers.flatMap(({ name, id, mounts }) =>
    mounts
      .filter(({ source }) => source.startsWith('volume '))
      .map(({ target, source, readOnly }) => ({ id: `${id} ${target}`, name, target, source, readOnly })),
  );
  if (rows.length === 0) return null;
  return (
    <table className={styles.table}>
      <caption>{t('xray.mounts')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('xray.container')}</th>
          <th scope="col">{t('xray.volume')}</th>
          <th scope="col">{t('xray.path')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, target, source, readOnly }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td>{source.slice('volume '.length)}</td>
            <td>
              <code>{target}</code>
              {readOnly && <span className={styles.how}> {t('xray.readOnly')}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

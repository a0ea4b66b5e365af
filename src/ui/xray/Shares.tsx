import type { ReactNode } from 'react';
import type { MachineView } from '../../protocol/machine.ts';
import { useT } from '../i18n/index.ts';
import { SHOWN_KINDS, shares } from './model.ts';
import styles from './Xray.module.css';
import './words.ts';

/** Who shares what, as a table: the picture for those who do not see it. */
export function Shares({ view }: { readonly view: MachineView }): ReactNode {
  const t = useT();
  return (
    <table className={styles.table}>
      <caption>{t('xray.shares')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('xray.who')}</th>
          {SHOWN_KINDS.map((kind) => (
            <th key={kind} scope="col">
              {kind}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shares(view).map(({ cell, letters }) => (
          <tr key={cell.id}>
            <th scope="row">{cell.name}</th>
            {SHOWN_KINDS.map((kind) => (
              <td key={kind}>{letters[kind] === 'host' ? t('xray.host') : letters[kind]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

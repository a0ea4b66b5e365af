import type { ReactNode } from 'react';
import type { MachineView, NamespaceName } from '../../protocol/machine.ts';
import { CloseIcon } from '../design/icons.tsx';
import { classes, IconButton } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { type Cell, type Group, picture, SHOWN_KINDS } from './model.ts';
import styles from './Xray.module.css';
import './words.ts';

interface Kill {
  /** Ends a process, by the machine's pid. */
  readonly onKill?: ((pid: number) => void) | undefined;
}

/** The processes of a machine, or of one Pod, inside the borders of their namespaces. */
export function Picture({ view, onKill }: { readonly view: MachineView } & Kill): ReactNode {
  return (
    <div className={styles.picture}>
      {picture(view).map((group) => (
        <Border key={group.net} group={group} view={view} onKill={onKill} />
      ))}
    </div>
  );
}

/** One network namespace, and who is in it. */
function Border({
  group,
  view,
  onKill,
}: { readonly group: Group; readonly view: MachineView } & Kill): ReactNode {
  const t = useT();
  const { net, isHost, owner, addresses, cells, sockets } = group;
  return (
    <section className={classes(styles.group, isHost && styles.host)} aria-label={t('xray.net', { id: net })}>
      <header className={styles.groupHead}>
        <span className={styles.kind}>net</span>
        <span>{isHost ? t('xray.hostNet') : t('xray.netOf', { owner: owner || t('xray.nobody') })}</span>
        {addresses.map((address) => (
          <code key={address}>{address}</code>
        ))}
        {sockets.map(({ protocol, local, pid }) => (
          <code key={`${protocol} ${local} ${pid}`} className={styles.socket}>
            {t('xray.listens', { at: local })}
          </code>
        ))}
      </header>
      <div className={styles.cells}>
        {cells.map((cell) => (
          <CellBox key={cell.id} cell={cell} others={cells} view={view} onKill={onKill} />
        ))}
      </div>
    </section>
  );
}

function CellBox({
  cell,
  others,
  view,
  onKill,
}: { readonly cell: Cell; readonly others: readonly Cell[]; readonly view: MachineView } & Kill): ReactNode {
  const t = useT();
  const first = new Set(view.namespaces.filter((namespace) => namespace.first).map(({ id }) => id));
  const relation = (kind: NamespaceName): 'host' | 'shared' | 'own' => {
    const id = cell.namespaces[kind];
    if (first.has(id)) return 'host';
    return others.some((other) => other !== cell && other.namespaces[kind] === id) ? 'shared' : 'own';
  };
  return (
    <article className={classes(styles.cell, styles[cell.type])} aria-label={cell.name}>
      <h3 className={styles.cellName}>{cell.name}</h3>
      <p className={styles.chips}>
        {SHOWN_KINDS.filter((kind) => kind !== 'net').map((kind) => {
          const how = relation(kind);
          return (
            <span
              key={kind}
              className={classes(styles.chip, styles[how])}
              title={`${kind}:[${cell.namespaces[kind]}]`}
            >
              {kind} <span className={styles.how}>{t(`xray.${how}`)}</span>
            </span>
          );
        })}
      </p>
      <ul className={styles.processes}>
        {cell.rows.map(({ process, insidePid, depth }) => (
          <li key={process.pid} style={{ paddingInlineStart: `${depth * 12}px` }}>
            <code className={styles.pid} title={t('xray.pids', { inside: insidePid, outside: process.pid })}>
              {insidePid === process.pid ? process.pid : `${insidePid} · ${process.pid}`}
            </code>
            <code className={styles.argv}>{process.argv.join(' ')}</code>
            {process.state === 'Z' && <span className={styles.zombie}>{t('xray.zombie')}</span>}
            {onKill && (
              <IconButton
                size="s"
                look="plain"
                label={t('xray.kill', { pid: process.pid, name: process.argv[0] ?? '' })}
                onClick={() => onKill(process.pid)}
              >
                <CloseIcon size={12} />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
    </article>
  );
}

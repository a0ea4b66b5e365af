import type { ReactNode } from 'react';
import type { Address, ObjectRef, TraceRecord } from '../../protocol/view.ts';
import { type Translate, useT } from '../i18n/index.ts';
import { tokenWords } from '../stage/model/message.ts';
import { nodeOf, roleOf, useActions } from '../state/index.ts';
import styles from './Inspector.module.css';

function Link({
  onClick,
  children,
}: {
  readonly onClick: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <button type="button" className={styles.link} onClick={onClick}>
      {children}
    </button>
  );
}

export function ObjectLink({ target }: { readonly target: ObjectRef }): ReactNode {
  const { select } = useActions();
  const place = target.namespace && target.namespace !== 'default' ? `${target.namespace}/` : '';
  // Containers and sandboxes are no API objects: there is nothing to open.
  if (target.kind === 'Container' || target.kind === 'Sandbox') return `${target.kind} ${target.name}`;
  return (
    <Link onClick={() => select({ kind: 'object', ref: target })}>
      {target.kind} {place}
      {target.name}
    </Link>
  );
}

/** A part of the cluster by the name the stage gives it: `kubelet (node-1)`. */
export function partName(t: Translate, address: Address): string {
  const role = roleOf(address);
  const node = nodeOf(address);
  const name = role === 'user' ? t('inspector.you') : (t.maybe(`stage.name.${role}`) ?? role);
  return node === '' ? name : `${name} (${node})`;
}

export function ComponentLink({ address }: { readonly address: Address }): ReactNode {
  const t = useT();
  const { select } = useActions();
  return <Link onClick={() => select({ kind: 'component', address })}>{partName(t, address)}</Link>;
}

/** A message as a row to open: what it says, and from whom to whom. */
export function RecordLink({
  record,
  cause = null,
}: {
  readonly record: TraceRecord;
  readonly cause?: TraceRecord | null | undefined;
}): ReactNode {
  const t = useT();
  const { select } = useActions();
  return (
    <button
      type="button"
      className={styles.record}
      onClick={() => select({ kind: 'record', seq: record.seq })}
    >
      <span className={styles.seq}>#{record.seq}</span>
      <span className={styles.words}>{tokenWords(record, cause)}</span>
      <span className={styles.way}>
        {partName(t, record.from)} → {partName(t, record.to)}
      </span>
    </button>
  );
}

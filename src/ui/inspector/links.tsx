import type { ReactNode } from 'react';
import type { Address, ObjectRef, TraceRecord } from '../../protocol/view.ts';
import { useActions } from '../state/index.ts';
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

export function ComponentLink({ address }: { readonly address: Address }): ReactNode {
  const { select } = useActions();
  return <Link onClick={() => select({ kind: 'component', address })}>{address}</Link>;
}

export function RecordLink({ record }: { readonly record: TraceRecord }): ReactNode {
  const { select } = useActions();
  const about = record.object ? ` ${record.object.kind}/${record.object.name}` : '';
  return (
    <Link onClick={() => select({ kind: 'record', seq: record.seq })}>
      #{record.seq} {record.from} → {record.to}: {record.verb}
      {about}
    </Link>
  );
}

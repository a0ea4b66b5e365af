import './words.ts';
import type { ReactNode } from 'react';
import { useT } from '../i18n/index.ts';
import { usePage } from '../state/index.ts';
import { ComponentView } from './ComponentView.tsx';
import { DecisionView } from './DecisionView.tsx';
import styles from './Inspector.module.css';
import { ObjectView } from './ObjectView.tsx';
import { RecordView } from './RecordView.tsx';

/** What there is to know about the one thing that is selected, at the moment shown. */
export function Inspector(): ReactNode {
  const t = useT();
  const selection = usePage((page) => page.selection);
  switch (selection?.kind) {
    case 'object':
      return (
        <ObjectView
          key={`${selection.ref.kind}/${selection.ref.namespace}/${selection.ref.name}`}
          target={selection.ref}
        />
      );
    case 'record':
      return <RecordView seq={selection.seq} />;
    case 'decision':
      return <DecisionView seq={selection.seq} />;
    case 'component':
      return <ComponentView address={selection.address} />;
    default:
      return (
        <div className={styles.empty}>
          <p>{t('inspector.empty')}</p>
          <p>{t('inspector.emptyHow')}</p>
        </div>
      );
  }
}

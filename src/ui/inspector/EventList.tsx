import type { ReactNode } from 'react';
import type { K8sEvent, KubeObject } from '../../api/index.ts';
import { WarningIcon } from '../design/icons.tsx';
import { useT } from '../i18n/index.ts';
import { useKind } from '../state/index.ts';
import styles from './Inspector.module.css';

/** The Events about one object, as `kubectl describe` lists them: oldest first. */
export function EventList({ object }: { readonly object: KubeObject }): ReactNode {
  const t = useT();
  const events = useKind<K8sEvent>('Event').filter((event) => isAbout(event, object));
  if (events.length === 0) return <p className={styles.note}>{t('inspector.noEvents')}</p>;
  return (
    <ol className={styles.events}>
      {events
        .toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1))
        .map((event) => (
          <li key={event.metadata.name}>
            <p className={styles.eventHead}>
              {event.type === 'Warning' && (
                <span className={styles.warning}>
                  <WarningIcon />
                  <span className="visually-hidden">{t('inspector.warning')}</span>
                </span>
              )}
              <strong>{event.reason}</strong>
              {(event.count ?? 1) > 1 && <span>×{event.count}</span>}
              <span className={styles.when}>
                {timeOf(event).slice(11, 19)} · {event.source?.component || event.reportingComponent}
              </span>
            </p>
            <p className={styles.eventText}>{event.message}</p>
          </li>
        ))}
    </ol>
  );
}

function isAbout(event: K8sEvent, object: KubeObject): boolean {
  const { involvedObject } = event;
  if (involvedObject.kind !== object.kind) return false;
  if (involvedObject.uid && object.metadata.uid && object.kind !== 'Node') {
    return involvedObject.uid === object.metadata.uid;
  }
  return (
    involvedObject.name === object.metadata.name &&
    (involvedObject.namespace ?? '') === (object.metadata.namespace ?? '')
  );
}

function timeOf(event: K8sEvent): string {
  return event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '';
}

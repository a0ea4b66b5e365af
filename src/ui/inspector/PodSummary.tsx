import type { ReactNode } from 'react';
import { type ContainerStatus, type Pod, summarizePod } from '../../api/index.ts';
import { classes } from '../design/index.ts';
import { Rich, useT } from '../i18n/index.ts';
import { useActions, useHost } from '../state/index.ts';
import { Conditions } from './Conditions.tsx';
import { Facts, Section } from './Facts.tsx';
import styles from './Inspector.module.css';
import { ObjectLink } from './links.tsx';
import { labelText } from './ObjectView.tsx';

/** A Pod in the four ways its state is told, which are often taken for one. */
export function PodSummary({ pod }: { readonly pod: Pod }): ReactNode {
  const t = useT();
  const { watchPod } = useActions();
  const phase = pod.status?.phase ?? 'Pending';
  const { ready, total, status: printed } = summarizePod(pod);
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const assumed = useAssumed(pod);
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  return (
    <>
      <div className={styles.two}>
        <div>
          <p className={styles.over}>{t('inspector.pod.phase')}</p>
          <p className={classes(styles.phase, styles[`phase${phase}`])}>{phase}</p>
        </div>
        <div>
          <p className={styles.over}>{t('inspector.pod.printed')}</p>
          <p className={styles.printed}>
            <code>
              {ready}/{total} {printed}
            </code>
          </p>
        </div>
      </div>
      <p className={styles.note}>
        <Rich
          text={t(printed === phase ? 'inspector.pod.sameNote' : 'inspector.pod.differNote', {
            printed,
            phase,
          })}
        />
      </p>
      <Facts
        facts={[
          [
            t('inspector.pod.node'),
            pod.spec.nodeName ? (
              <ObjectLink key="node" target={{ kind: 'Node', name: pod.spec.nodeName }} />
            ) : (
              t('inspector.pod.noNode')
            ),
          ],
          [t('inspector.pod.ip'), pod.status?.podIP],
          [t('inspector.pod.qos'), pod.status?.qosClass],
          [t('inspector.pod.reason'), pod.status?.reason],
          [t('inspector.pod.message'), pod.status?.message],
          [t('inspector.fact.labels'), labelText(pod.metadata.labels)],
          ['UID', <code key="uid">{pod.metadata.uid}</code>],
        ]}
      />
      {pod.status?.conditions && <Conditions conditions={pod.status.conditions} />}
      {statuses.length > 0 && (
        <Section title={t('inspector.pod.containers')}>
          <ul className={styles.plain}>
            {statuses.map((status) => (
              <Container key={status.name} status={status} assumed={assumed.get(status.containerID ?? '')} />
            ))}
          </ul>
        </Section>
      )}
      <p>
        <button type="button" className={styles.link} onClick={() => void watchPod(name)}>
          {t('inspector.pod.follow')}
        </button>
      </p>
    </>
  );
}

/** What the model had to assume about the containers of a Pod, by container id as the API has it. */
function useAssumed(pod: Pod): ReadonlyMap<string, string> {
  const host = useHost(pod.spec.nodeName ?? '');
  const found = new Map<string, string>();
  for (const sandbox of host?.sandboxes ?? []) {
    if (sandbox.podUid !== pod.metadata.uid) continue;
    for (const { id, assumed } of sandbox.containers) {
      if (assumed !== null) found.set(`containerd://${id}`, assumed);
    }
  }
  return found;
}

function Container({
  status,
  assumed,
}: {
  readonly status: ContainerStatus;
  readonly assumed: string | undefined;
}): ReactNode {
  const t = useT();
  const last = status.lastState?.terminated;
  return (
    <li className={styles.container}>
      <p>
        <strong>{status.name}</strong> <code>{status.image}</code>
      </p>
      <p>
        {stateText(status)}
        {' · '}
        {t(status.ready ? 'inspector.pod.ready' : 'inspector.pod.notReady')}
        {' · '}
        {t('inspector.pod.restarts', { count: status.restartCount ?? 0 })}
      </p>
      {status.state?.waiting?.message && <p className={styles.note}>{status.state.waiting.message}</p>}
      {assumed && (
        <p className={styles.note}>
          {t('inspector.assumed')} <span lang="en">{assumed}</span>
        </p>
      )}
      {last && (
        <p className={styles.note}>
          {t('inspector.pod.last', { reason: last.reason ?? '', code: last.exitCode })}
        </p>
      )}
    </li>
  );
}

/** `Waiting: ImagePullBackOff`, `Running`, `Terminated: Error (1)`. */
export function stateText({ state }: ContainerStatus): string {
  if (state?.running) return 'Running';
  if (state?.terminated) {
    return `Terminated: ${state.terminated.reason ?? ''} (${state.terminated.exitCode})`;
  }
  return state?.waiting?.reason ? `Waiting: ${state.waiting.reason}` : 'Waiting';
}

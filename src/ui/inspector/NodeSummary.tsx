import type { ReactNode } from 'react';
import { type Node, type Pod, podStatus } from '../../api/index.ts';
import { useT } from '../i18n/index.ts';
import { useHost, usePods } from '../state/index.ts';
import { Conditions } from './Conditions.tsx';
import { Facts, Section } from './Facts.tsx';
import { HostFacts } from './HostFacts.tsx';
import styles from './Inspector.module.css';
import { ObjectLink } from './links.tsx';
import { labelText } from './ObjectView.tsx';

export function NodeSummary({ node }: { readonly node: Node }): ReactNode {
  const t = useT();
  const name = node.metadata.name ?? '';
  const host = useHost(name);
  const pods = usePods().filter((pod) => pod.spec.nodeName === name);
  const taints = (node.spec?.taints ?? []).map(
    (taint) => `${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`,
  );
  return (
    <>
      <Facts
        facts={[
          [t('inspector.node.capacity'), resourceText(node.status?.capacity)],
          [t('inspector.node.allocatable'), resourceText(node.status?.allocatable)],
          [t('inspector.node.taints'), taints.join(', ') || t('inspector.none')],
          [t('inspector.node.schedulable'), t(node.spec?.unschedulable ? 'inspector.no' : 'inspector.yes')],
          [t('inspector.node.address'), node.status?.addresses?.map((each) => each.address).join(', ')],
          [t('inspector.node.podCidr'), node.spec?.podCIDR],
          [t('inspector.fact.labels'), labelText(node.metadata.labels)],
        ]}
      />
      <Section title={t('inspector.node.pods', { count: pods.length })}>
        {pods.length === 0 ? <p className={styles.note}>{t('inspector.none')}</p> : <PodList pods={pods} />}
      </Section>
      {node.status?.conditions && <Conditions conditions={node.status.conditions} />}
      {host && <HostFacts host={host} />}
    </>
  );
}

function PodList({ pods }: { readonly pods: readonly Pod[] }): ReactNode {
  return (
    <ul className={styles.plain}>
      {pods.map((pod) => (
        <li key={pod.metadata.uid}>
          <ObjectLink
            target={{ kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name ?? '' }}
          />{' '}
          <span className={styles.note}>{podStatus(pod)}</span>
        </li>
      ))}
    </ul>
  );
}

function resourceText(resources: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(resources ?? {})
    .map(([name, amount]) => `${name} ${amount}`)
    .join(', ');
}

import { type ReactNode, useState } from 'react';
import type { KubeObject, Node, Pod } from '../../api/index.ts';
import type { ObjectRef } from '../../protocol/view.ts';
import { SegmentedControl } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { useByRef } from '../state/index.ts';
import { Xray } from '../xray/Xray.tsx';
import { Conditions } from './Conditions.tsx';
import { EventList } from './EventList.tsx';
import { Facts } from './Facts.tsx';
import { Head } from './Head.tsx';
import styles from './Inspector.module.css';
import { NodeSummary } from './NodeSummary.tsx';
import { PodLanesTable } from './PodLanesTable.tsx';
import { PodSummary } from './PodSummary.tsx';
import { YamlView } from './YamlView.tsx';

type Sheet = 'summary' | 'yaml' | 'events' | 'lanes' | 'inside';

/** An API object at the moment shown. */
export function ObjectView({ target }: { readonly target: ObjectRef }): ReactNode {
  const t = useT();
  const object = useByRef(target);
  const [sheet, setSheet] = useState<Sheet>('summary');
  const sheets: Sheet[] = [
    'summary',
    'yaml',
    'events',
    ...(target.kind === 'Pod' ? (['lanes', 'inside'] as const) : []),
  ];
  return (
    <div className={styles.inspector}>
      <Head over={target.kind} title={target.name} note={target.namespace ?? t('inspector.clusterScoped')} />
      <SegmentedControl
        label={t('inspector.sheets')}
        value={sheet}
        onChange={setSheet}
        segments={sheets.map((value) => ({ value, label: t(`inspector.sheet.${value}`) }))}
      />
      {object === null && sheet !== 'yaml' && sheet !== 'lanes' && (
        <p className={styles.note}>{t('inspector.notThere')}</p>
      )}
      {sheet === 'summary' && object && <Summary object={object} />}
      {sheet === 'yaml' && <YamlView target={target} />}
      {sheet === 'events' && object && <EventList object={object} />}
      {sheet === 'inside' && object && <Inside pod={object as Pod} />}
      {sheet === 'lanes' && <PodLanesTable pod={`${target.namespace}/${target.name}`} />}
    </div>
  );
}

/** The X-ray of a Pod that has a node. */
function Inside({ pod }: { readonly pod: Pod }): ReactNode {
  const t = useT();
  const { spec } = pod;
  if (!spec.nodeName) return <p className={styles.note}>{t('xray.nothing')}</p>;
  return <Xray node={spec.nodeName} pod={pod} />;
}

function Summary({ object }: { readonly object: KubeObject }): ReactNode {
  if (object.kind === 'Pod') return <PodSummary pod={object as Pod} />;
  if (object.kind === 'Node') return <NodeSummary node={object as Node} />;
  return <PlainSummary object={object} />;
}

/** What any object has: labels, owner, age, and conditions when its status has some. */
function PlainSummary({ object }: { readonly object: KubeObject }): ReactNode {
  const t = useT();
  const { metadata } = object;
  const status = (object as { status?: { phase?: string; conditions?: [] } }).status;
  return (
    <>
      <Facts
        facts={[
          [t('inspector.fact.phase'), status?.phase],
          [t('inspector.fact.created'), metadata.creationTimestamp],
          [t('inspector.fact.revision'), metadata.resourceVersion],
          [t('inspector.fact.labels'), labelText(metadata.labels)],
          [
            t('inspector.fact.owner'),
            metadata.ownerReferences?.map((each) => `${each.kind}/${each.name}`).join(', '),
          ],
        ]}
      />
      {status?.conditions && <Conditions conditions={status.conditions} />}
    </>
  );
}

/** Labels one below the other; null when there are none. */
export function labelText(labels: Readonly<Record<string, string>> | undefined): ReactNode {
  const all = Object.entries(labels ?? {});
  if (all.length === 0) return null;
  return all.map(([key, value]) => (
    <span key={key} className={styles.label}>
      {key}={value}
    </span>
  ));
}

import { useMemo } from 'react';
import type { PodFlow, TraceRecord } from '../../../protocol/view.ts';
import { useT } from '../../i18n/index.ts';
import { useCurrentRecord, usePage } from '../../state/index.ts';
import { assumedNode } from '../model/hooks.ts';
import { narrate } from './narrate.ts';

/** The sentence for the moment shown; empty before anything has happened. */
export function useNarration(): string {
  const t = useT();
  const record = useCurrentRecord();
  const step = usePage((page) => stepOf(page.flow, record));
  const node = usePage((page) =>
    record?.verb === 'bind' && record.object
      ? (assumedNode(page, `${record.object.namespace ?? 'default'}/${record.object.name}`) ?? undefined)
      : undefined,
  );
  return useMemo(() => (record ? narrate(record, t, { step, node }) : ''), [record, t, step, node]);
}

/** The step that began or ended with a record. */
export function stepOf(flow: PodFlow | null, record: TraceRecord | null): string | undefined {
  if (!flow || !record) return undefined;
  return (
    flow.steps.find((step) => step.record === record.seq) ??
    flow.steps.find((step) => step.endRecord === record.seq)
  )?.step;
}

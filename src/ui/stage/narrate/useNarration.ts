import { useMemo } from 'react';
import type { K8sEvent } from '../../../api/index.ts';
import type { PodFlow, TraceRecord } from '../../../protocol/view.ts';
import { useT } from '../../i18n/index.ts';
import { type PageState, useCurrentRecord, usePage, usePageHandle } from '../../state/index.ts';
import { assumedNode } from '../model/hooks.ts';
import { currentCause } from '../picture/activity.ts';
import { useRequests } from '../picture/useRequests.ts';
import { narrate } from './narrate.ts';

/** The sentence for the moment shown; empty before anything has happened. */
export function useNarration(): string {
  const t = useT();
  const record = useCurrentRecord();
  const cause = usePage(currentCause);
  const step = usePage((page) => stepOf(page.flow, record));
  const node = usePage((page) => boundNode(page, record));
  const reason = usePage((page) => eventReason(page, record));
  const { store } = usePageHandle();
  const requests = useRequests();
  return useMemo(() => {
    if (!record) return '';
    const told = requests?.sayPacket(store.getState(), record, t);
    return told ?? narrate(record, t, { step, node, cause, reason });
  }, [record, t, step, node, cause, reason, requests, store]);
}

/** The step that began or ended with a record. */
export function stepOf(flow: PodFlow | null, record: TraceRecord | null): string | undefined {
  if (!flow || !record) return undefined;
  const { seq } = record;
  const own = flow.steps.find((step) => step.record === seq);
  return (own ?? flow.steps.find((step) => step.endRecord === seq))?.step;
}

function boundNode(page: PageState, record: TraceRecord | null): string | undefined {
  if (record?.verb !== 'bind' || !record.object) return undefined;
  return assumedNode(page, `${record.object.namespace ?? 'default'}/${record.object.name}`) ?? undefined;
}

/** Why an Event is written, once it is stored; Events that come again are known before. */
function eventReason(page: PageState, record: TraceRecord | null): string | undefined {
  if (record?.object?.kind !== 'Event') return undefined;
  const key = page.tables.keyOf(record.object);
  return key === undefined ? undefined : (page.tables.objects.get(key) as K8sEvent | undefined)?.reason;
}

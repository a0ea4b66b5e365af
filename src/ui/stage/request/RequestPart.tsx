import { lazy, type ReactNode, Suspense } from 'react';
import type { TraceRecord } from '../../../protocol/view.ts';
import { isPacket } from './packet.ts';

const RequestView = lazy(async () => ({ default: (await import('./RequestView.tsx')).RequestView }));

/** For a message that travels the network: the request it belongs to. */
export function RequestPart({ record }: { readonly record: TraceRecord }): ReactNode {
  if (!isPacket(record)) return null;
  return (
    <Suspense fallback={null}>
      <RequestView seq={record.seq} />
    </Suspense>
  );
}

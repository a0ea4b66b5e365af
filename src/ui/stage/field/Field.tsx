import type { NodeProps } from '@xyflow/react';
import { lazy, memo, type ReactNode, Suspense } from 'react';
import type { FieldFlowNode } from './FieldTile.tsx';

/** Few clusters are so large that they are painted: what paints them comes when one is shown. */
const FieldTile = lazy(async () => ({ default: (await import('./FieldTile.tsx')).FieldTile }));

/** A block of a large cluster. */
export const Field = memo(function Field(props: NodeProps<FieldFlowNode>): ReactNode {
  return (
    <Suspense fallback={null}>
      <FieldTile {...props} />
    </Suspense>
  );
});

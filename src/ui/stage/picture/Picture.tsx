import '@xyflow/react/dist/base.css';
import { type Edge, ReactFlow, ReactFlowProvider, useReactFlow, ViewportPortal } from '@xyflow/react';
import { memo, type ReactNode, useEffect, useMemo } from 'react';
import { useT } from '../../i18n/index.ts';
import { nodeOf } from '../../state/index.ts';
import { Field } from '../field/Field.tsx';
import { FieldMark } from '../field/FieldMark.tsx';
import { type Point, roundedPath, type Size } from '../layout/geometry.ts';
import { plug } from '../layout/network.ts';
import { partLinks, restingLinks } from '../layout/route.ts';
import type { StageLayout } from '../layout/types.ts';
import { ClusterNode } from './ClusterNode.tsx';
import { ComponentNode } from './ComponentNode.tsx';
import { DecisionNode } from './DecisionNode.tsx';
import { flowNodes, type StageNode } from './flowNodes.ts';
import { LinkEdge } from './LinkEdge.tsx';
import { NetworkChips } from './NetworkChips.tsx';
import styles from './Picture.module.css';
import { StorageNode } from './StorageNode.tsx';
import { moveFocus } from './stop.ts';
import { Token } from './Token.tsx';
import { TrayNode } from './TrayNode.tsx';
import { useFollow } from './useFollow.ts';
import { TravelContext, useTravels } from './useTravels.ts';

const nodeTypes = {
  component: ComponentNode,
  decision: DecisionNode,
  tray: TrayNode,
  storage: StorageNode,
  cluster: ClusterNode,
  field: Field,
};
const edgeTypes = { link: LinkEdge };

export interface PictureProps {
  readonly layout: StageLayout;
  readonly size: Size;
  /** Grows when the reader wants to see everything again. */
  readonly fit: number;
}

/** The cluster as a picture: components above, nodes below, one message between them. */
export const Picture = memo(function Picture(props: PictureProps): ReactNode {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
});

function Flow({ layout, size, fit }: PictureProps): ReactNode {
  const t = useT();
  const { setViewport } = useReactFlow();
  const nodes = useMemo(() => flowNodes(layout, (card) => partLinks(layout, card)), [layout]);
  const edges = useMemo(() => linkEdges(layout), [layout]);
  const zoom = layout.fit;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `fit` asks for it again
  useEffect(() => {
    void setViewport({ x: 0, y: 0, zoom });
  }, [setViewport, zoom, layout, fit]);
  useFollow(layout, size);
  const travels = useTravels();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only moves the focus between what is in it
    <div className={styles.picture} role="presentation" onKeyDown={moveFocus}>
      <TravelContext value={travels}>
        <ReactFlow<StageNode, Edge>
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          width={size.width}
          height={size.height}
          defaultViewport={{ x: 0, y: 0, zoom }}
          translateExtent={[
            [0, 0],
            [
              Math.max(layout.world.width, size.width / zoom),
              Math.max(layout.world.height, size.height / zoom),
            ],
          ]}
          minZoom={Math.min(1, zoom) * 0.999}
          maxZoom={2.5}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          deleteKeyCode={null}
          panActivationKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          zoomActivationKeyCode="Control"
          disableKeyboardA11y
          panOnScroll
          zoomOnScroll={false}
          zoomOnDoubleClick={false}
          onlyRenderVisibleElements={layout.level === 'tiny'}
          attributionPosition="bottom-right"
          aria-label={t('stage.picture')}
          role="group"
        >
          <ViewportPortal>
            {layout.level === 'tiny' && <FieldMark layout={layout} />}
            <Token layout={layout} />
            <NetworkChips layout={layout} />
          </ViewportPortal>
        </ReactFlow>
      </TravelContext>
    </div>
  );
}

const pathOf = (points: readonly Point[]) => roundedPath(points, 8);

function linkEdges(layout: StageLayout): Edge[] {
  const edges: Edge[] = restingLinks(layout).map(({ id, to, points }) => ({
    id,
    type: 'link',
    source: 'apiserver',
    target: nodeOf(to) === '' ? to : `node/${nodeOf(to)}`,
    data: { path: roundedPath(points, 8) },
  }));
  // Among many nodes so many cables would be a hatching.
  const cables = layout.level === 'full' ? layout.cards.map((card) => plug(layout, card)) : [];
  edges.push({
    id: 'wire',
    type: 'link',
    source: 'apiserver',
    target: 'etcd',
    data: { path: [layout.network.wire, ...cables].map(pathOf).join('') },
  });
  const { scheduler } = layout.components;
  if (scheduler && layout.kind === 'wide') {
    const y = scheduler.y + scheduler.height / 2;
    edges.push({
      id: 'decision',
      type: 'link',
      source: 'scheduler',
      target: 'decision',
      data: {
        path: `M${scheduler.x + scheduler.width} ${y}L${layout.decision.x} ${y}`,
        dashed: true,
      },
    });
  }
  return edges;
}

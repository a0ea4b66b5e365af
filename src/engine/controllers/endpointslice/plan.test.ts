import { describe, expect, it } from 'vitest';
import type { Endpoint, EndpointSlice } from '../../../api/index.ts';
import { makeService } from '../../testing/builders.ts';
import { planSlices } from './plan.ts';

const service = makeService('web', {}, { uid: 'svc-uid' });
const ports = [{ name: '', port: 80, protocol: 'TCP' } as const];

function endpoint(index: number, ready = true): Endpoint {
  return {
    addresses: [`10.0.0.${index}`],
    conditions: { ready, serving: ready, terminating: false },
    nodeName: 'node-1',
    targetRef: { kind: 'Pod', namespace: 'default', name: `web-${index}`, uid: `uid-${index}` },
  };
}

const endpoints = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => endpoint(from + index));

/** The slices after a plan is carried out, with names given as the API server would. */
function carryOut(existing: readonly EndpointSlice[], plan: ReturnType<typeof planSlices>): EndpointSlice[] {
  const updated = new Map(plan.update.map((slice) => [slice.metadata.name, slice]));
  const gone = new Set(plan.remove.map((slice) => slice.metadata.name));
  return [
    ...existing
      .filter(({ metadata }) => !gone.has(metadata.name))
      .map((slice) => updated.get(slice.metadata.name) ?? slice),
    ...plan.create.map((slice, i) => ({
      ...slice,
      metadata: { ...slice.metadata, name: `web-${existing.length + i}` },
    })),
  ];
}

function reconcile(existing: readonly EndpointSlice[], wanted: Endpoint[]) {
  const plan = planSlices(service, existing, wanted.length === 0 ? [] : [{ ports, endpoints: wanted }]);
  const slices = carryOut(existing, plan);
  return { plan, slices };
}

const listed = (slices: EndpointSlice[]) =>
  slices.flatMap((slice) => slice.endpoints.map((e) => e.targetRef?.uid ?? '')).sort();

describe('slices of a Service', () => {
  it('are one empty slice when it has no Pods', () => {
    const { plan, slices } = reconcile([], []);
    expect(plan.create).toHaveLength(1);
    expect(slices[0]?.endpoints).toEqual([]);
    expect(slices[0]?.metadata).toMatchObject({
      generateName: 'web-',
      labels: {
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [{ kind: 'Service', uid: 'svc-uid', controller: true }],
    });
    expect(reconcile(slices, []).plan).toEqual({ create: [], update: [], remove: [] });
  });

  it('hold at most 100 endpoints each', () => {
    const { slices } = reconcile([], endpoints(0, 250));
    expect(slices.map((slice) => slice.endpoints.length)).toEqual([100, 100, 50]);
    expect(listed(slices)).toHaveLength(250);
  });

  it('are not written when nothing changed', () => {
    const { slices } = reconcile([], endpoints(0, 3));
    expect(reconcile(slices, endpoints(0, 3)).plan).toEqual({ create: [], update: [], remove: [] });
  });

  it('change only where an endpoint changed', () => {
    const { slices } = reconcile([], endpoints(0, 150));
    const wanted = endpoints(0, 150).map((e, i) => (i === 120 ? endpoint(120, false) : e));
    const { plan } = reconcile(slices, wanted);
    expect(plan.create).toEqual([]);
    expect(plan.update.map((slice) => slice.endpoints.length)).toEqual([50]);
  });

  it('take new endpoints into what has room, and vanish when empty', () => {
    const { slices } = reconcile([], endpoints(0, 150));
    const grown = reconcile(slices, endpoints(0, 160));
    expect(grown.plan.create).toEqual([]);
    expect(listed(grown.slices)).toHaveLength(160);
    const shrunk = reconcile(grown.slices, endpoints(0, 100));
    expect(shrunk.plan.remove).toHaveLength(1);
    expect(shrunk.slices).toHaveLength(1);
    const emptied = reconcile(shrunk.slices, []);
    expect(emptied.slices).toHaveLength(1);
    expect(emptied.slices[0]?.endpoints).toEqual([]);
  });
});

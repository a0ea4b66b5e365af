import { useEffect, useState } from 'react';
import type { Endpoint, EndpointSlice, Service } from '../../../api/index.ts';
import { useActions, usePageHandle } from '../../state/index.ts';

/** A Service and who stands behind it, at the time of a record. */
export interface ServiceThen {
  readonly service: Service | null;
  readonly endpoints: readonly Endpoint[];
}

/** `namespace/name` of the Service a rule is of: without the name of its port. */
export const serviceOfRule = (rule: string): string => rule.split(':')[0] ?? rule;

/** The Service that has an address. */
export function serviceAt(services: Iterable<unknown>, ip: string): string | null {
  for (const object of services) {
    const { metadata, spec } = object as Service;
    if (spec.clusterIP === ip) return `${metadata.namespace}/${metadata.name}`;
  }
  return null;
}

/** Asks the engine for a Service (`namespace/name`) and its EndpointSlices as they were; null until they have come. */
export function useServiceThen(name: string | null, seq: number): ServiceThen | null {
  const actions = useActions();
  const { store } = usePageHandle();
  const [found, setFound] = useState<ServiceThen | null>(null);
  useEffect(() => {
    setFound(null);
    if (name === null) return undefined;
    let wanted = true;
    const { tables } = store.getState();
    const [namespace = '', own = ''] = name.split('/');
    const key = tables.keyOf({ kind: 'Service', namespace, name: own });
    const slices = [...tables.ofKind('EndpointSlice')].filter(
      ([, { metadata }]) =>
        metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === own,
    );
    const then = async (at: string | undefined) =>
      at === undefined ? null : ((await actions.object(at, seq))?.after ?? null);
    void Promise.all([then(key), ...slices.map(([at]) => then(at))]).then(([service, ...all]) => {
      if (!wanted) return;
      const endpoints = all.flatMap((slice) => (slice as EndpointSlice | null)?.endpoints ?? []);
      setFound({ service: (service as Service | null) ?? null, endpoints });
    });
    return () => {
      wanted = false;
    };
  }, [actions, store, name, seq]);
  return found;
}

// Models kubernetes@v1.36.0 staging/src/k8s.io/kube-aggregator/pkg/apiserver/handler_proxy.go
// Differs: one group is aggregated, metrics.k8s.io; that its Service exists stands for the APIService and its condition.
import { unknownResourceStatus } from '../../api/index.ts';
import type { Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Address } from '../kernel/message.ts';
import { get } from '../kernel/table.ts';
import type { AggregatedReply, AggregatedRequest, ApiRequest, ApiResponse } from './messages.ts';
import { type ApiServerState, cacheKey, cacheOf } from './state.ts';

const GROUP = '.metrics.k8s.io';
const SERVER = 'metrics-server';

export function isAggregated(resource: string): boolean {
  return resource.endsWith(GROUP);
}

/** Hands a request to the server of its group; without one there is no such resource. */
export function aggregate(
  state: ApiServerState,
  request: ApiRequest,
  client: Address,
  context: Context,
): void {
  context.note({ resource: request.resource });
  const service = get(cacheOf(state, 'services').objects, cacheKey('kube-system', SERVER));
  if (service === undefined) {
    const body: ApiResponse = {
      type: 'response',
      id: request.id,
      code: 404,
      status: unknownResourceStatus(),
    };
    context.send({ from: 'apiserver', to: client, verb: 'reply', body }, LATENCY_MS.api);
    return;
  }
  const body: AggregatedRequest = { type: 'aggregated', client, request };
  context.send({ from: 'apiserver', to: SERVER, verb: request.verb, body }, LATENCY_MS.api);
}

/** Its answer goes to who asked. */
export function aggregated({ client, response }: AggregatedReply, context: Context): void {
  context.send({ from: 'apiserver', to: client, verb: 'reply', body: response }, LATENCY_MS.api);
}

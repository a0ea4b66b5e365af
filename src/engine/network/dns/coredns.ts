// Models coredns@v1.12.1 core/dnsserver, plugin/kubernetes/controller.go
// Differs: one process on the control plane's machine, not a Deployment of two Pods; no cache; the loop, health and
// metrics plugins are left out.
import type { EndpointSlice, Service } from '../../../api/index.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '../../apiserver/messages.ts';
import type { Component, Context } from '../../kernel/component.ts';
import { LATENCY_MS } from '../../kernel/latency.ts';
import type { Address } from '../../kernel/message.ts';
import { get, put, remove } from '../../kernel/table.ts';
import { type DnsAnswer, parseQuery } from '../../linux/net/dns.ts';
import { answerTo } from '../../linux/net/packets.ts';
import type { Packet } from '../../linux/net/types.ts';
import { serviceOf } from '../slices.ts';
import { answerQuery } from './answer.ts';
import { type CoreDnsState, initialCoreDns } from './state.ts';

const WATCH_RETRY_MS = 1000;

export const coredns: Component<CoreDnsState> = {
  receive(state, envelope, context) {
    const me = envelope.to;
    switch (envelope.verb) {
      case 'start':
        for (const resource of ['namespaces', 'services', 'endpointslices']) watch(me, resource, context);
        return initialCoreDns();
      case 'watch again':
        watch(me, envelope.body as string, context);
        return state;
      case 'reply': {
        const reply = envelope.body as ApiResponse;
        if (reply.code >= 400) {
          const message = { from: me, to: me, verb: 'watch again', body: reply.id, background: true };
          context.send(message, WATCH_RETRY_MS);
        }
        return state;
      }
      case 'watch': {
        const event = envelope.body as WatchEvent;
        context.note({ event: event.event, resource: event.resource });
        return watched(state, event);
      }
      case 'datagram':
        asked(state, me, envelope.body as Packet, context);
        return state;
      default:
        // An answer of its own could not be delivered: whoever asked has gone.
        return state;
    }
  },
};

function watch(me: Address, resource: string, context: Context): void {
  const body: ApiRequest = { type: 'request', id: resource, verb: 'watch', resource };
  context.send({ from: me, to: 'apiserver', verb: 'watch', body, background: true }, LATENCY_MS.api);
}

function watched(state: CoreDnsState, { event, resource, object }: WatchEvent): CoreDnsState {
  if (event === 'BOOKMARK') return state;
  const { namespace, name } = object.metadata;
  const isGone = event === 'DELETED';
  if (resource === 'namespaces') {
    const namespaces = isGone
      ? remove(state.namespaces, name as string)
      : put(state.namespaces, name as string, true);
    return namespaces === state.namespaces ? state : { ...state, namespaces };
  }
  const key = `${namespace}/${name}`;
  if (resource === 'services') {
    const before = get(state.services, key)?.spec.clusterIP;
    const service = object as Service;
    let { byIp } = state;
    if (before !== undefined) byIp = remove(byIp, before);
    const ip = service.spec.clusterIP;
    if (!isGone && ip !== undefined && ip !== '' && ip !== 'None') byIp = put(byIp, ip, key);
    return {
      ...state,
      byIp,
      services: isGone ? remove(state.services, key) : put(state.services, key, service),
    };
  }
  const slice = object as EndpointSlice;
  const owner = serviceOf(slice);
  const slices = isGone ? remove(state.slices, key) : put(state.slices, key, slice);
  if (owner === undefined) return { ...state, slices };
  const known = get(state.slicesOf, owner) ?? [];
  const names = isGone
    ? known.filter((one) => one !== key)
    : known.includes(key)
      ? known
      : [...known, key].sort();
  return {
    ...state,
    slices,
    slicesOf: names.length === 0 ? remove(state.slicesOf, owner) : put(state.slicesOf, owner, names),
  };
}

function asked(state: CoreDnsState, me: Address, packet: Packet, context: Context): void {
  const query = parseQuery(packet.data);
  if (query === undefined) {
    context.note({ dropped: 'not a question' });
    return;
  }
  const answer: DnsAnswer = answerQuery(state, query);
  context.note({
    question: `${query.type} ${query.name}`,
    answer: answer.answers.length > 0 ? answer.answers.slice(0, 10).map(({ data }) => data) : answer.code,
    ...(answer.reason === undefined ? {} : { reason: answer.reason }),
  });
  const { to, packet: body } = answerTo(me, packet, 'datagram', { data: JSON.stringify(answer) });
  context.send({ from: me, to, verb: body.kind, object: body.object, body }, LATENCY_MS.local);
}

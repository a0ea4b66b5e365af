// Models kubernetes-sigs/metrics-server@v0.8.0 pkg/server/server.go, pkg/api/pod.go, pkg/api/node.go, pkg/scraper/scraper.go
// Differs: it runs beside the control plane instead of in a Pod, and never fails; Pods are listed when somebody asks, not watched.
import { type KubeObject, type Node, notFoundStatus, type Pod } from '../../api/index.ts';
import type {
  AggregatedReply,
  AggregatedRequest,
  ApiRequest,
  ApiResponse,
  WatchEvent,
} from '../apiserver/messages.ts';
import type { Component, Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import { type Envelope, nodeOf } from '../kernel/message.ts';
import { emptyTable, get, put, remove, scan, type Table } from '../kernel/table.ts';
import { timestamp } from '../kernel/timestamp.ts';
import { METRICS_SERVICE } from './addons.ts';
import {
  type ContainerPoint,
  containerPair,
  type NodePoints,
  nodePair,
  type Pair,
  RESOLUTION_MS,
  usageOf,
} from './points.ts';

export interface MetricsServerState {
  /** Rounds of scrapes so far; 0 while it is not installed. A timer of another installation counts for nothing. */
  readonly installed: number;
  readonly running: boolean;
  /** Names of the nodes there are. */
  readonly nodes: Table<true>;
  /** What was measured of a node and its Pods, by the node's name. */
  readonly measured: Table<Measured>;
  /** Who asks for Pods, until they have been listed. */
  readonly asked: Table<AggregatedRequest, number>;
  readonly nextAsked: number;
}

interface Measured {
  readonly node: Pair;
  /** By `namespace/name`. */
  readonly pods: Readonly<Record<string, readonly Pair<ContainerPoint>[]>>;
}

export function initialMetricsServer(): MetricsServerState {
  return {
    installed: 0,
    running: false,
    nodes: emptyTable(),
    measured: emptyTable(),
    asked: emptyTable(),
    nextAsked: 1,
  };
}

const ME = 'metrics-server';
const SERVICE_WATCH = 'service';
const NODE_WATCH = 'nodes';
const WATCH_RETRY_MS = 1000;
/** An image to pull, a container to start, a probe to pass. */
const START_MS = 20_000;

/** Asks every kubelet every 15 seconds what its Pods use, while its Service is in the cluster, and answers what it knows. */
export const metricsServer: Component<MetricsServerState> = {
  receive(state, envelope, context) {
    switch (envelope.verb) {
      case 'start':
      case 'watch again':
        ask(context, { id: SERVICE_WATCH, verb: 'watch', resource: 'services', ...METRICS_SERVICE });
        return state;
      case 'tick':
        return envelope.body === state.installed && state.running ? scrape(state, context) : state;
      case 'watch':
        return watched(state, envelope.body as WatchEvent, context);
      case 'reply':
        return replied(state, envelope.body as ApiResponse, context);
      case 'metrics':
        return store(state, nodeOf(envelope.from), envelope.body as NodePoints);
      default:
        return request(state, envelope, context);
    }
  },
};

function ask(context: Context, request: Omit<ApiRequest, 'type'>): void {
  const body: ApiRequest = { type: 'request', ...request };
  const background = request.verb !== 'list';
  context.send({ from: ME, to: 'apiserver', verb: request.verb, body, background }, LATENCY_MS.api);
}

function watched(
  state: MetricsServerState,
  { event, object, id }: WatchEvent,
  context: Context,
): MetricsServerState {
  if (event === 'BOOKMARK') return state;
  context.note({ event, resource: id === SERVICE_WATCH ? 'services' : 'nodes' });
  const isGone = event === 'DELETED';
  const name = object.metadata.name as string;
  if (id === NODE_WATCH) {
    const nodes = isGone ? remove(state.nodes, name) : put(state.nodes, name, true as const);
    return { ...state, nodes, measured: isGone ? remove(state.measured, name) : state.measured };
  }
  if (isGone) {
    ask(context, { id: NODE_WATCH, verb: 'unwatch', resource: 'nodes' });
    return { ...initialMetricsServer(), installed: state.installed };
  }
  if (state.running) return state;
  ask(context, { id: NODE_WATCH, verb: 'watch', resource: 'nodes' });
  const next = { ...state, running: true, installed: state.installed + 1 };
  tick(next, context, START_MS);
  return next;
}

function tick({ installed }: MetricsServerState, context: Context, delayMs: number): void {
  context.send({ from: ME, to: ME, verb: 'tick', body: installed, background: true }, delayMs);
}

function scrape(state: MetricsServerState, context: Context): MetricsServerState {
  tick(state, context, RESOLUTION_MS);
  scan(state.nodes, (_, name) => {
    context.send({ from: ME, to: `kubelet/${name}`, verb: 'scrape', background: true }, LATENCY_MS.api);
  });
  // Of what has not answered since the last round nothing is known any more.
  let { measured } = state;
  scan(state.measured, ({ node }, name) => {
    if (context.nowMs - node.last.timeMs > RESOLUTION_MS + LATENCY_MS.api) measured = remove(measured, name);
  });
  return measured === state.measured ? state : { ...state, measured };
}

function store(state: MetricsServerState, name: string, points: NodePoints): MetricsServerState {
  if (!state.running || get(state.nodes, name) === undefined) return state;
  const known = get(state.measured, name);
  const pods: Record<string, readonly Pair<ContainerPoint>[]> = {};
  for (const { namespace, name: pod, containers } of points.pods) {
    const key = `${namespace}/${pod}`;
    const before = known?.pods[key];
    pods[key] = containers.map((point) =>
      containerPair(
        point,
        before?.find(({ last }) => last.name === point.name),
      ),
    );
  }
  const node = nodePair(points.node, known?.node);
  return { ...state, measured: put(state.measured, name, { node, pods }) };
}

/** The API server hands on what somebody asks of metrics.k8s.io. */
function request(state: MetricsServerState, envelope: Envelope, context: Context): MetricsServerState {
  const body = envelope.body as AggregatedRequest;
  const { resource, verb, name, namespace, options = {} } = body.request;
  const isPods = resource.startsWith('pods.');
  if (isPods && (verb === 'get' || verb === 'list')) {
    const id = state.nextAsked;
    const { labelSelector, fieldSelector } = options;
    ask(context, {
      id: String(id),
      verb: 'list',
      resource: 'pods',
      namespace,
      options: verb === 'get' ? { fieldSelector: `metadata.name=${name}` } : { labelSelector, fieldSelector },
    });
    return { ...state, asked: put(state.asked, id, body), nextAsked: id + 1 };
  }
  if (!isPods && (verb === 'get' || verb === 'list')) {
    ask(context, {
      id: String(state.nextAsked),
      verb: 'list',
      resource: 'nodes',
      options: verb === 'get' ? { fieldSelector: `metadata.name=${name}` } : options,
    });
    return { ...state, asked: put(state.asked, state.nextAsked, body), nextAsked: state.nextAsked + 1 };
  }
  answer(body, { code: 405, status: notFoundStatus(groupOf(body), name ?? '') }, context);
  return state;
}

const groupOf = ({ request: { resource } }: AggregatedRequest) => ({
  group: 'metrics.k8s.io',
  resource: resource.startsWith('pods.') ? 'podmetrics' : 'nodemetrics',
});

/** What is to be told of has been listed. */
function replied(state: MetricsServerState, response: ApiResponse, context: Context): MetricsServerState {
  if (response.id === SERVICE_WATCH || response.id === NODE_WATCH) {
    if (response.code >= 400 && response.id === SERVICE_WATCH) {
      context.send({ from: ME, to: ME, verb: 'watch again', background: true }, WATCH_RETRY_MS);
    }
    return state;
  }
  const id = Number(response.id);
  const body = get(state.asked, id);
  if (body === undefined) return state;
  const next = { ...state, asked: remove(state.asked, id) };
  if (response.status !== undefined) {
    answer(body, { code: response.code, status: response.status }, context);
    return next;
  }
  const isPods = body.request.resource.startsWith('pods.');
  const items = (response.items ?? []).flatMap((object) => {
    const found = isPods ? podMetrics(state, object as Pod) : nodeMetrics(state, object as Node);
    return found === null ? [] : [found];
  });
  const { verb, namespace, name = '' } = body.request;
  if (verb === 'list') answer(body, { code: 200, items }, context);
  else if (items[0] !== undefined) answer(body, { code: 200, object: items[0] }, context);
  else {
    const shown = isPods ? `${namespace}/${name}` : name;
    answer(body, { code: 404, status: notFoundStatus(groupOf(body), shown) }, context);
  }
  return next;
}

function answer(
  { client, request: { id } }: AggregatedRequest,
  response: Omit<ApiResponse, 'type' | 'id'>,
  context: Context,
): void {
  const body: AggregatedReply = {
    type: 'aggregated',
    client,
    response: { type: 'response', id, ...response },
  };
  context.send({ from: ME, to: 'apiserver', verb: 'reply', body }, LATENCY_MS.api);
}

interface MetricsObject extends KubeObject {
  readonly timestamp: string;
  readonly window: string;
}

/** A Pod of which one container is not known yet is left out. */
function podMetrics(state: MetricsServerState, { metadata, spec }: Pod): KubeObject | null {
  const { name, namespace, labels } = metadata;
  const pairs = get(state.measured, spec.nodeName ?? '')?.pods[`${namespace}/${name}`];
  if (pairs === undefined || pairs.length === 0) return null;
  const containers: { name: string; usage: { cpu: string; memory: string } }[] = [];
  let windowMs = 0;
  let timeMs = Number.POSITIVE_INFINITY;
  for (const pair of pairs) {
    if (pair.prev === null) return null;
    const usage = usageOf(pair);
    if (usage === null) continue;
    containers.push({ name: pair.last.name, usage: { cpu: usage.cpu, memory: usage.memory } });
    if (pair.last.timeMs < timeMs) ({ timeMs } = pair.last);
    ({ windowMs } = usage);
  }
  const metrics: MetricsObject & { containers: typeof containers } = {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind: 'PodMetrics',
    metadata: { name, namespace, ...(labels && { labels }) },
    timestamp: timestamp(timeMs),
    window: `${windowMs / 1000}s`,
    containers,
  };
  return metrics;
}

function nodeMetrics(state: MetricsServerState, { metadata }: Node): KubeObject | null {
  const pair = get(state.measured, metadata.name ?? '')?.node;
  const usage = pair === undefined ? null : usageOf(pair);
  if (pair === undefined || usage === null) return null;
  const { name, labels } = metadata;
  const metrics: MetricsObject & { usage: object } = {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind: 'NodeMetrics',
    metadata: { name, ...(labels && { labels }) },
    timestamp: timestamp(pair.last.timeMs),
    window: `${usage.windowMs / 1000}s`,
    usage: { cpu: usage.cpu, memory: usage.memory },
  };
  return metrics;
}

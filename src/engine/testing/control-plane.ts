import type { KubeObject, Node } from '../../api/index.ts';
import { type ApiServerState, apiserver, initialApiServer } from '../apiserver/apiserver.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '../apiserver/messages.ts';
import { cacheOf } from '../apiserver/state.ts';
import { type EtcdState, etcd, initialEtcd } from '../etcd/etcd.ts';
import type { KeyValue } from '../etcd/messages.ts';
import type { Address } from '../kernel/message.ts';
import { get, scanPrefix, values } from '../kernel/table.ts';
import { Driver } from './driver.ts';

/** etcd and an API server that has started, with helpers for a test to talk to it. Add other components to it. */
export class ControlPlane extends Driver {
  private nextId = 1;

  constructor(seed = 1) {
    super(seed);
    this.add('etcd', etcd, initialEtcd());
    this.add('apiserver', apiserver, initialApiServer());
    this.post({ from: 'apiserver', to: 'apiserver', verb: 'start' });
    this.settle();
    for (const { metadata } of this.cachedObjects('namespaces')) this.addServiceAccount(metadata.name ?? '');
  }

  /** What a controller gives every namespace: without it no Pod is admitted there. */
  addServiceAccount(namespace: string): void {
    this.create(
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } },
      'serviceaccounts',
    );
  }

  /** A node without the taint of new ones, which a controller takes away once its kubelet is ready. */
  addNode(node: Node): void {
    const { name } = node.metadata;
    this.create(node, 'nodes');
    const object = { spec: { taints: node.spec?.taints ?? null } };
    this.request({ verb: 'patch', patchType: 'merge', resource: 'nodes', name, object });
  }

  /** Sends a request without waiting; its id. */
  send(request: Omit<ApiRequest, 'type' | 'id'> & { id?: string }, from: Address = 'test'): string {
    const id = request.id ?? `test-${this.nextId++}`;
    const body: ApiRequest = { ...request, type: 'request', id };
    this.post({ from, to: 'apiserver', verb: request.verb, body });
    return id;
  }

  /** Sends a request, lets everything settle and returns the answer. */
  request(request: Omit<ApiRequest, 'type' | 'id'>): ApiResponse {
    const id = this.send(request);
    this.settle();
    return this.response(id);
  }

  response(id: string): ApiResponse {
    const envelope = this.inbox.find(({ verb, body }) => verb === 'reply' && (body as ApiResponse).id === id);
    if (envelope === undefined) throw new Error(`no answer to ${id}`);
    return envelope.body as ApiResponse;
  }

  create(object: KubeObject, resource: string): ApiResponse {
    const { namespace } = object.metadata;
    return this.request({ verb: 'create', resource, namespace, object });
  }

  get(resource: string, name: string, namespace?: string): ApiResponse {
    return this.request({ verb: 'get', resource, namespace, name });
  }

  /** What a client at `address` was told by its watches of a resource, oldest first. */
  watched(address: Address, resource: string): WatchEvent[] {
    return this.inbox
      .filter(({ to, verb }) => to === address && verb === 'watch')
      .map(({ body }) => body as WatchEvent)
      .filter((event) => event.resource === resource);
  }

  /** All objects of a resource, straight from etcd. */
  stored(resource: string): KubeObject[] {
    const objects: KubeObject[] = [];
    scanPrefix(this.state<EtcdState>('etcd').store.keys, `/registry/${resource}/`, (kv: KeyValue) => {
      objects.push(kv.value);
    });
    return objects;
  }

  /** One object, straight from etcd. */
  object<T extends KubeObject>(resource: string, path: string): T | undefined {
    const { keys } = this.state<EtcdState>('etcd').store;
    return get(keys, `/registry/${resource}/${path}`)?.value as T | undefined;
  }

  /** All objects of a resource in the API server's watch cache. */
  cachedObjects(resource: string): KubeObject[] {
    return values(cacheOf(this.state<ApiServerState>('apiserver'), resource).objects);
  }
}

// Models kubernetes@v1.36.0 pkg/registry/core/pod/strategy.go (LogLocation, streamLocation), pkg/registry/core/pod/rest
import { badRequestStatus, type Pod } from '../../api/index.ts';
import type { Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Address, ObjectRef } from '../kernel/message.ts';
import type { ApiResponse, ConnectRequest, StreamEvent } from './messages.ts';

/** Hands a request to the kubelet of the Pod's node. `found` is what reading the Pod has come to. */
export function connect(
  request: ConnectRequest,
  client: Address,
  found: Omit<ApiResponse, 'type' | 'id'>,
  context: Context,
): void {
  if (request.closes === true || request.input !== undefined) {
    const { spec, metadata } = (found.object as Pod | undefined) ?? { spec: {}, metadata: {} };
    if (spec.nodeName === undefined || spec.nodeName === '') return;
    context.send(
      {
        from: 'apiserver',
        to: `kubelet/${spec.nodeName}`,
        verb: request.closes === true ? 'close' : 'stdin',
        object: { ...podRef(request), uid: metadata.uid },
        body: { ...request, client },
      },
      LATENCY_MS.api,
    );
    return;
  }
  const refuse = (response: Omit<ApiResponse, 'type' | 'id'>): void => {
    context.note({ resource: 'pods', subresource: request.subresource, code: response.code });
    const body: ApiResponse = { type: 'response', id: request.id, ...response };
    context.send(
      { from: 'apiserver', to: client, verb: 'reply', object: podRef(request), body },
      LATENCY_MS.api,
    );
  };
  if (found.object === undefined) {
    refuse(found);
    return;
  }
  const pod = found.object as Pod;
  const node = pod.spec.nodeName;
  const { container = '' } = request.options;
  const names = [
    ...(pod.spec.initContainers ?? []),
    ...pod.spec.containers,
    ...(pod.spec.ephemeralContainers ?? []),
  ].map(({ name }) => name);
  const chosen = container === '' && names.length === 1 ? (names[0] as string) : container;
  const needsContainer = request.subresource !== 'portforward' && request.subresource !== 'stats';
  if (needsContainer && chosen === '') {
    const main = pod.spec.containers.map(({ name }) => name).join(' ');
    refuse({
      code: 400,
      status: badRequestStatus(
        `a container name must be specified for pod ${request.name}, choose one of: [${main}]`,
      ),
    });
    return;
  }
  if (needsContainer && !names.includes(chosen)) {
    refuse({
      code: 400,
      status: badRequestStatus(`container ${chosen} is not valid for pod ${request.name}`),
    });
    return;
  }
  if (node === undefined || node === '') {
    // Reading the log of a Pod that has no node yet finds nothing; anything else needs one.
    refuse(
      request.subresource === 'log'
        ? { code: 200 }
        : { code: 400, status: badRequestStatus(`pod ${request.name} does not have a host assigned`) },
    );
    return;
  }
  context.note({ resource: 'pods', subresource: request.subresource, node });
  context.send(
    {
      from: 'apiserver',
      to: `kubelet/${node}`,
      verb: request.subresource,
      object: { ...podRef(request), uid: pod.metadata.uid },
      body: { ...request, client, options: { ...request.options, container: chosen } },
    },
    LATENCY_MS.api,
  );
}

const podRef = ({ namespace, name }: ConnectRequest) => ({ kind: 'Pod', namespace, name });

/** What a kubelet sends back goes to who asked. */
export function relay(event: StreamEvent, object: ObjectRef | undefined, context: Context): void {
  context.send({ from: 'apiserver', to: event.client, verb: 'stream', object, body: event }, LATENCY_MS.api);
}

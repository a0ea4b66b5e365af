// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go (GuaranteedUpdate)
import { type KubeObject, notFoundStatus } from '../../api/index.ts';
import type { EtcdRequest, TxnReply } from '../etcd/messages.ts';
import type { Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Address, ObjectRef } from '../kernel/message.ts';
import { get } from '../kernel/table.ts';
import { release } from './allocation.ts';
import { type Answer, type Call, type Outcome, ok, type Pending, refuse, type Waiting } from './call.ts';
import { nameTaken, planCreate } from './create.ts';
import { planDelete } from './delete.ts';
import type { ApiResponse } from './messages.ts';
import { type ApiServerState, cacheKey, cacheOf, resourceInfo } from './state.ts';
import { planBinding, planEviction, planScale, scaleOf } from './subresources.ts';
import { requestToken } from './token.ts';
import { planPatch, planUpdate } from './update.ts';
import { refOf } from './watch.ts';

/** What a writing request comes to, given what its object is now. */
export function plan(call: Call, current: KubeObject | undefined): Outcome {
  const { request } = call;
  switch (request.subresource) {
    case 'binding':
      return planBinding(call, current);
    case 'eviction':
      return planEviction(call, current);
    case 'scale':
      return planScale(call, current);
    case 'token':
      return requestToken(call, current);
    default:
  }
  switch (request.verb) {
    case 'create':
      return planCreate(call);
    case 'update':
      return planUpdate(call, current);
    case 'patch':
      return planPatch(call, current);
    case 'delete':
      return planDelete(call, current);
    default:
      throw new Error(`${request.verb} is not a writing request`);
  }
}

/** The object a request names, as the watch cache has it. */
export function cached(call: Call): KubeObject | undefined {
  const { info, request, state } = call;
  if (request.name === undefined) return undefined;
  return get(cacheOf(state, info.resource).objects, cacheKey(request.namespace, request.name));
}

/** Carries out what was planned: an answer to the client, or a transaction in etcd. */
export function carryOut(call: Call, outcome: Outcome, attempt: number): void {
  if (outcome.type === 'answer') {
    answer(call, outcome);
    return;
  }
  if (outcome.type === 'later') {
    const { request, client, lookups = 1 } = call;
    const body: Waiting = { request, client, lookups: lookups + 1 };
    call.context.send({ from: 'apiserver', to: 'apiserver', verb: 'again', body }, outcome.delayMs);
    return;
  }
  const { op, ...write } = outcome;
  const { request, client, warnings, context } = call;
  const shown = op.type === 'put' ? op.value : (outcome.tombstone as KubeObject);
  const tag: Pending = { request, client, attempt, warnings, write };
  const body: EtcdRequest = {
    type: 'txn',
    compare: [{ key: op.key, modRevision: outcome.expected }],
    success: op,
    tag,
  };
  context.send({ from: 'apiserver', to: 'etcd', verb: 'txn', object: refOf(shown), body }, LATENCY_MS.etcd);
}

/** etcd has answered a transaction: tell the client, or look again when someone else was faster. */
export function settle(state: ApiServerState, reply: TxnReply, context: Context): ApiServerState {
  const { request, client, attempt, warnings, write } = reply.tag as Pending;
  const info = resourceInfo(request.resource);
  if (info === undefined) throw new Error(`a transaction for the unknown resource ${request.resource}`);
  const call: Call = { state, info, request, client, context, warnings: [...warnings] };
  if (!reply.succeeded) {
    if (write.claims !== undefined) call.state = release(call.state, write.claims);
    context.note({ conflict: true, attempt });
    const current = reply.kv?.value;
    carryOut(
      call,
      request.verb === 'create' && request.subresource === undefined
        ? nameTaken(call, attempt)
        : plan(call, current),
      attempt + 1,
    );
    return call.state;
  }
  const object = reply.kv?.value ?? write.tombstone;
  if (write.followUp !== undefined) {
    const next: Call = { ...call, request: write.followUp };
    carryOut(next, plan(next, object), 1);
    return next.state;
  }
  if (object === undefined) answer(call, refuse(notFoundStatus(info, request.name ?? '')));
  else answer(call, ok(request.subresource === 'scale' ? scaleOf(object) : object, write.code));
  return call.state;
}

export function answer(call: Call, outcome: Answer): void {
  const { request, client, context, info, warnings } = call;
  if (request.subresource === undefined) context.note({ resource: request.resource, code: outcome.code });
  else context.note({ resource: request.resource, subresource: request.subresource, code: outcome.code });
  if (outcome.status?.message !== undefined) context.note({ message: outcome.status.message });
  if (client === '') return;
  const { object } = outcome;
  const ref: ObjectRef | undefined =
    object?.metadata.name !== undefined
      ? refOf(object)
      : request.name === undefined
        ? undefined
        : { kind: info.kind, namespace: request.namespace, name: request.name };
  respond(client, ref, context, {
    type: 'response',
    id: request.id,
    code: outcome.code,
    object,
    items: outcome.items,
    resourceVersion: outcome.resourceVersion,
    status: outcome.status,
    warnings: warnings.length > 0 ? warnings : undefined,
  });
}

export function respond(
  client: Address,
  object: ObjectRef | undefined,
  context: Context,
  body: ApiResponse,
): void {
  const delayMs = client === 'kubectl' ? LATENCY_MS.kubectl : LATENCY_MS.api;
  context.send({ from: 'apiserver', to: client, verb: 'reply', object, body }, delayMs);
}

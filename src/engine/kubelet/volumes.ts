// Models kubernetes@v1.36.0 pkg/kubelet/volumemanager/populator/desired_state_of_world_populator.go
// Models kubernetes@v1.36.0 pkg/kubelet/volumemanager/volume_manager.go (WaitForAttachAndMount)

import {
  type KubeObject,
  kindInfo,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type Status,
  type TokenRequest,
} from '../../api/index.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import { scan } from '../kernel/table.ts';
import { downwardKey, tokenKey } from '../runtime/volumeFiles.ts';
import type { VolumesReply, VolumesRequest } from '../runtime/volumes.ts';
import { attachedName, needsAttaching } from '../storage/attachment.ts';
import { createContainer } from './containers.ts';
import { change, type Desk, newCall, podEvent, request, workerOf } from './desk.ts';
import { podField, resourceField } from './environment.ts';
import { containerOf } from './kill.ts';
import { pullSecrets } from './pullSecrets.ts';
import { refer, referenceKey, referenceSynced } from './references.ts';
import { expectRenewal } from './remount.ts';
import { ownershipOf } from './security.ts';
import type { Worker } from './state.ts';
import { refreshStatus } from './status/manager.ts';
import { advance, resyncIn, stepDone } from './sync.ts';

/** Failed mounts are tried again after this, doubled each time up to the maximum. */
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 122_000;

/** Objects the volumes of a Pod are made of, as `resource/name`. */
export function volumeObjects(pod: Pod): string[] {
  const names = new Set<string>();
  for (const volume of pod.spec.volumes ?? []) {
    if (volume.configMap) names.add(`configmaps/${volume.configMap.name}`);
    if (volume.secret) names.add(`secrets/${volume.secret.secretName}`);
    for (const { configMap, secret, serviceAccountToken } of volume.projected?.sources ?? []) {
      if (configMap) names.add(`configmaps/${configMap.name}`);
      if (secret) names.add(`secrets/${secret.name}`);
      if (serviceAccountToken) names.add(tokenKey(serviceAccountToken));
    }
    if (volume.persistentVolumeClaim) {
      names.add(`persistentvolumeclaims/${volume.persistentVolumeClaim.claimName}`);
    }
    if (volume.ephemeral) names.add(`persistentvolumeclaims/${pod.metadata.name}-${volume.name}`);
  }
  return [...names];
}

export function fetchForVolumes(desk: Desk, worker: Worker): void {
  // The Secrets its images need are watched from now on as well.
  fetchObjects(desk, worker, [...volumeObjects(worker.pod), ...pullSecrets(worker)], null);
}

/** Gathers objects, from what is watched or by asking; `objectArrived` goes on when the last is there. */
export function fetchObjects(
  desk: Desk,
  worker: Worker,
  names: readonly string[],
  container: string | null,
): void {
  const { uid } = worker;
  const got: Record<string, KubeObject | null> = {};
  const awaiting: string[] = [];
  for (const name of names) {
    const key = referenceKey(worker, name);
    const known = key === null ? worker.tokens[name] : refer(desk, workerOf(desk, uid) ?? worker, key);
    if (known === undefined) awaiting.push(name);
    else got[name] = known;
  }
  const next = change(desk, workerOf(desk, uid) ?? worker, {
    step: { type: 'objects', awaiting, got, container },
  });
  for (const name of awaiting) if (referenceKey(next, name) === null) fetchOne(desk, next, name);
  if (awaiting.length === 0) allArrived(desk, uid, got, container);
}

/** A watch has begun: who waits for its object now knows whether there is one. */
export function referenceArrived(desk: Desk, key: string): void {
  const object = referenceSynced(desk, key);
  if (object === undefined) return;
  scan(desk.state.workers, ({ uid }) => {
    const worker = workerOf(desk, uid);
    if (worker?.step?.type !== 'objects') return;
    const name = worker.step.awaiting.find((awaited) => referenceKey(worker, awaited) === key);
    if (name !== undefined) objectArrived(desk, uid, name, object);
  });
}

const KIND_OF = {
  persistentvolumeclaims: 'PersistentVolumeClaim',
  persistentvolumes: 'PersistentVolume',
} as const;

function fetchOne(desk: Desk, worker: Worker, resourceAndName: string): void {
  const slash = resourceAndName.indexOf('/');
  const resource = resourceAndName.slice(0, slash);
  const name = resourceAndName.slice(slash + 1);
  if (resource === 'token') {
    askForToken(desk, worker, resourceAndName, 'object');
    return;
  }
  const kind = KIND_OF[resource as keyof typeof KIND_OF];
  const namespace = kindInfo(kind).namespaced ? worker.pod.metadata.namespace : undefined;
  request(
    desk,
    `object ${worker.uid} ${resourceAndName}`,
    { verb: 'get', resource, namespace, name },
    { kind, namespace, name },
  );
}

/** Asks for a token for the Pod's own account, good for as long as the Pod lives and no longer. */
export function askForToken(desk: Desk, worker: Worker, key: string, purpose: 'object' | 'renewal'): void {
  const { metadata, spec } = worker.pod;
  const { namespace } = metadata;
  const name = spec.serviceAccountName ?? 'default';
  const wanted = key.slice(key.indexOf('/') + 1);
  const space = wanted.indexOf(' ');
  const audience = wanted.slice(space + 1);
  const object: TokenRequest = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: {},
    spec: {
      ...(audience === '' ? {} : { audiences: [audience] }),
      expirationSeconds: Number(wanted.slice(0, space)),
      boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: metadata.name ?? '', uid: worker.uid },
    },
  };
  request(
    desk,
    `${purpose} ${worker.uid} ${key}`,
    { verb: 'create', resource: 'serviceaccounts', namespace, name, subresource: 'token', object },
    { kind: 'ServiceAccount', namespace, name },
  );
}

/** `object` is null when there is none; a refused token comes as its Status. */
export function objectArrived(
  desk: Desk,
  uid: string,
  name: string,
  object: KubeObject | Status | null,
): void {
  const worker = workerOf(desk, uid);
  const step = worker?.step;
  if (worker === undefined || step?.type !== 'objects' || !step.awaiting.includes(name)) return;
  const got = { ...step.got, [name]: object as KubeObject | null };
  let awaiting = step.awaiting.filter((other) => other !== name);
  if (object?.kind === 'PersistentVolumeClaim') {
    const volume = (object as PersistentVolumeClaim).spec.volumeName ?? '';
    const next = `persistentvolumes/${volume}`;
    if (volume !== '' && !(next in got) && !awaiting.includes(next)) {
      awaiting = [...awaiting, next];
      fetchOne(desk, worker, next);
    }
  }
  change(desk, worker, { step: { ...step, awaiting, got } });
  if (awaiting.length === 0) allArrived(desk, uid, got, step.container);
  advance(desk, uid);
}

function allArrived(
  desk: Desk,
  uid: string,
  objects: Readonly<Record<string, KubeObject | null>>,
  containerName: string | null,
): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined) return;
  if (containerName !== null) {
    const container = containerOf(worker, containerName);
    if (container === undefined) stepDone(desk, worker);
    else createContainer(desk, worker, container, objects);
    return;
  }
  if (waitsForAttach(desk, worker, objects)) return;
  const call = newCall(desk);
  const tokens = tokensIn(objects);
  const next = change(desk, worker, { step: { type: 'mount', call, objects }, tokens });
  expectRenewal(desk, tokens);
  const body: VolumesRequest = {
    type: 'mount',
    call,
    volumes: worker.pod.spec.volumes ?? [],
    objects,
    podName: worker.pod.metadata.name ?? '',
    downward: downwardValues(desk, worker),
    tokenUser: tokenUserOf(worker.pod),
    ownership: ownershipOf(worker.pod),
  };
  desk.context.send(
    { from: desk.me, to: `volumes/${desk.state.node}`, verb: 'mount', object: next.ref, body },
    LATENCY_MS.local,
  );
}

/** Volumes that are not on this node yet hold up the rest; the status of the node will tell. */
function waitsForAttach(
  desk: Desk,
  worker: Worker,
  objects: Readonly<Record<string, KubeObject | null>>,
): boolean {
  const awaiting: string[] = [];
  for (const name in objects) {
    const volume = objects[name];
    if (volume?.kind !== 'PersistentVolume' || !needsAttaching(volume as PersistentVolume)) continue;
    if (!isAttached(desk.state.nodeObject, volume as PersistentVolume)) awaiting.push(`attachments/${name}`);
  }
  if (awaiting.length === 0) return false;
  desk.context.note({ awaiting });
  change(desk, worker, { step: { type: 'objects', awaiting, got: objects, container: null } });
  return true;
}

function isAttached(node: Node | null, volume: PersistentVolume): boolean {
  const name = attachedName(volume);
  return node?.status?.volumesAttached?.some((attached) => attached.name === name) === true;
}

/** The node's status may have changed: Pods that wait for what is attached now go on. */
export function nodeStatusChanged(desk: Desk): void {
  const { nodeObject } = desk.state;
  if (!nodeObject?.status?.volumesAttached?.length) return;
  scan(desk.state.workers, ({ uid }) => {
    const step = workerOf(desk, uid)?.step;
    if (step?.type !== 'objects') return;
    for (const name of step.awaiting) {
      const volume = step.got[name.slice('attachments/'.length)];
      if (!name.startsWith('attachments/') || volume == null) continue;
      if (isAttached(nodeObject, volume as PersistentVolume)) objectArrived(desk, uid, name, volume);
    }
  });
}

function tokensIn(objects: Readonly<Record<string, KubeObject | null>>): Record<string, TokenRequest> {
  const tokens: Record<string, TokenRequest> = {};
  for (const name in objects) {
    const object = objects[name];
    if (object?.kind === 'TokenRequest') tokens[name] = object as TokenRequest;
  }
  return tokens;
}

/**
 * The user all containers of the Pod run as, when its manifest says so: the token is then only theirs. With a group for
 * volumes, which will be given the token, it is root's in any case.
 */
export function tokenUserOf({ spec }: Pod): number | null {
  const otherwise = spec.securityContext?.fsGroup === undefined ? null : 0;
  let user: number | null = null;
  for (const { securityContext } of [...(spec.initContainers ?? []), ...spec.containers]) {
    const uid = securityContext?.runAsUser ?? spec.securityContext?.runAsUser;
    if (uid === undefined || (user !== null && user !== uid)) return otherwise;
    user = uid;
  }
  return user;
}

/** What the Pod's own fields say that its volumes ask for. */
export function downwardValues(desk: Desk, worker: Worker): Record<string, string> {
  const values: Record<string, string> = {};
  const { spec, metadata } = worker.pod;
  for (const { downwardAPI, projected } of spec.volumes ?? []) {
    const items = [downwardAPI, ...(projected?.sources ?? []).map((source) => source.downwardAPI)];
    for (const item of items.flatMap((some) => some?.items ?? [])) {
      const { fieldRef, resourceFieldRef } = item;
      const container = spec.containers.find(({ name }) => name === resourceFieldRef?.containerName);
      const key = downwardKey(item);
      if (fieldRef?.fieldPath === 'metadata.labels') values[key] = lines(metadata.labels);
      else if (fieldRef?.fieldPath === 'metadata.annotations') values[key] = lines(metadata.annotations);
      else if (fieldRef !== undefined) values[key] = podField(desk.state, worker, fieldRef.fieldPath);
      else if (container !== undefined && resourceFieldRef !== undefined) {
        const { resource, divisor = '0' } = resourceFieldRef;
        values[key] = resourceField(desk.state, container, resource, divisor);
      }
    }
  }
  return values;
}

/** A map as the downward API writes it into a file. */
function lines(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n');
}

export function mountReplied(desk: Desk, worker: Worker, reply: VolumesReply): void {
  if (worker.step?.type !== 'mount' || worker.step.call !== reply.call) return;
  if (reply.failures.length === 0) {
    const volumes = reply.sources;
    stepDone(desk, change(desk, worker, { mounted: true, mountFailures: 0, volumes }));
    advance(desk, worker.uid);
    return;
  }
  desk.context.note({ error: reply.failures[0] });
  for (const message of reply.failures) podEvent(desk, worker, 'Warning', 'FailedMount', message);
  const failures = worker.mountFailures;
  // The operation's own back-off decides when it is tried again, not the pass's.
  stepDone(desk, change(desk, workerOf(desk, worker.uid) ?? worker, { mountFailures: failures + 1 }));
  refreshStatus(desk, worker.uid);
  advance(desk, worker.uid);
  resyncIn(desk, worker.uid, Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures, 10), MAX_RETRY_MS));
}

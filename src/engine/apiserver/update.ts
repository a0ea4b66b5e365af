// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go (Update)
// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go
// Differs: server-side apply and field ownership are not modelled; JSON patch (RFC 6902) neither.
import {
  applyDefaults,
  badRequestStatus,
  conflictStatus,
  type FieldError,
  field,
  invalidStatus,
  type KubeObject,
  notFoundStatus,
  type Service,
} from '../../api/index.ts';
import { admitUpdate } from './admission/update.ts';
import { allocateForService } from './allocation.ts';
import { type Call, type Outcome, ok, refuse, revisionOf } from './call.ts';
import { equal } from './equal.ts';
import { isObject, type JsonObject } from './patch/json.ts';
import { mergePatch } from './patch/merge.ts';
import { PatchError, strategicMerge } from './patch/strategic.ts';
import { patchTypeOf } from './patch/types.ts';
import { decode, validateChanged } from './schema.ts';
import { etcdKey } from './state.ts';
import {
  allowsUnconditionalUpdate,
  isDeletedByUpdate,
  prepareForEphemeral,
  prepareForFinalize,
  prepareForStatusUpdate,
  prepareForUpdate,
} from './strategy.ts';

export function planUpdate(call: Call, current: KubeObject | undefined): Outcome {
  const { info, request } = call;
  const name = request.name ?? '';
  if (current === undefined) return refuse(notFoundStatus(info, name));
  const decoded = decode(call, info, request.object);
  if ('status' in decoded) return refuse(decoded.status);
  const { object } = decoded;
  const given = object.metadata.name ?? '';
  if (given !== name) {
    return refuse(
      badRequestStatus(`the name of the object (${given}) does not match the name on the URL (${name})`),
    );
  }
  return planChange(call, current, object);
}

export function planPatch(call: Call, current: KubeObject | undefined): Outcome {
  const { info, request } = call;
  const name = request.name ?? '';
  if (current === undefined) return refuse(notFoundStatus(info, name));
  if (!isObject(request.object)) {
    return refuse(badRequestStatus('error decoding patch: the patch must be a JSON object'));
  }
  let patched: KubeObject;
  try {
    patched = (
      request.patchType === 'strategic'
        ? strategicMerge(current as unknown as JsonObject, request.object, patchTypeOf(info.kind))
        : mergePatch(current, request.object)
    ) as KubeObject;
  } catch (error) {
    if (error instanceof PatchError) return refuse(badRequestStatus(error.message));
    throw error;
  }
  if (patched === current) return ok(current);
  if (request.subresource === undefined) {
    const decoded = decode(call, info, patched);
    if ('status' in decoded) return refuse(decoded.status);
    patched = decoded.object;
  }
  return planChange(call, current, patched);
}

/** The way every change of a stored object takes: check the version, prepare, validate, write if it differs. */
export function planChange(call: Call, current: KubeObject, wanted: KubeObject): Outcome {
  const { info, request } = call;
  const name = current.metadata.name as string;
  const { resourceVersion, uid } = wanted.metadata;
  if (!resourceVersion && !allowsUnconditionalUpdate(info)) {
    return refuse(
      invalidStatus(info, name, [
        field.invalid('metadata.resourceVersion', 0, 'must be specified for an update'),
      ]),
    );
  }
  if (uid && uid !== current.metadata.uid) {
    const detail = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`;
    return refuse(conflictStatus(info, name, detail));
  }
  if (resourceVersion && resourceVersion !== current.metadata.resourceVersion) {
    return refuse(conflictStatus(info, name));
  }
  let object: KubeObject;
  if (request.subresource === 'status') object = prepareForStatusUpdate(wanted, current);
  else if (request.subresource === 'finalize') object = prepareForFinalize(wanted, current);
  else if (request.subresource === 'ephemeralcontainers')
    object = prepareForEphemeral(applyDefaults(wanted), current);
  else object = prepareForUpdate(info, admitUpdate(applyDefaults(wanted), current), current);
  return planWrite(call, current, object);
}

/** Validates and writes a changed object; an unchanged one is answered as it is. */
export function planWrite(call: Call, current: KubeObject, changed: KubeObject): Outcome {
  const { info, request } = call;
  const name = current.metadata.name as string;
  let object = changed;
  let claims: ReturnType<typeof allocateForService>['claims'];
  const errors: FieldError[] = [];
  if (info.kind === 'Service' && request.subresource === undefined) {
    const allocated = allocateForService(call, object as Service, current as Service);
    errors.push(...allocated.errors);
    object = allocated.service;
    claims = allocated.claims;
  }
  if (equal(object, current)) return ok(current);
  errors.push(...validateChanged(call, object, current));
  if (errors.length > 0) return refuse(invalidStatus(info, name, errors));
  const key = etcdKey(info.resource, current.metadata.namespace, name);
  const expected = revisionOf(current);
  if (isDeletedByUpdate(object)) {
    return { type: 'write', op: { type: 'delete', key }, expected, code: 200, tombstone: object };
  }
  return { type: 'write', op: { type: 'put', key, value: object }, expected, code: 200, claims };
}

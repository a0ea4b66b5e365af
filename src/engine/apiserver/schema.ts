// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/endpoints/handlers/create.go (decoding)
// Differs: without `fieldValidation` a body is taken as it is: it comes from the cluster's own components, which
// are typed. Upstream decodes those too and warns.
import {
  badRequestStatus,
  type DecodeResult,
  decodeFailure,
  decodeObject,
  type FieldError,
  type KindInfo,
  type KubeObject,
  kindFailure,
  type Pod,
  type PodSpec,
  type Status,
  validateCreate,
  validateEphemeralUpdate,
  validatePodMetadata,
  validateStatusUpdate,
  validateUpdate,
} from '../../api/index.ts';
import type { Call } from './call.ts';
import { decodedSpec, isKnownValid, rememberDecoded, rememberValid } from './podspecs.ts';

export type Decoded = { readonly object: KubeObject } | { readonly status: Status };

/** The body of a create, update or patch as an object of the resource's kind; unknown fields as asked for. */
export function decode(call: Call, info: KindInfo, body: unknown): Decoded {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<KubeObject>;
  if (given.apiVersion !== info.apiVersion || given.kind !== info.kind) {
    const status = kindFailure(body);
    return { status: status ?? wrongKind(info, given) };
  }
  const mode = call.request.options?.fieldValidation;
  if (mode === undefined) {
    return {
      object:
        given.metadata === undefined ? { ...(given as KubeObject), metadata: {} } : (given as KubeObject),
    };
  }
  const spec = info.kind === 'Pod' ? decodedSpec((given as Partial<Pod>).spec) : undefined;
  const result = spec === undefined ? decodeObject(body) : decodeAround(given as Partial<Pod>, spec);
  const status = decodeFailure(result, mode === 'Strict');
  if (status !== undefined) return { status };
  if (mode === 'Warn') for (const issue of result.unknownFields) call.warnings.push(issue.message);
  if (info.kind === 'Pod' && spec === undefined) rememberDecoded((given as Partial<Pod>).spec, result);
  return { object: result.object };
}

/** Reads all of a Pod but its spec, which is known. */
function decodeAround(given: Partial<Pod>, spec: PodSpec): DecodeResult {
  const { spec: _, ...rest } = given;
  const result = decodeObject(rest);
  return { ...result, object: { ...result.object, spec } as Pod };
}

function wrongKind(info: KindInfo, given: Partial<KubeObject>): Status {
  const { group, version } = info;
  return badRequestStatus(
    `the API version in the data (${given.apiVersion}, Kind=${given.kind}) does not match the expected API version ` +
      `(${group === '' ? version : `${group}/${version}`}, Kind=${info.kind})`,
  );
}

/** `complete` is the object with its defaults, before it was admitted. */
export function validateNew(object: KubeObject, complete: KubeObject): readonly FieldError[] {
  if (object.kind !== 'Pod') return validateCreate(object);
  const { spec } = complete as Pod;
  if (isKnownValid(spec)) return validatePodMetadata(object.metadata);
  const errors = validateCreate(object);
  if (errors.length === 0) rememberValid(spec);
  return errors;
}

export function validateChanged(call: Call, object: KubeObject, old: KubeObject): readonly FieldError[] {
  switch (call.request.subresource) {
    case 'status':
      return validateStatusUpdate(object, old);
    case 'ephemeralcontainers':
      return validateEphemeralUpdate(object as Pod, old as Pod);
    default:
      return validateUpdate(object, old);
  }
}

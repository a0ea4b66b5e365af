// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go
import { qualifiedKind, qualifiedResource } from './scheme.ts';
import type { KubeObject, Status, StatusCause, StatusReason } from './types/index.ts';
import { aggregateMessage, type FieldError } from './validation/field.ts';

interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

export function isStatus(value: { kind?: unknown; apiVersion?: unknown }): value is Status {
  return value.kind === 'Status' && value.apiVersion === 'v1';
}

/** True for a failed Status; an object that was stored is not one. */
export function isFailure(value: KubeObject | Status): value is Status {
  return isStatus(value) && value.status === 'Failure';
}

function failure(
  code: number,
  reason: StatusReason,
  message: string,
  details: Status['details'] = undefined,
): Status {
  return {
    apiVersion: 'v1',
    kind: 'Status',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
    ...(details && { details }),
  };
}

function resourceDetails(info: GroupResource, name: string): Status['details'] {
  return { kind: info.resource, ...(name && { name }), ...(info.group && { group: info.group }) };
}

/** 404 `pods "x" not found`. */
export function notFoundStatus(info: GroupResource, name: string): Status {
  return failure(
    404,
    'NotFound',
    `${qualifiedResource(info)} ${JSON.stringify(name)} not found`,
    resourceDetails(info, name),
  );
}

/** 409 `pods "x" already exists`. */
export function alreadyExistsStatus(info: GroupResource, name: string): Status {
  return failure(
    409,
    'AlreadyExists',
    `${qualifiedResource(info)} ${JSON.stringify(name)} already exists`,
    resourceDetails(info, name),
  );
}

export const OPTIMISTIC_LOCK_MESSAGE =
  'the object has been modified; please apply your changes to the latest version and try again';

/** 409 `Operation cannot be fulfilled on pods "x": …`. */
export function conflictStatus(info: GroupResource, name: string, detail = OPTIMISTIC_LOCK_MESSAGE): Status {
  return failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedResource(info)} ${JSON.stringify(name)}: ${detail}`,
    resourceDetails(info, name),
  );
}

/** 403 `pods "x" is forbidden: …`. */
export function forbiddenStatus(info: GroupResource, name: string, detail: string): Status {
  const subject =
    name === '' ? qualifiedResource(info) : `${qualifiedResource(info)} ${JSON.stringify(name)}`;
  return failure(403, 'Forbidden', `${subject} is forbidden: ${detail}`, resourceDetails(info, name));
}

/** 422 `Pod "x" is invalid: …` with one cause per field error. */
export function invalidStatus(info: GroupKind, name: string, errors: readonly FieldError[]): Status {
  const kind = qualifiedKind(info);
  const causes: StatusCause[] = errors.map((error) => ({
    reason: error.type,
    message: error.body,
    field: error.field,
  }));
  const head = `${kind} ${JSON.stringify(name)} is invalid`;
  return failure(422, 'Invalid', errors.length === 0 ? head : `${head}: ${aggregateMessage(errors)}`, {
    ...(name && { name }),
    ...(info.group && { group: info.group }),
    kind: info.kind,
    causes,
  });
}

export function badRequestStatus(message: string): Status {
  return failure(400, 'BadRequest', message);
}

/** 405 `update is not supported on resources of kind "pods"`. */
export function methodNotSupportedStatus(info: GroupResource, action: string): Status {
  return failure(
    405,
    'MethodNotAllowed',
    `${action} is not supported on resources of kind ${JSON.stringify(qualifiedResource(info))}`,
    resourceDetails(info, ''),
  );
}

/** 410: the resourceVersion asked for has been compacted away. */
export function expiredStatus(message: string): Status {
  return failure(410, 'Expired', message);
}

export function internalErrorStatus(message: string): Status {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/** 404 as the server answers for a path it does not serve. */
export function unknownResourceStatus(): Status {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

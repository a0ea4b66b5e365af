// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go (Create)
// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/registry/rest/create.go
import {
  alreadyExistsStatus,
  badRequestStatus,
  extend,
  type FieldError,
  field,
  invalidStatus,
  type KubeObject,
  type ObjectMeta,
  type Service,
  type Status,
} from '../../api/index.ts';
import { nameSuffix, uid } from '../kernel/ids.ts';
import { admitCreate } from './admission/create.ts';
import { allocateForService } from './allocation.ts';
import { type Call, isLater, isStatusFailure, type Outcome, refuse } from './call.ts';
import { withDefaults } from './podspecs.ts';
import { decode, validateNew } from './schema.ts';
import { etcdKey } from './state.ts';
import { prepareForCreate } from './strategy.ts';

/** The longest base of a generated name, so that base and suffix stay a valid name. */
const MAX_GENERATED_BASE = 63 - 5;
/** Times a generated name that is taken is drawn anew. */
const MAX_NAME_ATTEMPTS = 8;

export function planCreate(call: Call): Outcome {
  const { info, request, context } = call;
  const decoded = decode(call, info, request.object);
  if ('status' in decoded) return refuse(decoded.status);
  const namespace = namespaceOf(call, decoded.object);
  if (typeof namespace !== 'string') return refuse(namespace);
  const named = withMetadata(call, decoded.object, namespace);
  if (decoded.object.metadata.resourceVersion) {
    return refuse({
      apiVersion: 'v1',
      kind: 'Status',
      metadata: {},
      status: 'Failure',
      message: 'resourceVersion should not be set on objects to be created',
      code: 500,
    });
  }
  const complete = withDefaults(named);
  const admitted = admitCreate(call, complete);
  if (isStatusFailure(admitted)) return refuse(admitted);
  if (isLater(admitted)) return admitted;
  let object = prepareForCreate(info, admitted, context.timestamp());
  const { name = '' } = object.metadata;
  const errors: FieldError[] = [...validateNew(object, complete)];
  if (name === '' && errors.length === 0) {
    errors.push(field.required('metadata.name', 'name or generateName is required'));
  }
  let claims: ReturnType<typeof allocateForService>['claims'];
  if (info.kind === 'Service' && errors.length === 0) {
    const allocated = allocateForService(call, object as Service, undefined);
    errors.push(...allocated.errors);
    object = allocated.service;
    claims = allocated.claims;
  }
  if (errors.length > 0) return refuse(invalidStatus(info, name, errors));
  const key = etcdKey(info.resource, info.namespaced ? namespace : undefined, name);
  return { type: 'write', op: { type: 'put', key, value: object }, expected: 0, code: 201, claims };
}

/** What to do when the name turned out to be taken. */
export function nameTaken(call: Call, attempt: number): Outcome {
  const metadata = ((call.request.object as KubeObject).metadata ?? {}) as ObjectMeta;
  if (!metadata.name && metadata.generateName && attempt < MAX_NAME_ATTEMPTS) return planCreate(call);
  const name = metadata.name ?? metadata.generateName ?? '';
  return refuse(alreadyExistsStatus(call.info, name));
}

function namespaceOf(call: Call, object: KubeObject): string | Status {
  const { info, request } = call;
  if (!info.namespaced) return '';
  const wanted = request.namespace ?? object.metadata.namespace ?? '';
  const given = object.metadata.namespace;
  if (given !== undefined && given !== '' && given !== wanted) {
    return badRequestStatus(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  return wanted === '' ? 'default' : wanted;
}

function withMetadata(call: Call, object: KubeObject, namespace: string): KubeObject {
  const { info, context } = call;
  const draw = () => context.random();
  const given = withoutSystemFields(object.metadata, info.namespaced);
  const metadata: ObjectMeta = extend(given, {
    uid: uid(draw),
    creationTimestamp: context.timestamp(),
    ...(info.namespaced && { namespace }),
  });
  if (!given.name && given.generateName) {
    metadata.name = given.generateName.slice(0, MAX_GENERATED_BASE) + nameSuffix(draw);
  }
  return { ...object, metadata };
}

const SYSTEM_FIELDS = [
  'managedFields',
  'selfLink',
  'generation',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'resourceVersion',
] as const satisfies (keyof ObjectMeta)[];

/** What a client may not say of a new object; the namespace of a namespaced one is set anyway. */
function withoutSystemFields(metadata: ObjectMeta, namespaced: boolean): ObjectMeta {
  const isClean = SYSTEM_FIELDS.every((name) => metadata[name] === undefined);
  if (isClean && (namespaced || metadata.namespace === undefined)) return metadata;
  const rest = { ...metadata };
  for (const name of SYSTEM_FIELDS) delete rest[name];
  delete rest.namespace;
  return rest;
}

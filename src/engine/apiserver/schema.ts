import {
  badRequestStatus,
  type FieldError,
  type KindInfo,
  type KubeObject,
  type Status,
} from '../../api/index.ts';
import type { Call } from './call.ts';

export type Decoded = { readonly object: KubeObject } | { readonly status: Status };

/** The body of a create or update as an object of the resource's kind; unknown fields as asked for. */
export function decode(_call: Call, info: KindInfo, body: unknown): Decoded {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { status: badRequestStatus(`the object provided is unrecognized (must be of type ${info.kind})`) };
  }
  const object = body as Partial<KubeObject>;
  const { apiVersion, kind } = object;
  if (apiVersion !== info.apiVersion || kind !== info.kind) {
    return {
      status: badRequestStatus(
        `${kind ?? ''} in version ${JSON.stringify(apiVersion ?? '')} cannot be handled as a ${info.kind}: ` +
          `no kind ${JSON.stringify(kind ?? '')} is registered for version ${JSON.stringify(apiVersion ?? '')}`,
      ),
    };
  }
  return { object: { ...object, metadata: object.metadata ?? {} } as KubeObject };
}

export function validateNew(_object: KubeObject): readonly FieldError[] {
  return [];
}

export function validateChanged(_call: Call, _object: KubeObject, _old: KubeObject): readonly FieldError[] {
  return [];
}

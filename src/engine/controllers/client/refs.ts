import { findKind, type KubeObject } from '../../../api/index.ts';
import type { ObjectRef } from '../../kernel/message.ts';

export function refOf(object: KubeObject): ObjectRef {
  const { namespace, name, generateName, uid } = object.metadata;
  return { kind: object.kind, namespace, name: name ?? generateName ?? '', uid };
}

/** The plural under which an object is written. */
export function resourceOf(object: KubeObject): string {
  const info = findKind(object.apiVersion, object.kind);
  if (info === undefined) throw new Error(`a controller writes a ${object.kind}, which is not in the scheme`);
  return info.resource;
}

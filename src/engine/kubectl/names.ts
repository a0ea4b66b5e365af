import { type KubeObject, kindOf } from '../../api/index.ts';

/** `pod/web` or `deployment.apps/web`: how kubectl's one-line answers name an object. */
export function printedName(object: KubeObject): string {
  return `${printedKind(object)}/${object.metadata.name}`;
}

/** `pod` or `deployment.apps`. */
export function printedKind(object: KubeObject): string {
  const group = groupOf(object.apiVersion);
  const kind = object.kind.toLowerCase();
  return group === '' ? kind : `${kind}.${group}`;
}

/** `pods/web`: how kubectl's warnings name an object. */
export function objectName(object: KubeObject): string {
  return `${kindOf(object)?.resource ?? object.kind.toLowerCase()}/${object.metadata.name}`;
}

export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

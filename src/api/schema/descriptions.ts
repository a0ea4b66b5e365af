// Upstream's descriptions, cut short. About 37 KiB compressed: import this module lazily.
import type { FieldPath } from '../paths.ts';
import { descriptions } from './generated/descriptions.ts';
import { lookupPath } from './index.ts';

/** What upstream says about a property of a type; the empty property is the type itself. */
export function describeProperty(typeName: string, property: string): string | undefined {
  return Object.hasOwn(descriptions, typeName) ? descriptions[typeName]?.[property] : undefined;
}

/** What upstream says about the field at a path of a kind; for an item of a list, about the item's type. */
export function describePath(apiVersion: string, kind: string, path: FieldPath): string | undefined {
  const info = lookupPath(apiVersion, kind, path);
  if (info === undefined) return undefined;
  if (info.owner !== undefined) return describeProperty(info.owner, info.name);
  return info.objectType === undefined ? undefined : describeProperty(info.objectType, '');
}

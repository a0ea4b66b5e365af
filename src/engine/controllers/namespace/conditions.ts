// Models kubernetes@v1.36.0 pkg/controller/namespace/deletion/status_condition_utils.go
import type { KindInfo, NamespaceCondition } from '../../../api/index.ts';

/** What a look at a namespace's content found left, by kind. */
export interface Remains {
  readonly info: KindInfo;
  readonly items: readonly { readonly finalizers: readonly string[] }[];
}

const TYPES = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  [
    'NamespaceDeletionGroupVersionParsingFailure',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  ['NamespaceFinalizersRemaining', 'ContentRemoved', 'All content successfully removed'],
] as const;

/** The five conditions of a namespace that is being emptied; the same list when nothing changed. */
export function namespaceConditions(
  before: readonly NamespaceCondition[],
  remains: readonly Remains[],
  failures: readonly string[],
  now: string,
): readonly NamespaceCondition[] {
  const bad = new Map<string, { reason: string; message: string }>();
  if (failures.length > 0) {
    const list = [...failures].sort().join(', ');
    bad.set('NamespaceDeletionContentFailure', {
      reason: 'ContentDeletionFailed',
      message: `Failed to delete all resource types, ${failures.length} remaining: ${list}`,
    });
  }
  const resources = remains.filter(({ items }) => items.length > 0);
  if (resources.length > 0) {
    const list = resources
      .map(({ info, items }) => `${info.resource}.${info.group} has ${items.length} resource instances`)
      .sort();
    bad.set('NamespaceContentRemaining', {
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${list.join(', ')}`,
    });
  }
  const finalizers = countFinalizers(resources);
  if (finalizers.length > 0) {
    bad.set('NamespaceFinalizersRemaining', {
      reason: 'SomeFinalizersRemain',
      message: `Some content in the namespace has finalizers remaining: ${finalizers.join(', ')}`,
    });
  }
  let changed = false;
  const next = [...before];
  for (const [type, reason, message] of TYPES) {
    const found = bad.get(type);
    const status = found === undefined ? 'False' : 'True';
    const at = next.findIndex((condition) => condition.type === type);
    const old = next[at];
    const condition: NamespaceCondition = {
      type,
      status,
      lastTransitionTime: old?.status === status ? old.lastTransitionTime : now,
      ...(found ?? { reason, message }),
    };
    if (old === undefined) next.push(condition);
    else if (old.status === status && old.reason === condition.reason && old.message === condition.message)
      continue;
    else next[at] = condition;
    changed = true;
  }
  return changed ? next : before;
}

/** `name in N resource instances`, by name. */
function countFinalizers(remains: readonly Remains[]): string[] {
  const counts = new Map<string, number>();
  for (const { items } of remains) {
    for (const { finalizers } of items) {
      for (const name of finalizers) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].map(([name, count]) => `${name} in ${count} resource instances`).sort();
}
